"""Metrics against other people's implementations, and intervals against what they promise."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from app.bakeoff.report import Interval
from app.bakeoff.statistics import (
    F1_RESAMPLES,
    TAILS,
    Codes,
    Draws,
    accuracy,
    calibration_error,
    class_scores,
    confusion,
    difference,
    macro_f1,
    mcnemar,
)

CLASSES = 7


def answers(rows: int, right: float, seed: int, classes: int = CLASSES) -> tuple[Codes, Codes]:
    """Truth and answers, some of them invalid, the last class never true."""
    deal = np.random.default_rng(seed)
    truth = deal.integers(0, classes - 1, rows)
    return truth, np.where(deal.random(rows) < right, truth, deal.integers(0, classes + 1, rows))


def sklearn_macro_f1(truth: Codes, said: Codes) -> float:
    return float(f1_score(truth, said, labels=sorted(set(truth.tolist())), average="macro", zero_division=0))


def test_a_line_of_draws_is_as_many_rows_as_there_are() -> None:
    drawn = Draws(0).of(13)
    assert drawn.shape == (F1_RESAMPLES, 13)
    assert (drawn.sum(axis=1) == 13).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(13), abs=0.1)
    assert drawn.std() == pytest.approx(np.sqrt(12 / 13), abs=0.02)


def test_the_seed_alone_fixes_the_draws_whatever_was_drawn_before() -> None:
    first, second = Draws(5), Draws(5)
    second.of(30)
    assert (first.of(20) == second.of(20)).all()
    assert (first.of(20) != Draws(6).of(20)).any()


@pytest.mark.parametrize(("first", "second", "rows"), [(30, 10, 80), (3, 9, 40), (1, 0, 25), (0, 0, 7)])
def test_the_interval_of_a_difference_is_that_of_resampled_rows(first: int, second: int, rows: int) -> None:
    gains = np.array([1] * first + [-1] * second + [0] * (rows - first - second))
    places = np.random.default_rng(8).integers(0, rows, (40_000, rows))
    low, high = np.percentile(gains[places].mean(axis=1), TAILS)
    found = difference(first, second, rows, seed=0)
    assert found.value == gains.mean()
    assert (found.low, found.high) == pytest.approx((low, high), abs=1.01 / rows)
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(("first", "second"), [(30, 10), (3, 9), (4, 4), (0, 0)])
def test_swapping_the_two_mirrors_the_interval(first: int, second: int) -> None:
    found, swapped = difference(first, second, 60, 2), difference(second, first, 60, 2)
    assert (swapped.value, swapped.low, swapped.high) == (-found.value, -found.high, -found.low)


@pytest.mark.parametrize(("right", "rows"), [(45, 60), (59, 60), (3, 11)])
def test_the_interval_of_an_accuracy_is_that_of_a_binomial(right: int, rows: int) -> None:
    low, high = binom(rows, right / rows).ppf([0.025, 0.975]) / rows
    found = accuracy(right, rows, seed=1)
    assert found.value == right / rows
    assert (found.low, found.high) == pytest.approx((low, high), abs=1.01 / rows)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    deal = np.random.default_rng(2)
    found = [accuracy(int((deal.random(100) < 0.7).sum()), 100, seed) for seed in range(400)]
    covered = np.mean([interval.low <= 0.7 <= interval.high for interval in found])
    assert 0.91 <= covered <= 0.98


def test_intervals_of_differences_cover_the_truth_about_as_often_as_they_say() -> None:
    deal = np.random.default_rng(3)
    counts = deal.multinomial(150, [0.25, 0.1, 0.65], 400)
    found = [difference(int(first), int(second), 150, seed) for seed, (first, second, _) in enumerate(counts)]
    assert 0.91 <= np.mean([interval.low <= 0.15 <= interval.high for interval in found]) <= 0.98


@pytest.mark.parametrize("seed", range(5))
def test_macro_f1_is_that_of_sklearn(seed: int) -> None:
    truth, said = answers(60, 0.6, seed)
    assert macro_f1(truth, said, CLASSES, Draws(0)).value == pytest.approx(sklearn_macro_f1(truth, said))


def test_the_interval_of_macro_f1_is_that_of_resampled_rows() -> None:
    truth, said = answers(25, 0.6, 3)
    draws = Draws(4)
    places = [np.repeat(np.arange(25), counts) for counts in draws.of(25).astype(int)]
    resampled = [sklearn_macro_f1(truth[place], said[place]) for place in places]
    found = macro_f1(truth, said, CLASSES, draws)
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(resampled, TAILS)))


def test_all_invalid_scores_nothing() -> None:
    truth = np.array([0, 1, 2])
    assert macro_f1(truth, np.array([3, 3, 3]), 3, Draws(0)) == Interval(0, 0, 0)


def test_a_confusion_matrix_is_that_of_sklearn_with_a_column_for_invalid_answers() -> None:
    truth, said = answers(80, 0.5, 1)
    expected = confusion_matrix(truth, said, labels=range(CLASSES + 1))
    assert (confusion(truth, said, CLASSES) == expected[:-1]).all()
    assert confusion(truth, said, CLASSES)[:, -1].sum() == (said == CLASSES).sum() > 0


def test_classes_are_scored_as_sklearn_does() -> None:
    truth, said = answers(80, 0.5, 2)
    names = [f"class {place}" for place in range(CLASSES)]
    found = class_scores(confusion(truth, said, CLASSES), names)
    expected = precision_recall_fscore_support(truth, said, labels=range(CLASSES), zero_division=0)
    assert [score.label for score in found] == names
    for place, measure in enumerate(("precision", "recall", "f1", "support")):
        assert [getattr(score, measure) for score in found] == pytest.approx(list(expected[place]))
    assert found[-1].support == 0


def test_calibration_error_by_hand() -> None:
    confidences = np.array([0.1, 0.95, 1.0, 0.55, 0.6])
    right = np.array([False, True, False, True, False])
    by_bin = [abs(0 - 0.1), abs(1 - 1.95), abs(1 - 1.15)]
    assert calibration_error(confidences, right) == pytest.approx(sum(by_bin) / 5)


def test_calibration_error_is_the_weighted_gap_of_ten_bins() -> None:
    deal = np.random.default_rng(0)
    confidences, right = deal.random(500), deal.random(500) < 0.5
    edges = [(low / 10, (low + 1) / 10) for low in range(10)]
    bins = [(confidences > low) & (confidences <= high) for low, high in edges]
    expected = sum(inside.mean() * abs(right[inside].mean() - confidences[inside].mean()) for inside in bins)
    assert calibration_error(confidences, right) == pytest.approx(expected)


def test_confidences_that_come_true_have_next_to_no_calibration_error() -> None:
    deal = np.random.default_rng(1)
    confidences = deal.random(50_000)
    assert calibration_error(confidences, deal.random(50_000) < confidences) < 0.02
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (9, 2), (2, 9), (5, 5)])
def test_mcnemar_is_the_exact_binomial_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(3, 0) == pytest.approx(2 * 0.5**3)
