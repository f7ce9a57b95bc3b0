"""Who learns from what and is tested on what: the same for every contestant.

Three protocols, chosen by how many labelled rows there are:

``holdout``
    From 20 labelled rows on: of each class half the rows, at most 8, are examples; all other labelled rows are
    tested. Eight is where few-shot prompts still fit a small context and SetFit-like heads begin to work.
``leave_one_per_class_out``
    Below 20: in turn one row of every class is tested and all others are examples. Plain leave-one-out would
    tilt the examples against the class of the row tested, which ruins majority votes on balanced tables.
``predict_only``
    When every class has a single row, nothing can be scored; rows without a label are predicted from all.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.bakeoff.faults import Fault, RowsError
from app.bakeoff.rows import Row, Rows

ProtocolName = Literal["holdout", "leave_one_per_class_out", "predict_only"]

HOLDOUT_FROM = 20
MOST_EXAMPLES_PER_CLASS = 8
MOST_TESTED = 200
"""Most rows scored, and most rows predicted without a score: a small decoder takes a minute for them."""


@dataclass(frozen=True)
class Fold:
    """Rows to learn from, and rows to be asked about afterwards."""

    examples: tuple[Row, ...]
    asked: tuple[Row, ...]


@dataclass(frozen=True)
class Split:
    """All folds of a run; every asked row stands in exactly one."""

    protocol: ProtocolName
    folds: tuple[Fold, ...]
    left_out: int
    """Rows neither learnt from nor asked about, because there are more than a check runs."""


def split(rows: Rows, seed: int) -> Split:
    """Choose the protocol and deal the rows; the same seed deals them the same.

    Raises:
        RowsError: if there would be nothing to score and nothing to predict.
    """
    deal = random.Random(seed)
    labelled = deal.sample(rows.labelled, len(rows.labelled))
    classes = [[row for row in labelled if row.label == label] for label in rows.labels]
    unlabelled = rows.unlabelled[:MOST_TESTED]
    spare = len(rows.unlabelled) - len(unlabelled)
    if max(map(len, classes)) == 1:
        return _predict_only(labelled, unlabelled, spare)
    if len(labelled) < HOLDOUT_FROM:
        return Split("leave_one_per_class_out", tuple(_rotate(classes, labelled, unlabelled)), spare)
    return _holdout(classes, unlabelled, spare, deal)


def _predict_only(labelled: list[Row], unlabelled: tuple[Row, ...], spare: int) -> Split:
    if not unlabelled:
        expected = "a second example of at least one class to test on, or rows with an empty label to predict"
        raise RowsError(Fault("nothing_to_test", None, "one example of each class and no other row", expected))
    return Split("predict_only", (Fold(tuple(labelled), unlabelled),), spare)


def _rotate(classes: list[list[Row]], labelled: list[Row], unlabelled: tuple[Row, ...]) -> list[Fold]:
    """A class with one row is always an example: without it nobody could know the class."""
    folds = []
    for turn in range(max(map(len, classes))):
        asked = tuple(rows[turn] for rows in classes if turn < len(rows) > 1)
        folds.append(Fold(tuple(row for row in labelled if row not in asked), asked))
    return [*folds, Fold(tuple(labelled), unlabelled)] if unlabelled else folds


def _holdout(classes: list[list[Row]], unlabelled: Sequence[Row], spare: int, deal: random.Random) -> Split:
    taken = [max(1, min(MOST_EXAMPLES_PER_CLASS, len(rows) // 2)) for rows in classes]
    examples = [row for rows, count in zip(classes, taken, strict=True) for row in rows[:count]]
    rest = [row for rows, count in zip(classes, taken, strict=True) for row in rows[count:]]
    asked = deal.sample(rest, min(len(rest), MOST_TESTED))
    deal.shuffle(examples)
    return Split("holdout", (Fold(tuple(examples), (*asked, *unlabelled)),), spare + len(rest) - len(asked))
