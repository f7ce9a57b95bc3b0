"""Answers after a run: the outcome first, its figures, and nothing that the run does not say."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.answering.runs import cite, rewritten
from app.bakeoff.report import Comparison, Interval
from app.bakeoff.summary import Measured, RunSummary
from knowledge.schema import Language

BERT = Measured(
    name="bert", side="encoder", params_m=118, accuracy=Interval(0.861, 0.79, 0.92), ms_p50=12.3, usd_per_million=0.34
)
GPT = Measured(
    name="gpt", side="decoder", params_m=8030, accuracy=Interval(0.928, 0.871, 0.968), ms_p50=345.0, usd_per_million=9.5
)
LINEAR = Measured(
    name="tfidf", side="baseline", params_m=None, accuracy=Interval(0.951, 0.9, 0.98), ms_p50=0.4, usd_per_million=0.01
)
OUTCOMES = ("held", "failed", "undecided")
WORDS = {
    ("held", "en"): "The prediction held",
    ("failed", "en"): "The prediction failed",
    ("undecided", "en"): "leave the prediction undecided",
    ("held", "zh"): "预测成立",
    ("failed", "zh"): "预测不成立",
    ("undecided", "zh"): "定不下来",
}
CONSTANTS = {95.0, 2.0}
"""The level of every interval, and the difference the predictions allow."""


def gap(first: Measured, second: Measured, difference: float, low: float, high: float) -> Comparison:
    return Comparison(first.name, second.name, 117, difference, low, high, 3, 11, 0.05, None)


BEHIND = gap(BERT, GPT, -0.067, -0.124, -0.021)


def run(outcome: str, **changes: Any) -> RunSummary:
    made: dict[str, Any] = {
        "id": "ab12cd34", "date": "2025-11-24", "choice": "encoder", "outcome": outcome, "reason": "as_predicted",
        "scored": 120, "directional_only": False, "cancelled": False, "ours": BERT, "rival": GPT, "gap": BEHIND,
    }  # fmt: skip
    return RunSummary(**{**made, **changes})


def failed(better: Measured, low: float, high: float) -> RunSummary:
    ahead = gap(better, BERT, 0.067, low, high)
    return run("failed", reason="clearly_less_accurate", better=better, better_gap=ahead)


def amounts(value: Any) -> Iterator[float]:
    """Every number in plain data."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from amounts(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def stray(text: str, told: RunSummary) -> list[str]:
    """Numbers of a text that are neither in the summary, as they are or in percent, nor constants."""
    text = text.replace(f"{told.id}", "").replace(told.date, "")
    known = {abs(value) for value in amounts(told.model_dump(mode="json"))}
    known |= {100 * value for value in known} | {value / 1000 for value in known} | CONSTANTS
    found = re.findall(r"\d[\d,]*(?:\.\d+)?", text)

    def rounded(shown: str) -> bool:
        digits = len(shown.partition(".")[2])
        return any(abs(float(shown.replace(",", "")) - value) <= 0.5000001 * 10**-digits for value in known)

    return [shown for shown in found if not rounded(shown)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_comes_first_with_its_figures_and_the_run(outcome: str, language: Language) -> None:
    text = rewritten("The old answer.", run(outcome), language)
    first = text.split("\n\n")[0]
    assert WORDS[outcome, language] in first
    assert cite(run(outcome), language) in first and "ab12cd34" in first and "2025-11-24" in first
    for figure in ("6.7", "−12.4", "−2.1", "86.1%", "92.8%", "117", "12.3", "345", "0.34", "9.50", "118M", "8.03B"):
        assert figure in first
    assert text.endswith("The old answer.")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "told",
    [
        run("held"),
        run("held", cancelled=True, directional_only=True, scored=22),
        failed(GPT, 0.021, 0.124),
        failed(LINEAR, 0.021, 0.124),
        failed(LINEAR, -0.003, 0.124),
        run("failed", reason="not_fast_enough"),
        run("undecided", more_rows=630),
        run("undecided", reason="accuracy_too_close"),
        run("undecided", ours=None, rival=None, gap=None, reason="one_side_missing"),
    ],
)
def test_no_figure_is_told_that_the_run_does_not_hold(told: RunSummary, language: Language) -> None:
    assert stray(rewritten("", told, language), told) == []


