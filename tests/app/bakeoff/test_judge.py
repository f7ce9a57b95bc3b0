"""Verdicts about constructed runs."""

from collections.abc import Sequence

import pytest
from scipy.stats import binomtest

from app.bakeoff.baseline_contestant import MAJORITY
from app.bakeoff.contestant import ContestantSide, Prediction
from app.bakeoff.judge import judge
from app.bakeoff.machine import Machine
from app.bakeoff.report import Report, RowResult, Score
from app.bakeoff.statistics import accuracy, answered_count, compare, macro_f1, mcnemar, percentile_ms
from knowledge.schema import Choice

Answers = Sequence[str]
"""One a row: ``y`` right, ``n`` wrong, ``i`` invalid, ``e`` error."""


def prediction(answer: str, milliseconds: float) -> Prediction:
    label = {"y": "yes", "n": "no"}.get(answer)
    error = "down" if answer == "e" else None
    return Prediction(label, None, milliseconds, None, None, "", invalid=answer == "i", error=error)


def report(*sides: tuple[str, ContestantSide, Answers, float]) -> Report:
    """A run whose true labels are all ``yes``."""
    rows = tuple(
        RowResult(number, f"text {number}", "yes", tuple(prediction(side[2][number], side[3]) for side in sides))
        for number in range(len(sides[0][2]))
    )
    scores = tuple(score(place, *side[:3], rows) for place, side in enumerate(sides))
    places = [name for _, name, *_ in sides]
    both = "encoder" in places and "decoder" in places
    comparison = compare(rows, scores, places.index("encoder"), places.index("decoder")) if both else None
    return Report(
        protocol="holdout", seed=0, labels=("yes", "no"), examples=8, scored=len(rows), predicted_only=0, left_out=0,
        blank=0, duplicates=0, scores=scores, rows=rows, comparison=comparison, machine=Machine("test", 1),
    )  # fmt: skip


def score(place: int, name: str, side: ContestantSide, answers: Answers, rows: tuple[RowResult, ...]) -> Score:
    return Score(
        name=name, side=side, params_m=None, examples_used=8, accuracy=accuracy(rows, place),
        macro_f1=macro_f1(rows, place), answered=answered_count(rows, place), invalid=sum(x == "i" for x in answers),
        errors=sum(x == "e" for x in answers), ms_p50=percentile_ms(rows, place, 50),
        ms_p95=percentile_ms(rows, place, 95), tokens_in=None, tokens_out=None, training_seconds=0,
        memory_before_mb=None, memory_after_mb=None,
    )  # fmt: skip


def both(encoder: Answers, decoder: Answers, encoder_ms: float = 10, decoder_ms: float = 200) -> Report:
    return report(("bert", "encoder", encoder, encoder_ms), ("gpt", "decoder", decoder, decoder_ms))


def of(right: int, wrong: int = 0, errors: int = 0, invalid: int = 0) -> str:
    return "y" * right + "n" * wrong + "i" * invalid + "e" * errors


