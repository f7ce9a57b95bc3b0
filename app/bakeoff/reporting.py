"""From what a run left behind to what it comes to: nothing but arithmetic, the same every time."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from app.bakeoff.cascade import compose, sides_of
from app.bakeoff.record import ContestantKey, CurvePoint, Record
from app.bakeoff.report import (
    Budget,
    BudgetLine,
    BudgetPoint,
    Comparison,
    Crossing,
    Distillation,
    Prices,
    Report,
)
from app.bakeoff.scoring import Marked, compare, cost, marked, score
from app.bakeoff.statistics import Draws

PROMPTED: tuple[ContestantKey, ...] = ("decoder_zero", "decoder_few", "endpoint")
"""Those that need no training: the flat lines of the label budget."""
TEACHER: ContestantKey = "decoder_few"
STUDENT: ContestantKey = "distilled"


def report(record: Record, prices: Prices = Prices()) -> Report:
    """Scores, comparisons and curves of a run; the bootstrap is seeded with the run's seed.

    Works on unfinished runs too, with None wherever there is nothing to compute from.
    """
    draws = Draws(record.seed)
    found = [marked(record, place) for place in range(len(record.entrants))]
    costs = [cost(one, record.machine, prices) for one in found]
    by_key = {one.entrant.key: one for one in found}
    sides = sides_of(by_key)
    composed = compose(record, sides, dict(zip(by_key, costs, strict=True))) if sides else None
    if composed:
        found, costs = [*found, composed.marked], [*costs, composed.cost]
    return Report(
        record=record,
        prices=prices,
        scores=tuple(score(one, spent, draws) for one, spent in zip(found, costs, strict=True)),
        comparisons=_comparisons(found, record.seed),
        budget=_budget(record, by_key, prices),
        cascade=composed.cascade if composed else None,
        distillation=_distillation(record, by_key),
    )


def _comparisons(found: Sequence[Marked], seed: int) -> tuple[Comparison, ...]:
    pairs = (compare(first, second, seed) for first, second in combinations(found, 2))
    return tuple(pair for pair in pairs if pair is not None)


def _budget(record: Record, by_key: Mapping[ContestantKey, Marked], prices: Prices) -> Budget | None:
    """None without a curve, or when its answers are no longer those to the scored rows."""
    points = [point for point in record.curve if len(point.said) == len(record.scored)]
    if not points or not record.scored:
        return None
    prompted = [by_key[key] for key in PROMPTED if key in by_key]
    flat = tuple((one.entrant.name, one.accuracy) for one in prompted if one.accuracy is not None)
    learners = [entrant for entrant in record.entrants if any(point.entrant == entrant.name for point in points)]
    lines = tuple(BudgetLine(one.name, one.side, _line(record, points, one.name)) for one in learners)
    crossings = tuple(_crossing(line, *other, prices) for line in lines for other in flat)
    return Budget(lines, flat, crossings)


def _line(record: Record, points: Sequence[CurvePoint], name: str) -> tuple[BudgetPoint, ...]:
    mine = [point for point in points if point.entrant == name]
    budgets = sorted({point.per_class for point in mine})
    return tuple(_budget_point(record, [point for point in mine if point.per_class == budget]) for budget in budgets)


def _budget_point(record: Record, draws: Sequence[CurvePoint]) -> BudgetPoint:
    """All draws of one budget."""
    shares = [_share_right(record, point.said) for point in draws]
    labels = round(float(np.mean([point.examples for point in draws])))
    return BudgetPoint(draws[0].per_class, labels, float(np.mean(shares)), min(shares), max(shares))


def _crossing(line: BudgetLine, prompted: str, accuracy: float, prices: Prices) -> Crossing:
    """Where the line reaches the accuracy for good."""
    first: BudgetPoint | None = None
    for point in reversed(line.points):
        if point.mean < accuracy:
            break
        first = point
    if first is None:
        return Crossing(line.name, prompted, None, None, None)
    return Crossing(line.name, prompted, first.per_class, first.labels, first.labels * prices.usd_per_label)


def _distillation(record: Record, by_key: Mapping[ContestantKey, Marked]) -> Distillation | None:
    teaching, teacher, student = record.teaching, by_key.get(TEACHER), by_key.get(STUDENT)
    if not teaching or not teaching.rows or teacher is None or student is None:
        return None
    comparable = record.scored and len(teaching.human_said) == len(record.scored)
    return Distillation(
        teacher=teacher.entrant.name,
        student=student.entrant.name,
        rows=teaching.rows,
        teacher_accuracy=teaching.right / teaching.rows,
        student_accuracy=student.accuracy,
        human_accuracy=_share_right(record, teaching.human_said) if comparable else None,
    )


def _share_right(record: Record, said: Sequence[str]) -> float:
    """Of answers to the scored rows."""
    return float(np.mean([row.label == label for row, label in zip(record.scored, said, strict=True)]))