def test_the_search_for_stray_figures_finds_some() -> None:
    assert stray("It reached 93.4% on 119 rows, 92.8% and 12.3 ms", run("held")) == ["93.4", "119"]


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "**What was advised before the run**"), ("zh", "**实测之前的建议**")]
)
def test_a_failed_prediction_stands_before_what_had_been_advised(language: Language, heading: str) -> None:
    text = rewritten("The old answer.", failed(GPT, 0.021, 0.124), language)
    outranks = {"en": "outranks the advice", "zh": "以实测为准"}[language]
    places = [text.index(part) for part in (WORDS["failed", language], outranks, heading, "The old answer.")]
    assert places == sorted(places)
    assert heading not in rewritten("The old answer.", run("held"), language)
    assert heading not in rewritten("The old answer.", run("undecided"), language)


def test_what_did_better_is_named_and_recommended_only_if_it_is_clear() -> None:
    rival, third = (rewritten("", failed(better, 0.021, 0.124), "en") for better in (GPT, LINEAR))
    assert "Build on gpt (8.03B parameters) instead" in rival
    assert "was tfidf" in third and "6.7 points ahead of bert" in third and "2.1 to +12.4" in third
    unclear = rewritten("", failed(LINEAR, -0.003, 0.124), "en")
    assert "build on" not in unclear.lower() and "not even tfidf" in unclear


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_undecided_prediction_says_what_is_missing(language: Language) -> None:
    assert "1,300" in rewritten("", run("undecided", more_rows=1300), language)
    more = {"en": "More labelled rows are needed", "zh": "还需要更多带标签的数据"}[language]
    assert more in rewritten("", run("undecided"), language)
    alone = rewritten("", run("undecided", ours=None, rival=None, gap=None), language)
    assert {"en": "Nothing was compared", "zh": "没有形成比较"}[language] in alone and more not in alone


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cancelled_or_small_run_says_so(language: Language) -> None:
    text = rewritten("", run("held", cancelled=True, directional_only=True, scored=22), language)
    assert {"en": "cancelled", "zh": "中途取消"}[language] in text
    assert {"en": "With only 22 scored rows", "zh": "只有 22 条"}[language] in text
    assert "cancelled" not in rewritten("", run("held"), "en")


def test_what_was_not_measured_is_left_out() -> None:
    mute = BERT.model_copy(update={"ms_p50": None, "usd_per_million": None})
    text = rewritten("", run("held", ours=mute), "en")
    assert "ms" not in text and "$" not in text and "86.1%" in text


def test_a_side_without_accuracy_of_its_own_is_still_compared() -> None:
    text = rewritten("", run("held", ours=BERT.model_copy(update={"accuracy": None})), "en")
    assert "6.7 points less accurate" in text and "%" not in text.replace("95%", "")


def test_a_reason_of_another_version_is_left_out() -> None:
    text = rewritten("", run("failed", reason="phase_of_the_moon"), "en")
    assert text.startswith("The prediction failed on your rows [your run ab12cd34, 2025-11-24]. On")


def test_every_text_that_is_shown_can_be_made_safe() -> None:
    evil = "<b>"
    sides = {
        name: side.model_copy(update={"name": evil})
        for name, side in (("ours", BERT), ("rival", GPT), ("better", LINEAR))
    }
    ahead = gap(LINEAR, BERT, 0.067, 0.021, 0.124)
    told = run("failed", **sides, id=evil, date=evil, better_gap=ahead).renamed(lambda text: text.replace("<", "&lt;"))
    assert evil not in rewritten("", told, "en")
