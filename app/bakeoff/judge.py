"""Whether a run bears the advice out. The thresholds are those the advice itself states as its prediction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nextafter
from typing import Literal

from app.bakeoff.cascade import DECODER, ENCODER, Sides, escalated, least_sure
from app.bakeoff.record import ContestantKey, Record
from app.bakeoff.report import DECODERS, DIRECTIONAL_BELOW, ENCODERS, Comparison, Report
from app.bakeoff.reporting import STUDENT, TEACHER
from app.bakeoff.scoring import Marked, compare, marked
from knowledge.schema import Choice

Outcome = Literal["held", "failed", "undecided"]
JudgementReason = Literal[
    "as_predicted",
    "better_than_predicted",
    "clearly_less_accurate",
    "not_fast_enough",
    "accuracy_too_close",
    "too_few_rows",
    "no_better_than_majority",
    "one_side_failed",
    "one_side_missing",
    "nothing_scored",
    "not_measured_here",
]
"""``better_than_predicted``: a decoder that was to be slower is not. ``not_measured_here``: encoder-decoders, which do
not take part in this check."""

MARGIN = 0.02
"""Accuracy that the predictions for encoder and baseline allow to lose."""
STUDENT_MARGIN = 0.03
"""Accuracy that the prediction for distillation allows a student to lose against its teacher."""
FASTER = 3.0
"""How many times faster than the decoder an encoder is predicted to be. Small, because the local decoder is small."""
ESCALATED = 0.2
"""Share of the rows that the prediction for the cascade hands to the decoder."""
CASCADE_FASTER = nextafter(2.0, 3.0)
"""How many times faster than the decoder the cascade is predicted to be, over all rows: more than twice."""
AT_ALL_FASTER = nextafter(1.0, 2.0)
"""The baseline is predicted to be faster than the encoder, no matter how much."""
MOST_ERRORS = 0.1
"""Share of rows without an answer above which a side has failed, and with it the comparison."""
SIGNIFICANT = 0.05
"""p-value below which even fewer than 30 rows decide. The interval alone would not do: a bootstrap of few rows without
a difference has no width at all."""


@dataclass(frozen=True)
class Judgement:
    """What became of a prediction, and why."""

    outcome: Outcome
    reason: JudgementReason
    choice: Choice
    comparison: Comparison | None
    """The advised side against the other one, where both were measured."""
    directional_only: bool


@dataclass(frozen=True)
class _Promise:
    """What the prediction of a choice says about two contestants."""

    ours: tuple[ContestantKey, ...]
    """Who stands for the advised side."""
    theirs: tuple[ContestantKey, ...]
    least: float
    """Difference of accuracy, ours minus theirs, that it promises at least."""
    faster: float = 0.0
    """How many times faster ours is to be at least."""
    trades_speed: bool = False
    """Whether it promises more accuracy, not just as much, for less speed."""


_PROMISES: dict[Choice, _Promise] = {
    "encoder": _Promise(ENCODERS, DECODERS, -MARGIN, FASTER),
    "decoder": _Promise(DECODERS, ENCODERS, 0.0, trades_speed=True),
    "hybrid:cascade": _Promise((DECODER,), (ENCODER,), 0.0, CASCADE_FASTER),
    "hybrid:distil": _Promise((STUDENT,), (TEACHER,), -STUDENT_MARGIN, FASTER),
    "baseline": _Promise(("linear",), ENCODERS, -MARGIN, AT_ALL_FASTER),
}


def judge(report: Report, choice: Choice) -> Judgement:
    """Hold the advice ``choice`` against a run.

    Failed when the whole 95% interval of the difference of accuracies lies below what is promised, or when it is not
    as fast as promised; held when the difference itself is as promised; undecided between, on few rows, and for a win
    that does not beat always answering the most frequent class. What is promised:

    - encoder: at most 2 points less accurate than the decoder, and its median item 3 times faster;
    - decoder: more accurate than the encoder, at whatever speed;
    - cascade, a fifth of the rows handed on: as accurate as its encoder, in less than half its decoder's time;
    - distillation: the student at most 3 points less accurate than its teacher, and 3 times faster;
    - baseline (TF-IDF): at most 2 points less accurate than the encoder, and faster.
    """
    record, promise = report.record, _PROMISES.get(choice)

    def undecided(reason: JudgementReason) -> Judgement:
        return Judgement("undecided", reason, choice, None, report.directional_only)

    if promise is None:
        return undecided("not_measured_here")
    found = {entrant.key: marked(record, place) for place, entrant in enumerate(record.entrants)}
    ours, theirs = _first(found, promise.ours), _first(found, promise.theirs)
    if ours is None or theirs is None:
        return undecided("one_side_missing")
    if _failed(ours) or _failed(theirs):
        return undecided("one_side_failed")
    cascade = _fifth(record, Sides(theirs, ours)) if choice == "hybrid:cascade" else None
    compared = compare(cascade or ours, theirs, record.seed)
    if compared is None:
        return undecided("nothing_scored")
    speed = _in_all(cascade, ours) if cascade else compared.speedup
    outcome, reason = _rule(promise, compared, speed, _guesses(cascade or ours, found.get("majority")))
    return Judgement(outcome, reason, choice, compared, report.directional_only)


def _rule(
    promise: _Promise, compared: Comparison, speed: float | None, guesses: bool
) -> tuple[Outcome, JudgementReason]:
    few = compared.rows < DIRECTIONAL_BELOW and compared.p_value >= SIGNIFICANT
    if compared.high < promise.least and not few:
        return "failed", "clearly_less_accurate"
    if speed is not None and speed < promise.faster:
        return "failed", "not_fast_enough"
    if few:
        return "undecided", "too_few_rows"
    if compared.difference < promise.least or (promise.trades_speed and not compared.difference):
        return "undecided", "accuracy_too_close"
    if guesses:
        return "undecided", "no_better_than_majority"
    faster_too = promise.trades_speed and speed is not None and speed > 1
    return "held", "better_than_predicted" if faster_too else "as_predicted"


def _first(found: Mapping[ContestantKey, Marked], keys: Sequence[ContestantKey]) -> Marked | None:
    """Who stands for a side: the first that could take part, else the first that was to."""
    present = [found[key] for key in keys if key in found]
    return next((one for one in present if one.entrant.broken is None), next(iter(present), None))


def _failed(one: Marked) -> bool:
    asked = sum(answer is not None for answer in one.said)
    return one.entrant.broken is not None or asked - len(one.answers) > MOST_ERRORS * asked


def _fifth(record: Record, sides: Sides) -> Marked:
    """The cascade as the prediction has it; the one in the report has a threshold of its own."""
    return escalated(record, sides, least_sure(sides, ESCALATED), f"{sides.name} ({ESCALATED:.0%})")


def _in_all(ours: Marked, theirs: Marked) -> float | None:
    """How many times faster ours is over all scored rows; a median would not show the rows handed on."""
    both = ours.answered & theirs.answered
    spent = float(ours.milliseconds[both].sum())
    return float(theirs.milliseconds[both].sum()) / spent if spent else None


def _guesses(ours: Marked, majority: Marked | None) -> bool:
    floor = majority.accuracy if majority else None
    return floor is not None and ours.accuracy is not None and ours.accuracy <= floor
