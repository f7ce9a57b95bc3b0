"""Who learns from what and is tested on what: the same for every contestant.

Three protocols, chosen by how many labelled rows there are:

``holdout``
    From 20 labelled rows on, or with a test file: three rows in ten of each class are tested, at least 30 in all
    where half the rows allow it, and the others are examples.
``leave_one_per_class_out``
    Below 20: in turn one row of every class is tested and all others are examples. Plain leave-one-out would
    tilt the examples against the class of the row tested, which ruins majority votes on balanced tables.
``predict_only``
    When every class has a single row, nothing can be scored; rows without a label are predicted from all.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.bakeoff.reading.faults import Fault, RowsError
from app.bakeoff.reading.rows import Row, Rows

ProtocolName = Literal["holdout", "leave_one_per_class_out", "predict_only"]

HOLDOUT_FROM = 20
TESTED_SHARE = 0.3
FEWEST_TESTED = 30
"""Scored rows wanted even of small tables; with fewer a result shows a direction only."""


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


def split(rows: Rows, test: Rows | None, most_train: int, most_test: int, seed: int) -> Split:
    """Choose the protocol and deal the rows; the same seed deals them the same.

    Args:
        rows: the table; with ``test`` all its labelled rows are examples.
        test: rows of a separate test file.
        most_train: examples at most, but one of every class at least.
        most_test: rows scored at most, and as many predicted without a score.
        seed: of the dealing.

    Raises:
        RowsError: if there would be nothing to score and nothing to predict.
    """
    deal = random.Random(seed)
    labelled = deal.sample(rows.labelled, len(rows.labelled))
    unlabelled = rows.unlabelled[:most_test]
    spare = len(rows.unlabelled) - len(unlabelled)
    if test is not None:
        return _given(labelled, test, unlabelled, spare, most_train, most_test, deal)
    largest = max(map(len, _by_class(labelled).values()))
    if largest == 1:
        return _predict_only(labelled, unlabelled, spare)
    if len(labelled) < HOLDOUT_FROM:
        return Split("leave_one_per_class_out", tuple(_rotate(labelled, unlabelled)), spare)
    wanted = max(round(TESTED_SHARE * len(labelled)), min(FEWEST_TESTED, len(labelled) // 2))
    asked = _drawn(labelled, min(wanted, most_test), leaving=1)
    rest = _without(labelled, asked)
    examples = _drawn(rest, most_train, fewest=1)
    fold = Fold(tuple(examples), (*deal.sample(asked, len(asked)), *unlabelled))
    return Split("holdout", (fold,), spare + len(rest) - len(examples))


def _given(
    labelled: list[Row],
    test: Rows,
    unlabelled: Sequence[Row],
    spare: int,
    most_train: int,
    most_test: int,
    deal: random.Random,
) -> Split:
    examples = _drawn(labelled, most_train, fewest=1)
    scored = deal.sample(test.labelled, len(test.labelled))
    asked = _drawn(scored, most_test)
    fold = Fold(tuple(examples), (*deal.sample(asked, len(asked)), *unlabelled))
    left_out = spare + len(labelled) - len(examples) + len(scored) - len(asked) + len(test.unlabelled)
    return Split("holdout", (fold,), left_out)


def _predict_only(labelled: list[Row], unlabelled: tuple[Row, ...], spare: int) -> Split:
    if not unlabelled:
        expected = "a second example of at least one class to test on, or rows with an empty label to predict"
        raise RowsError(Fault("nothing_to_test", None, "one example of each class and no other row", expected))
    return Split("predict_only", (Fold(tuple(labelled), unlabelled),), spare)


def _rotate(labelled: list[Row], unlabelled: tuple[Row, ...]) -> list[Fold]:
    """A class with one row is always an example: without it nobody could know the class."""
    classes = list(_by_class(labelled).values())
    folds = []
    for turn in range(max(map(len, classes))):
        asked = tuple(rows[turn] for rows in classes if turn < len(rows) > 1)
        folds.append(Fold(tuple(row for row in labelled if row not in asked), asked))
    return [*folds, Fold(tuple(labelled), unlabelled)] if unlabelled else folds


def _drawn(rows: Sequence[Row], count: int, leaving: int = 0, fewest: int = 0) -> list[Row]:
    """The first rows of each class in proportion to its size, ``count`` in all.

    Of every class ``leaving`` rows stay behind and ``fewest`` are drawn, even when that makes more than ``count``.
    """
    if count >= len(rows) and not leaving:
        return list(rows)
    groups = list(_by_class(rows).values())
    shares = [count * len(group) / len(rows) for group in groups]
    taken = [int(share) for share in shares]
    by_remainder = sorted(range(len(groups)), key=lambda place: taken[place] - shares[place])
    for place in by_remainder[: count - sum(taken)]:
        taken[place] += 1
    limits = [max(fewest, min(want, len(group) - leaving)) for want, group in zip(taken, groups, strict=True)]
    return [row for group, limit in zip(groups, limits, strict=True) for row in group[:limit]]


def _by_class(rows: Sequence[Row]) -> dict[str | None, list[Row]]:
    groups: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.label].append(row)
    return groups


def _without(rows: Sequence[Row], taken: Sequence[Row]) -> list[Row]:
    gone = {id(row) for row in taken}
    return [row for row in rows if id(row) not in gone]
