"""Whether a run bears the advice out. The thresholds are those the advice itself states as its prediction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.bakeoff.baseline_contestant import MAJORITY
from app.bakeoff.report import Comparison, Report, Score
from app.bakeoff.statistics import compare
from knowledge.schema import Choice

Outcome = Literal["held", "failed", "undecided"]
JudgementReason = Literal[
    "as_predicted",
    "clearly_less_accurate",
    "not_fast_enough",
    "accuracy_too_close",
    "no_better_than_majority",
    "one_side_failed",
    "one_side_missing",
    "nothing_scored",
    "not_measured_here",
]
"""``not_measured_here``: hybrids and encoder-decoders do not take part in this check."""

MARGIN = 0.02
"""Difference of accuracy the predictions allow."""
FASTER = 3.0
"""How many times faster than the decoder an encoder is predicted to be. Small, because the local decoder is small."""
MOST_ERRORS = 0.1
"""Share of rows without an answer above which a side has failed, and with it the comparison."""


@dataclass(frozen=True)
class Judgement:
    """What became of a prediction, and why."""

    outcome: Outcome
    reason: JudgementReason
    choice: Choice
    comparison: Comparison | None
    """The advised side against the other one, where both were measured."""
    directional_only: bool


def judge(report: Report, choice: Choice) -> Judgement:
    """Hold the advice ``choice`` against a run.

    Encoder: held when its accuracy is at most 2 points below the decoder's and its median item at least 3 times
    faster; failed when the whole 95% interval of the difference lies below -2 points, or when it is not that fast.
    Decoder: held when at least as accurate as the encoder; failed when the whole interval lies below -2 points.
    Baseline (TF-IDF): the encoder's rule for accuracy alone, against the better of the two. All else is
    undecided, and so is a win that does not beat always answering the most frequent class.
    """
    pair = _pair(report, choice)
    if pair is None:
        reason: JudgementReason = "one_side_missing" if choice in _SIDES else "not_measured_here"
        return Judgement("undecided", reason, choice, None, report.directional_only)
    ours, theirs = pair
    compared = compare(report.rows, report.scores, ours, theirs, report.seed)
    outcome, reason = _rule(report, choice, ours, theirs, compared)
    return Judgement(outcome, reason, choice, compared, report.directional_only)


_SIDES = ("encoder", "decoder", "baseline")


def _pair(report: Report, choice: Choice) -> tuple[int, int] | None:
    """Positions of the advised contestant and of the one it is held against."""
    encoder, decoder, baseline = report.of("encoder"), report.of("decoder"), report.of("baseline")
    if choice == "encoder" and encoder is not None and decoder is not None:
        return encoder, decoder
    if choice == "decoder" and encoder is not None and decoder is not None:
        return decoder, encoder
    rivals = [place for place in (encoder, decoder) if place is not None]
    if choice == "baseline" and baseline is not None and rivals:
        return baseline, max(rivals, key=lambda place: report.scores[place].accuracy or 0.0)
    return None


def _rule(
    report: Report, choice: Choice, ours: int, theirs: int, compared: Comparison | None
) -> tuple[Outcome, JudgementReason]:
    if any(_failed(report.scores[place], len(report.rows)) for place in (ours, theirs)):
        return "undecided", "one_side_failed"
    if compared is None:
        return "undecided", "nothing_scored"
    if compared.high < -MARGIN:
        return "failed", "clearly_less_accurate"
    speed = _speed(compared.speedup) if choice == "encoder" else None
    if speed:
        return "failed", speed
    if compared.difference < (0.0 if choice == "decoder" else -MARGIN):
        return "undecided", "accuracy_too_close"
    if _guesses(report.scores, ours):
        return "undecided", "no_better_than_majority"
    return "held", "as_predicted"


def _speed(speedup: float | None) -> JudgementReason | None:
    """What is wrong with the encoder's speed, if anything."""
    return "not_fast_enough" if speedup is None or speedup < FASTER else None


def _failed(score: Score, rows: int) -> bool:
    return score.errors > MOST_ERRORS * rows


def _guesses(scores: Sequence[Score], ours: int) -> bool:
    floor = next((score.accuracy for score in scores if score.name == MAJORITY), None)
    mine = scores[ours].accuracy
    return floor is not None and mine is not None and mine <= floor
