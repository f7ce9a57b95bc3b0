"""What a reader can choose about a check."""

from dataclasses import dataclass

FREE_ROWS = 30
"""Rows answered without a grammar: enough to count invalid answers, which is what that contestant is for."""

BATCH_ROWS = 32
"""Rows of the batch that throughput is measured on."""


@dataclass(frozen=True)
class Plan:
    """The choices, with the usual ones as defaults."""

    seed: int = 0
    most_train: int = 1000
    """Examples at most, but one of every class at least."""
    most_test: int = 200
    """Rows scored at most, and as many predicted without a score."""
    keys: tuple[str, ...] = ()
    """Contestants; empty for the usual ones."""
    with_curve: bool = True
