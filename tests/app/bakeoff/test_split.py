"""Who learns from what."""

from collections import Counter

import pytest

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.rows import Counts, Row, Rows
from app.bakeoff.split import Split, split

MOST_TRAIN, MOST_TEST = 150, 60


def table(unlabelled: int = 0, **counts: int) -> Rows:
    labelled = [(f"{label} text {number}", label) for label, count in counts.items() for number in range(count)]
    cells = [*labelled, *((f"open {number}", None) for number in range(unlabelled))]
    rows = tuple(Row(text, label, line) for line, (text, label) in enumerate(cells, start=2))
    return Rows(rows, tuple(counts), Counts(len(rows), len(rows), 0, 0))


def dealt(rows: Rows, test: Rows | None = None, seed: int = 0) -> Split:
    return split(rows, test, MOST_TRAIN, MOST_TEST, seed)


def asked(plan: Split) -> list[str]:
    return [row.text for fold in plan.folds for row in fold.asked]


@pytest.mark.parametrize(
    ("counts", "protocol", "examples", "scored"),
    [
        ({"a": 10, "b": 10}, "holdout", 10, 10),
        ({"a": 20, "b": 20}, "holdout", 20, 20),
        ({"a": 40, "b": 30}, "holdout", 40, 30),
        ({"a": 80, "b": 40}, "holdout", 84, 36),
        ({"a": 300, "b": 200}, "holdout", MOST_TRAIN, MOST_TEST),
        ({"a": 9, "b": 10}, "leave_one_per_class_out", 18, 19),
        ({"a": 3, "b": 1, "c": 2}, "leave_one_per_class_out", 5, 5),
    ],
)
def test_protocol_and_counts(counts: dict[str, int], protocol: str, examples: int, scored: int) -> None:
    plan = dealt(table(**counts), seed=3)
    assert plan.protocol == protocol
    assert max(len(fold.examples) for fold in plan.folds) == examples
    assert len(asked(plan)) == scored
    used = {row.text for fold in plan.folds for row in (*fold.examples, *fold.asked)}
    assert len(used) + plan.left_out == sum(counts.values())


@pytest.mark.parametrize("counts", [{"a": 12, "b": 30}, {"a": 3, "b": 4, "c": 1}, {"a": 40, "b": 1, "c": 2}])
def test_no_row_is_learnt_and_asked_in_one_fold_or_asked_twice(counts: dict[str, int]) -> None:
    plan = dealt(table(unlabelled=2, **counts))
    assert len(asked(plan)) == len(set(asked(plan)))
    for fold in plan.folds:
        assert not set(fold.examples) & set(fold.asked)
        assert {row.label for row in fold.examples} == set(counts)


def test_both_parts_have_the_classes_in_proportion() -> None:
    plan = dealt(table(a=300, b=150, c=50))
    for part in (plan.folds[0].examples, plan.folds[0].asked):
        shares = Counter(row.label for row in part)
        assert [round(shares[name] / len(part), 1) for name in "abc"] == [0.6, 0.3, 0.1]


def test_a_hundred_and_fifty_classes_all_have_an_example() -> None:
    plan = split(table(**{f"c{number}": 3 for number in range(150)}), None, 100, MOST_TEST, 0)
    assert {row.label for row in plan.folds[0].examples} == {f"c{number}" for number in range(150)}
    assert len(asked(plan)) == MOST_TEST


def test_a_test_file_is_asked_and_nothing_else() -> None:
    rows, test = table(a=90, b=90, unlabelled=3), table(x=0, a=50, b=50)
    plan = dealt(rows, test)
    assert plan.protocol == "holdout"
    assert set(plan.folds[0].examples) <= set(rows.labelled)
    assert len(plan.folds[0].examples) == MOST_TRAIN
    assert sum(row.label is not None for row in plan.folds[0].asked) == MOST_TEST
    assert sum(row.label is None for row in plan.folds[0].asked) == 3
    assert plan.left_out == (180 - MOST_TRAIN) + (100 - MOST_TEST)


def test_the_seed_decides() -> None:
    rows = table(a=30, b=30)
    assert dealt(rows, seed=1) == dealt(rows, seed=1)
    assert dealt(rows, seed=1) != dealt(rows, seed=2)


def test_rows_without_label_are_asked_and_surplus_is_counted() -> None:
    plan = dealt(table(unlabelled=MOST_TEST + 5, a=150, b=150))
    assert sum(text.startswith("open") for text in asked(plan)) == MOST_TEST
    assert plan.left_out == 5 + (300 - MOST_TRAIN - MOST_TEST)


def test_single_examples_predict_the_rest() -> None:
    plan = dealt(table(unlabelled=3, a=1, b=1))
    assert plan.protocol == "predict_only"
    assert len(asked(plan)) == 3


def test_nothing_to_ask_is_an_error_that_says_what_is_needed() -> None:
    with pytest.raises(RowsError, match="a second example of at least one class"):
        dealt(table(a=1, b=1))