@pytest.mark.parametrize(
    ("run", "choice", "outcome", "reason"),
    [
        (both(of(90, 10), of(80, 20)), "encoder", "held", "as_predicted"),
        (both(of(89, 11), of(90, 10)), "encoder", "held", "as_predicted"),
        (both(of(98, 2), of(100)), "encoder", "held", "as_predicted"),
        (both(of(90, 10), of(80, 20), 20, 100), "encoder", "held", "as_predicted"),
        (both(of(60, 40), of(90, 10)), "encoder", "failed", "clearly_less_accurate"),
        (both(of(90, 10), of(80, 20), 100, 100), "encoder", "failed", "not_fast_enough"),
        (both(of(90, 10), of(80, 20), 200, 100), "encoder", "failed", "not_fast_enough"),
        (both(of(90, 10), of(80, 20), 50, 100), "encoder", "failed", "not_fast_enough"),
        (both(of(17, 3), of(18, 2)), "encoder", "undecided", "accuracy_too_close"),
        (both(of(80, 20), of(0, 0, 0, 100)), "encoder", "held", "as_predicted"),
        (both(of(80, 20), of(90, 10)), "decoder", "held", "as_predicted"),
        (both(of(90, 10), of(90, 10)), "decoder", "held", "as_predicted"),
        (both(of(90, 10), of(60, 40)), "decoder", "failed", "clearly_less_accurate"),
        (both(of(90, 10), of(89, 11)), "decoder", "undecided", "accuracy_too_close"),
        (both(of(90, 10), of(40, 0, 60)), "encoder", "undecided", "one_side_failed"),
        (both(of(90, 10), of(0, 0, 100)), "encoder", "undecided", "one_side_failed"),
        (both(of(0, 0, 100), of(90, 10)), "decoder", "undecided", "one_side_failed"),
        (both(of(50, 45, 5), of(80, 20)), "hybrid:cascade", "undecided", "not_measured_here"),
        (both(of(90, 10), of(90, 10)), "encoder-decoder", "undecided", "not_measured_here"),
        (both(of(90, 10), of(90, 10)), "baseline", "undecided", "one_side_missing"),
        (report(("bert", "encoder", of(9), 10)), "encoder", "undecided", "one_side_missing"),
        (report(("gpt", "decoder", of(9), 10)), "decoder", "undecided", "one_side_missing"),
    ],
)  # fmt: skip
def test_rules(run: Report, choice: Choice, outcome: str, reason: str) -> None:
    judgement = judge(run, choice)
    assert (judgement.outcome, judgement.reason, judgement.choice) == (outcome, reason, choice)


def test_a_tenth_of_errors_is_borne_and_those_rows_count_for_nobody() -> None:
    judgement = judge(both(of(100), of(90, 0, 10)), "encoder")
    assert judgement.outcome == "held"
    assert judgement.comparison is not None
    assert judgement.comparison.rows == 90
    assert judgement.comparison.difference == 0


@pytest.mark.parametrize("choice", ["encoder", "decoder", "baseline"])
def test_a_win_must_beat_the_most_frequent_class(choice: Choice) -> None:
    run = report(
        ("bert", "encoder", of(60, 40), 10),
        ("gpt", "decoder", of(60, 40), 200),
        ("linear", "baseline", of(60, 40), 1),
        (MAJORITY, "baseline", of(60, 40), 0),
    )
    assert judge(run, choice).reason == "no_better_than_majority"


def test_a_baseline_is_held_against_the_better_of_the_two() -> None:
    def run(linear: Answers) -> Report:
        return report(
            ("bert", "encoder", of(60, 40), 10),
            ("gpt", "decoder", of(90, 10), 200),
            ("linear", "baseline", linear, 1),
        )

    assert judge(run(of(89, 11)), "baseline").outcome == "held"
    assert judge(run(of(60, 40)), "baseline").outcome == "failed"


def test_nothing_scored() -> None:
    run = both(of(3), of(3))
    rows = tuple(RowResult(row.line, row.text, None, row.predictions) for row in run.rows)
    unscored = Report(**{**run.__dict__, "rows": rows, "scored": 0, "comparison": None})
    assert judge(unscored, "encoder").reason == "nothing_scored"


@pytest.mark.parametrize(("rows", "directional"), [(29, True), (30, False)])
def test_few_rows_show_a_direction_only(rows: int, directional: bool) -> None:
    run = both(of(rows), of(rows))
    assert run.directional_only is directional
    assert judge(run, "encoder").directional_only is directional
    assert run.as_dict()["directional_only"] is directional


def test_the_interval_holds_the_difference_and_the_seed_fixes_it() -> None:
    run = both(of(70, 30), of(60, 40))
    compared = run.comparison
    assert compared is not None
    assert compared.difference == pytest.approx(0.1)
    assert compared.low < compared.difference < compared.high
    assert compared == compare(run.rows, run.scores, 0, 1, seed=0)


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (9, 2), (2, 9), (5, 5)])
def test_mcnemar_is_the_exact_binomial_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected)
