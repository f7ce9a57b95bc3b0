"""Which examples a prompt shows first: those most like the rest of their class."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from app.bakeoff.contestants.encoders import features, texts_of
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.reading.rows import Row

MOST_PER_CLASS = 8
"""Examples of a class that may stand in a prompt; small context windows hold no more."""
LONGEST_SHARE = 0.5
"""Share of a class, shortest texts first, to choose from: long examples crowd out others and say little more."""


def typical(examples: Sequence[Row], readings: Readings) -> list[Row]:
    """The most typical examples of each class, best first within it, the classes in order of first appearance.

    Typical is what lies nearest the mean vector of its class, among the shorter half of its texts. The prompt is then
    the same for every row asked, so that a server reads it once; examples picked anew for each row would be read anew.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in examples:
        groups[row.label or ""].append(row)
    return [row for group in groups.values() for row in _nearest_the_middle(group, readings)]


def _nearest_the_middle(group: Sequence[Row], readings: Readings) -> list[Row]:
    vectors = features(group, readings.vectors(texts_of(group)))
    likeness = vectors @ vectors.mean(axis=0)
    by_length = sorted(range(len(group)), key=lambda place: len(group[place].text))
    short = by_length[: max(MOST_PER_CLASS, round(LONGEST_SHARE * len(group)))]
    best = sorted(short, key=lambda place: -float(np.round(likeness[place], 6)))
    return [group[place] for place in best[:MOST_PER_CLASS]]
