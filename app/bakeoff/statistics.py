"""Metrics and their uncertainty, on arrays of class numbers; nothing here knows contestants."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.bakeoff.report import ClassScore, Interval

Codes = npt.NDArray[np.int64]
"""Places of labels among the classes; the number of classes itself for an answer that is none of them."""
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Resamples = npt.NDArray[np.float32]

RESAMPLES = 10_000
"""Of accuracies."""
F1_RESAMPLES = 2_000
"""Fewer, because every resample counts all classes anew."""
BINS = 10
"""Of the expected calibration error, as in Guo et al. 2017."""
TAILS = (2.5, 97.5)
"""Percentiles that bound a 95% interval."""


class Draws:
    """Bootstrap resamples of rows, drawn once for each number of them: whoever answered as many rows shares them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: dict[int, Resamples] = {}

    def of(self, rows: int) -> Resamples:
        """How often each row was drawn: float32, shape (F1_RESAMPLES, ``rows``), every line sums up to ``rows``."""
        if rows not in self._drawn:
            places = np.random.default_rng(self.seed).integers(0, rows, (F1_RESAMPLES, rows))
            places += rows * np.arange(F1_RESAMPLES)[:, None]
            counts = np.bincount(places.ravel(), minlength=F1_RESAMPLES * rows)
            self._drawn[rows] = counts.reshape(F1_RESAMPLES, rows).astype(np.float32)
        return self._drawn[rows]


def difference(only_first: int, only_second: int, rows: int, seed: int) -> Interval:
    """Difference of two accuracies on the same rows, -1 to 1, with its 95% interval.

    A paired percentile bootstrap (Efron & Tibshirani 1993, chapter 13). A resample of rows matters only by how many
    of them each one alone got right, and these counts are drawn directly: from a multinomial distribution.
    """
    if only_first < only_second:  # so that swapping the two mirrors the interval exactly
        mirrored = difference(only_second, only_first, rows, seed)
        return Interval(-mirrored.value, 0.0 - mirrored.high, 0.0 - mirrored.low)
    shares = np.array([only_first, only_second, rows - only_first - only_second]) / rows
    drawn = np.random.default_rng(seed).multinomial(rows, shares, RESAMPLES)
    low, high = np.percentile((drawn[:, 0] - drawn[:, 1]) / rows, TAILS)
    if only_first == only_second:  # a symmetric distribution, whatever these draws of it are
        high = (high - low) / 2
        low = 0.0 - high
    return Interval((only_first - only_second) / rows, float(low), float(high))


def accuracy(right: int, rows: int, seed: int) -> Interval:
    """Share of right answers with its percentile bootstrap interval: the difference to one that is never right."""
    return difference(right, 0, rows, seed)


def macro_f1(truth: Codes, said: Codes, classes: int, draws: Draws) -> Interval:
    """Unweighted mean of F1 over the classes that ``truth`` holds, with its percentile bootstrap interval.

    A resample is averaged over the classes it holds, just as the rows themselves are.
    """
    is_class, says_class = _one_hot(truth, classes), _one_hot(said, classes)
    hits = is_class * says_class
    drawn = draws.of(len(truth))
    values = _mean_f1(drawn @ hits, drawn @ is_class, drawn @ says_class)
    value = _mean_f1(hits.sum(axis=0), is_class.sum(axis=0), says_class.sum(axis=0))
    low, high = np.percentile(values, TAILS)
    return Interval(float(value), float(low), float(high))


def confusion(truth: Codes, said: Codes, classes: int) -> Codes:
    """Rows by true class and by answer, shape (classes, classes + 1); the last column counts invalid answers."""
    counts = np.bincount(truth * (classes + 1) + said, minlength=classes * (classes + 1))
    return counts.reshape(classes, classes + 1)


def class_scores(counts: Codes, labels: Sequence[str]) -> tuple[ClassScore, ...]:
    """Every class of a confusion matrix; a share of nothing is 0."""
    hits, support, said = counts.diagonal(), counts.sum(axis=1), counts[:, :-1].sum(axis=0)
    return tuple(
        ClassScore(
            label=label,
            precision=_share(hits[place], said[place]),
            recall=_share(hits[place], support[place]),
            f1=_share(2 * hits[place], support[place] + said[place]),
            support=int(support[place]),
        )
        for place, label in enumerate(labels)
    )


def calibration_error(confidences: Numbers, right: Flags) -> float:
    """Expected calibration error, 0 to 1: how far accuracy lies from confidence in each of ten bins of equal width,
    weighted by their rows (Guo et al. 2017)."""
    bins = np.clip(np.ceil(confidences * BINS).astype(int) - 1, 0, BINS - 1)
    gaps = np.bincount(bins, weights=right - confidences, minlength=BINS)
    return float(np.abs(gaps).sum() / len(confidences))


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided exact p-value from the rows only one contestant got right; 1 when there are none."""
    from scipy.stats import binomtest

    discordant = only_first + only_second
    return float(binomtest(min(only_first, only_second), discordant).pvalue) if discordant else 1.0


def _one_hot(codes: Codes, classes: int) -> Resamples:
    """Shape (rows, classes); a row of zeros for an invalid answer."""
    return np.asarray(codes[:, None] == np.arange(classes), dtype=np.float32)


def _mean_f1(hits: Resamples, support: Resamples, said: Resamples) -> Numbers:
    """Over the last axis, which is the classes; those without support are left out."""
    tested = support > 0
    f1 = 2 * hits / np.where(tested, support + said, 1)
    total: Numbers = np.where(tested, f1, 0).sum(axis=-1, dtype=np.float64) / tested.sum(axis=-1)
    return total


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 0.0
