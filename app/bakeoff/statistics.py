"""Scores of one contestant and paired comparisons of two."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import f1_score

from app.bakeoff.contestant import Prediction
from app.bakeoff.report import Comparison, RowResult, Score

RESAMPLES = 10_000
NO_LABEL = ""
"""Stands for an invalid answer where metrics need a text; no real label is empty."""


def accuracy(rows: Sequence[RowResult], place: int) -> float | None:
    """Share of right answers among scored rows the contestant at ``place`` answered."""
    answered = _answered(rows, place)
    return float(np.mean([_right(row, place) for row in answered])) if answered else None


def macro_f1(rows: Sequence[RowResult], place: int) -> float | None:
    """Mean F1 over the classes tested, on the rows ``accuracy`` uses."""
    answered = _answered(rows, place)
    if not answered:
        return None
    truth = [row.label for row in answered]
    said = [row.predictions[place].label or NO_LABEL for row in answered]
    return float(f1_score(truth, said, labels=sorted(set(truth), key=str), average="macro", zero_division=0))


def answered_count(rows: Sequence[RowResult], place: int) -> int:
    """Scored rows without an error."""
    return len(_answered(rows, place))


def percentile_ms(rows: Sequence[RowResult], place: int, percent: float) -> float | None:
    """Wall time in ms below which ``percent`` of the answered items lie."""
    times = [prediction.milliseconds for prediction in _without_errors(rows, place)]
    return float(np.percentile(times, percent)) if times else None


def mean_of(rows: Sequence[RowResult], place: int, field: Callable[[Prediction], int | None]) -> float | None:
    """Mean of a count over the items that have it."""
    found = [value for prediction in _without_errors(rows, place) if (value := field(prediction)) is not None]
    return float(np.mean(found)) if found else None


def compare(
    rows: Sequence[RowResult], scores: Sequence[Score], first: int, second: int, seed: int = 0
) -> Comparison | None:
    """Two contestants on the rows both answered; None when there are none.

    The interval is a paired percentile bootstrap (Efron & Tibshirani 1993, chapter 13) over rows; the test is
    McNemar's in its exact form, a binomial test on the rows only one of the two got right.
    """
    both = [row for row in _answered(rows, first) if row.predictions[second].error is None]
    if not both:
        return None
    gains = np.array([int(_right(row, first)) - int(_right(row, second)) for row in both])
    low, high = _interval(gains, seed)
    only_first, only_second = int((gains > 0).sum()), int((gains < 0).sum())
    return Comparison(
        first=scores[first].name,
        second=scores[second].name,
        rows=len(both),
        difference=float(gains.mean()),
        low=low,
        high=high,
        only_first=only_first,
        only_second=only_second,
        p_value=mcnemar(only_first, only_second),
        speedup=_ratio(scores[second].ms_p50, scores[first].ms_p50),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided exact p-value from the rows only one contestant got right; 1 when there are none."""
    discordant = only_first + only_second
    return float(binomtest(min(only_first, only_second), discordant).pvalue) if discordant else 1.0


def _interval(gains: "np.ndarray[tuple[int], np.dtype[np.int64]]", seed: int) -> tuple[float, float]:
    draws = np.random.default_rng(seed).integers(0, len(gains), size=(RESAMPLES, len(gains)))
    low, high = np.percentile(gains[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def _answered(rows: Sequence[RowResult], place: int) -> list[RowResult]:
    return [row for row in rows if row.label is not None and row.predictions[place].error is None]


def _without_errors(rows: Sequence[RowResult], place: int) -> list[Prediction]:
    return [row.predictions[place] for row in rows if row.predictions[place].error is None]


def _right(row: RowResult, place: int) -> bool:
    return row.predictions[place].label == row.label
