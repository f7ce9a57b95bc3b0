"""Measures of a ranking, and of knowing when there is nothing to find."""

import math
from collections.abc import Mapping, Sequence

import numpy as np


def recall_at(ranked: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Share of the fully relevant ids (grade 2) among the first ``k``; 0 to 1.

    With fewer than ``k`` ids ranked, those there are count.
    """
    wanted = {key for key, grade in relevant.items() if grade >= 2}
    return len(wanted & set(ranked[:k])) / len(wanted)


def reciprocal_rank(ranked: Sequence[str], relevant: Mapping[str, int]) -> float:
    """One over the rank of the first fully relevant id (grade 2); 0 when none is ranked."""
    for rank, key in enumerate(ranked, start=1):
        if relevant.get(key, 0) >= 2:
            return 1 / rank
    return 0.0


def ndcg_at(ranked: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Normalised discounted cumulative gain with gains ``2**grade - 1`` (Burges et al. 2005); 0 to 1."""

    def gain(grades: Sequence[int]) -> float:
        return math.fsum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))

    ideal = gain(sorted(relevant.values(), reverse=True)[:k])
    return gain([relevant.get(key, 0) for key in ranked[:k]]) / ideal


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Probability that a positive scores above a negative, ties counting half; 0 to 1."""
    above = [float(p > n) + 0.5 * float(p == n) for p in positive for n in negative]
    return float(np.mean(above))


def bootstrap_interval(values: Sequence[float], seed: int = 0, rounds: int = 2000) -> tuple[float, float]:
    """Percentile bootstrap 95% interval of the mean."""
    rng = np.random.default_rng(seed)
    sample = np.asarray(values)
    means = sample[rng.integers(0, len(sample), (rounds, len(sample)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
