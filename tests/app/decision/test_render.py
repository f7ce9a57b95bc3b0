from collections.abc import Callable

import pytest

from app.decision.render import duration, filled, number
from app.understanding.profile import TaskProfile
from knowledge.schema import Text

Task = Callable[..., TaskProfile]


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (0.5, "0.5", "0.5"),
        (40, "40", "40"),
        (5800, "5,800", "5800"),
        (23_000, "23,000", "2.3万"),
        (2_000_000.0, "2 million", "200万"),
        (450_000_000, "450 million", "4.5亿"),
    ],
)
def test_numbers(value: float, en: str, zh: str) -> None:
    assert (number(value, "en"), number(value, "zh")) == (en, zh)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (35.0, "35 ms", "35毫秒"),
        (1000, "1 second", "1秒"),
        (2500, "2.5 seconds", "2.5秒"),
        (120_000, "2 minutes", "2分钟"),
    ],
)
def test_durations(value: float, en: str, zh: str) -> None:
    assert (duration(value, "en"), duration(value, "zh")) == (en, zh)


def test_placeholders_are_filled(task: Task) -> None:
    text = Text(en="You have {labels} examples, {p95_ms} each.", zh="有{labels}条，每条{p95_ms}。")
    profile = task(labels=12_000, p95_ms=80.0)
    assert filled(text, profile, "en") == "You have 12,000 examples, 80 ms each."
    assert filled(text, profile, "zh") == "有1.2万条，每条80毫秒。"


def test_an_assumed_figure_is_marked(task: Task) -> None:
    profile = task().with_fact("labels", 600, confidence=0.5)
    assert filled(Text(en="{labels} examples", zh="{labels}条标注"), profile, "en") == "600 (assumed) examples"


def test_an_unknown_figure_reads_naturally(task: Task) -> None:
    assert filled(Text(en="{labels} examples", zh="{labels}标注"), task(), "en") == "some examples"
