"""What a conversation keeps of a run."""

from dataclasses import replace

import pytest

from app.bakeoff.judge import Judgement, judge
from app.bakeoff.machine import Machine
from app.bakeoff.reading.rows import Counts
from app.bakeoff.record import Asked, ContestantKey, Entrant, Prediction, Record, Side
from app.bakeoff.report import Comparison, Interval, Prices, Report, Score
from app.bakeoff.reporting import report as computed
from app.bakeoff.summary import RunSummary, more_rows, summary
from knowledge.schema import Choice


def score(name: str, side: Side, accuracy: float | None, broken: str | None = None) -> Score:
    return Score(
        key=name, name=name, side=side, params_m=118.0, broken=broken, examples_used=8, answered=40,
        accuracy=None if accuracy is None else Interval(accuracy, accuracy - 0.05, accuracy + 0.04), macro_f1=None,
        classes=(), confusion=(), calibration_error=None, invalid=0, asked=40, errors=0, clipped=0, ms_p50=12.5,
        ms_p95=20.0, items_per_second=80.0, tokens_in=None, tokens_out=None, training_seconds=1.0, peak_memory_mb=None,
        usd_per_million=0.35, wh_per_million=None,
    )  # fmt: skip


def compared(first: str, second: str, difference: float, only_first: int = 6, only_second: int = 4) -> Comparison:
    low, high = difference - 0.06, difference + 0.05
    return Comparison(first, second, 40, difference, low, high, only_first, only_second, 0.5, 2.0)


GAP = compared("bert", "gpt", -0.1)


def report(complete: bool = True) -> Report:
    asked = tuple(Asked(line, f"text {line}", None, "yes" if line < 40 else None, ()) for line in range(45))
    record = Record(
        id="ab12cd34", started="2025-11-24T23:59:01+00:00", seed=0, protocol="holdout", labels=("yes", "no"),
        counts=Counts(rows=45, used=45, blank=0, duplicates=0), trained_on=8, left_out=0, complete=complete,
        seconds=3.0, entrants=(), asked=asked, machine=Machine("test", 1),
    )  # fmt: skip
    scores = (
        score("bert", "encoder", 0.7),
        score("gpt", "decoder", 0.8),
        score("tfidf", "baseline", 0.9),
        score("down", "decoder", 0.99, broken="no memory"),
        score("mute", "decoder", None),
    )
    comparisons = (GAP, compared("bert", "tfidf", -0.2, 1, 9))
    return Report(record, Prices(), scores, comparisons, None, None, None)


def judgement(outcome: str, comparison: Comparison | None = GAP) -> Judgement:
    return Judgement(outcome, "accuracy_too_close", "encoder", comparison, False)  # type: ignore[arg-type]


def test_the_advised_side_and_its_rival_come_with_their_figures() -> None:
    told = summary(report(), judgement("held"))
    assert (told.id, told.date, told.choice, told.outcome) == ("ab12cd34", "2025-11-24", "encoder", "held")
    assert told.ours and told.rival and told.gap == GAP
    ours = told.ours
    assert (ours.name, ours.params_m, ours.ms_p50, ours.usd_per_million) == ("bert", 118, 12.5, 0.35)
    assert told.ours.accuracy == Interval(0.7, 0.7 - 0.05, 0.7 + 0.04) and told.rival.name == "gpt"
    assert told.scored == 40 and not told.cancelled and not told.directional_only


@pytest.mark.parametrize(("choice", "first"), [("encoder", "bert"), ("decoder", "gpt")])
def test_a_real_judgement_names_the_advised_side_first(choice: Choice, first: str) -> None:
    cast: tuple[tuple[ContestantKey, Side], ...] = (("frozen", "encoder"), ("decoder_few", "decoder"))
    entrants = tuple(
        Entrant(key, name, side, 118.0, 8, 1.0, None, 0, 0.0)
        for (key, side), name in zip(cast, ("bert", "gpt"), strict=True)
    )
    asked = tuple(
        Asked(
            line,
            f"text {line}",
            None,
            "yes",
            (Prediction("yes", None, 5.0), Prediction("yes" if line < 20 else "no", None, 50.0)),
        )
        for line in range(60)
    )
    made = computed(replace(report().record, entrants=entrants, asked=asked))
    told = summary(made, judge(made, choice))
    assert told.ours and told.rival and told.gap and told.ours.name == first != told.rival.name
    assert told.ours.accuracy and told.gap.difference == pytest.approx(2 / 3 if first == "bert" else -2 / 3)
    assert told.outcome == ("held" if first == "bert" else "failed")
    assert (told.better.name if told.better else None) == (None if first == "bert" else "bert")


def test_a_cancelled_run_says_so() -> None:
    assert summary(report(complete=False), judgement("held")).cancelled


def test_who_did_better_is_the_most_accurate_that_ran_seen_from_its_side() -> None:
    told = summary(report(), judgement("failed"))
    assert told.better and told.better.name == "tfidf" and told.better_gap
    assert (told.better_gap.first, told.better_gap.second) == ("tfidf", "bert")
    assert told.better_gap.difference == 0.2 and told.better_gap.low == pytest.approx(0.15)
    for outcome in ("held", "undecided"):
        assert summary(report(), judgement(outcome)).better is None


def test_a_cascade_judged_at_another_threshold_has_no_figures_of_the_reports() -> None:
    made = report()
    cascade = replace(score("bert → gpt", "hybrid", 0.85), key="cascade", params_m=253.0)
    made = replace(made, scores=(*made.scores, cascade))
    gap = compared("bert → gpt (20%)", "tfidf", -0.1)
    told = summary(made, judgement("failed", gap))
    assert told.ours and (told.ours.name, told.ours.side, told.ours.params_m) == ("bert → gpt (20%)", "hybrid", 253)
    assert told.ours.accuracy is None and told.better and told.better.name == "tfidf"
    assert told.better_gap and (told.better_gap.first, told.better_gap.difference) == ("tfidf", 0.1)


def test_only_an_undecided_run_needs_more_rows() -> None:
    assert summary(report(), judgement("undecided")).more_rows == more_rows(GAP) is not None
    assert summary(report(), judgement("held")).more_rows is None


def test_without_a_comparison_nobody_is_named() -> None:
    for outcome in ("failed", "undecided"):
        told = summary(report(), judgement(outcome, None))
        assert (told.ours, told.rival, told.gap, told.better, told.more_rows) == (None,) * 5


def test_a_summary_survives_json() -> None:
    for outcome in ("held", "failed", "undecided"):
        told = summary(report(), judgement(outcome))
        assert RunSummary.model_validate_json(told.model_dump_json()) == told


def test_more_rows_by_hand() -> None:
    # 10 of 40 rows discordant, difference -0.1: (1.96 / 0.02) ** 2 * (0.25 - 0.01) = 2304.96, less the 40 there are
    assert more_rows(GAP) == 2300


def test_that_many_rows_do_narrow_the_interval() -> None:
    missing = more_rows(GAP)
    assert missing
    half_width = 1.96 * ((0.25 - 0.01) / (40 + missing)) ** 0.5
    assert 0.0195 < half_width <= 0.02


@pytest.mark.parametrize(("only_first", "only_second", "rows"), [(2, 2, 40), (0, 0, 40), (3, 3, 40000)])
def test_more_rows_are_unknown_or_none(only_first: int, only_second: int, rows: int) -> None:
    difference = (only_first - only_second) / rows
    found = Comparison("a", "b", rows, difference, -0.1, 0.1, only_first, only_second, 1.0, None)
    assert more_rows(found) is None
