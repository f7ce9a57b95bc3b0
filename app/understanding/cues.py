"""The cue patterns of ``cues.yaml``, compiled once."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

PATH = Path(__file__).with_name("cues.yaml")

FLAGS = re.IGNORECASE | re.ASCII
"""ASCII, so that a word boundary stands between Han characters and Latin letters."""


@cache
def cues(path: Path = PATH) -> Mapping[str, re.Pattern[str]]:
    """One compiled alternation for every ``group.name`` of the file."""
    groups: dict[str, dict[str, list[str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            f"{group}.{name}": re.compile("|".join(f"(?:{pattern})" for pattern in patterns), FLAGS)
            for group, names in groups.items()
            for name, patterns in names.items()
        }
    )


def find(cue: str, text: str, start: int = 0) -> re.Match[str] | None:
    """First match of a cue in a text."""
    return cues()[cue].search(text, start)
