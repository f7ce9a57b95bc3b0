"""All wording stands in both languages, and the code asks for nothing that is not there."""

import re
from pathlib import Path
from string import Formatter

import pytest

from app.wording import keys, say

APP = Path(__file__).parents[2] / "app"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(keys()))
def test_both_languages_stand_and_take_the_same_values(key: str) -> None:
    english, chinese = say(key, "en"), say(key, "zh")
    assert english.strip() and chinese.strip()
    assert placeholders(chinese) <= placeholders(english)
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_every_key_that_is_asked_for_in_full_exists() -> None:
    asked = set()
    for path in APP.rglob("*.py"):
        asked |= set(re.findall(r'(?<![._\w])say\(\s*"([a-z_.0-9]+)"', path.read_text(encoding="utf-8")))
    assert asked and asked <= keys()
