"""How accuracy grows with labels: contestants that learn, trained on more and more examples of each class."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from app.bakeoff.contestants.baselines import LinearContestant
from app.bakeoff.contestants.contestant import Contestant
from app.bakeoff.contestants.encoders import FrozenContestant, texts_of
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import CurvePoint, Prediction

BUDGETS = (1, 2, 4, 8, 16, 32, 64, 128)
"""Labels of each class to try, as long as half the classes have that many."""
DRAWS = 3
"""Random choices of examples for each budget: with few labels, which ones matters as much as how many."""


def curve(
    examples: Sequence[Row], scored: Sequence[Row], keys: Sequence[str], readings: Readings, seed: int
) -> Iterator[CurvePoint]:
    """The points of every contestant in ``keys`` that has a curve, cheapest budgets first.

    The frozen encoder begins at 0 labels, where a row gets the label whose name is nearest to it.
    """
    if not scored:
        return
    groups = _by_class(examples)
    if "frozen" in keys and scored[0].second is None:
        yield _by_name(list(groups), scored, readings)
    for budget in budgets_of(examples):
        for draw in range(DRAWS):
            chosen = _drawn(groups, budget, random.Random(f"{seed}/{budget}/{draw}"))
            if "frozen" in keys:
                encoder = FrozenContestant(readings)
                encoder.fit(chosen)
                yield _point(encoder, encoder.predict_known(scored), budget, draw)
            if "linear" in keys:
                linear = LinearContestant()
                linear.fit(chosen)
                yield _point(linear, linear.predict(scored), budget, draw)


def _point(contestant: Contestant, said: Sequence[Prediction], budget: int, draw: int) -> CurvePoint:
    labels = tuple(one.label or "" for one in said)
    return CurvePoint(contestant.name, budget, draw, contestant.examples_used, labels)


def _by_name(labels: Sequence[str], scored: Sequence[Row], readings: Readings) -> CurvePoint:
    names = readings.encoder.queries([label.replace("_", " ") for label in labels])
    nearest = (readings.vectors(texts_of(scored)) @ names.T).argmax(axis=1)
    return CurvePoint(FrozenContestant(readings).name, 0, 0, 0, tuple(labels[place] for place in nearest))


def budgets_of(examples: Sequence[Row]) -> list[int]:
    """Labels of each class to try with these examples."""
    median = float(np.median([len(group) for group in _by_class(examples).values()]))
    return [budget for budget in BUDGETS if budget <= median]


def _drawn(groups: dict[str, list[Row]], budget: int, deal: random.Random) -> list[Row]:
    return [row for group in groups.values() for row in deal.sample(group, min(budget, len(group)))]


def _by_class(examples: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in examples:
        groups[row.label or ""].append(row)
    return groups
