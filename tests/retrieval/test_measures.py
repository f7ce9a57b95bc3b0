"""Measures against values worked out by hand."""

import math

import pytest

from retrieval.evaluate import auroc, bootstrap_interval, ndcg_at, recall_at, reciprocal_rank

RELEVANT = {"a": 2, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("ranked", "k", "expected"),
    [
        (["a", "x", "b"], 3, 1.0),
        (["a", "x", "b"], 2, 0.5),
        (["c", "x"], 2, 0.0),
        (["b"], 10, 0.5),
        ([], 5, 0.0),
    ],
)
def test_recall(ranked: list[str], k: int, expected: float) -> None:
    assert recall_at(ranked, RELEVANT, k) == expected


@pytest.mark.parametrize(
    ("ranked", "expected"), [(["a"], 1.0), (["x", "c", "b", "a"], 1 / 3), (["c", "x"], 0.0), ([], 0.0)]
)
def test_reciprocal_rank(ranked: list[str], expected: float) -> None:
    assert reciprocal_rank(ranked, RELEVANT) == pytest.approx(expected)


IDEAL_2 = 3 / 1 + 3 / math.log2(3)
IDEAL_3 = IDEAL_2 + 1 / 2


@pytest.mark.parametrize(
    ("ranked", "k", "expected"),
    [
        (["a", "b", "c"], 3, 1.0),
        (["b", "a"], 2, 1.0),
        (["c", "a", "b"], 3, (1 + 3 / math.log2(3) + 3 / 2) / IDEAL_3),
        (["x", "a"], 2, (3 / math.log2(3)) / IDEAL_2),
        (["a"], 3, 3 / IDEAL_3),
        (["x", "y"], 2, 0.0),
    ],
)
def test_ndcg(ranked: list[str], k: int, expected: float) -> None:
    assert ndcg_at(ranked, RELEVANT, k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2, 0.3], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5, 0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.4, 0.6], 0.625),
    ],
)
def test_auroc_counts_ties_half(positive: list[float], negative: list[float], expected: float) -> None:
    assert auroc(positive, negative) == expected


def test_bootstrap_interval() -> None:
    values = [0.0] * 30 + [1.0] * 70
    low, high = bootstrap_interval(values)
    assert low < 0.7 < high
    assert high - low == pytest.approx(2 * 1.96 * math.sqrt(0.7 * 0.3 / 100), abs=0.03)
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval([0.25] * 5) == (0.25, 0.25)
