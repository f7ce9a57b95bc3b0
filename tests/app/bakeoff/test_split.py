"""Who learns from what."""

import pytest

from app.bakeoff.faults import RowsError
from app.bakeoff.rows import Rows, parse_rows
from app.bakeoff.split import MOST_TESTED, Split, split


def table(unlabelled: int = 0, **counts: int) -> Rows:
    lines = [f"{label} text {number},{label}" for label, count in counts.items() for number in range(count)]
    return parse_rows("\n".join(["text,label", *lines, *(f"open {number}," for number in range(unlabelled))]), 5000)


def asked(plan: Split) -> list[str]:
    return [row.text for fold in plan.folds for row in fold.asked]


@pytest.mark.parametrize(
    ("counts", "protocol", "examples", "scored"),
    [
        ({"a": 10, "b": 10}, "holdout", 10, 10),
        ({"a": 20, "b": 20}, "holdout", 16, 24),
        ({"a": 19, "b": 1}, "holdout", 9, 11),
        ({"a": 300, "b": 8}, "holdout", 12, MOST_TESTED),
        ({"a": 9, "b": 10}, "leave_one_per_class_out", 18, 19),
        ({"a": 3, "b": 1, "c": 2}, "leave_one_per_class_out", 5, 5),
    ],
)
def test_protocol_and_counts(counts: dict[str, int], protocol: str, examples: int, scored: int) -> None:
    plan = split(table(**counts), seed=3)
    assert plan.protocol == protocol
    assert max(len(fold.examples) for fold in plan.folds) == examples
    assert len(asked(plan)) == scored


@pytest.mark.parametrize("counts", [{"a": 12, "b": 30}, {"a": 3, "b": 4, "c": 1}])
def test_no_row_is_learnt_and_asked_in_one_fold_or_asked_twice(counts: dict[str, int]) -> None:
    plan = split(table(unlabelled=2, **counts), seed=0)
    assert len(asked(plan)) == len(set(asked(plan)))
    for fold in plan.folds:
        assert not set(fold.examples) & set(fold.asked)
        assert {row.label for row in fold.examples} == set(counts)


def test_the_seed_decides() -> None:
    rows = table(a=30, b=30)
    assert split(rows, 1) == split(rows, 1)
    assert split(rows, 1) != split(rows, 2)


def test_rows_without_label_are_asked_and_surplus_is_counted() -> None:
    plan = split(table(unlabelled=MOST_TESTED + 5, a=150, b=150), seed=0)
    assert sum(text.startswith("open") for text in asked(plan)) == MOST_TESTED
    assert plan.left_out == 5 + (300 - 16 - MOST_TESTED)


def test_single_examples_predict_the_rest() -> None:
    plan = split(table(unlabelled=3, a=1, b=1), seed=0)
    assert plan.protocol == "predict_only"
    assert len(asked(plan)) == 3


def test_nothing_to_ask_is_an_error_that_says_what_is_needed() -> None:
    with pytest.raises(RowsError, match="a second example of at least one class"):
        split(table(a=1, b=1), seed=0)
