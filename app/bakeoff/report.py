"""What a run comes to; every type is plain data, ready for JSON."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.bakeoff.contestant import ContestantSide, Prediction
from app.bakeoff.machine import Machine
from app.bakeoff.split import ProtocolName

DIRECTIONAL_BELOW = 30
"""Scored rows below which a result shows a direction only: one row more or less moves it by over 3 points."""


@dataclass(frozen=True)
class RowResult:
    """What every contestant said about one row."""

    line: int
    text: str
    label: str | None
    """The true label; None for a row that is predicted and not scored."""
    predictions: tuple[Prediction, ...]
    """In the order of the contestants."""


@dataclass(frozen=True)
class Score:
    """How one contestant did."""

    name: str
    side: ContestantSide
    params_m: float | None
    examples_used: int
    """Examples it could take in, fewer than were given when a prompt is full."""
    accuracy: float | None
    """Share of scored rows answered rightly, 0 to 1; rows with an error are left out, invalid answers are wrong."""
    macro_f1: float | None
    """Unweighted mean of F1 over the classes that were tested, 0 to 1, on the same rows as ``accuracy``."""
    answered: int
    """Scored rows without an error."""
    invalid: int
    """Answers that are no label, over all rows asked."""
    errors: int
    """Rows without an answer, over all rows asked."""
    ms_p50: float | None
    """Median wall time of one item in ms."""
    ms_p95: float | None
    tokens_in: float | None
    """Mean per item."""
    tokens_out: float | None
    """Mean per item."""
    training_seconds: float
    """Wall time of learning, all folds together; for a decoder the first reading of the prompt."""
    memory_before_mb: float | None
    """Resident memory of the whole process before it learnt; its weights may have been loaded long before."""
    memory_after_mb: float | None


@dataclass(frozen=True)
class Comparison:
    """Two contestants on the scored rows both of them answered; ``difference`` is first minus second."""

    first: str
    second: str
    rows: int
    difference: float
    """Of accuracies, -1 to 1."""
    low: float
    """Lower end of the paired bootstrap 95% interval of the difference."""
    high: float
    only_first: int
    """Rows only the first got right."""
    only_second: int
    p_value: float
    """Two-sided exact McNemar test."""
    speedup: float | None
    """Median time of the second over that of the first; above 1 the first is faster."""


@dataclass(frozen=True)
class Report:
    """A finished run."""

    protocol: ProtocolName
    seed: int
    labels: tuple[str, ...]
    examples: int
    """Labelled rows learnt from, in the largest fold."""
    scored: int
    predicted_only: int
    """Rows without a label."""
    left_out: int
    blank: int
    duplicates: int
    scores: tuple[Score, ...]
    rows: tuple[RowResult, ...]
    comparison: Comparison | None
    """Encoder against decoder; None when one is missing or no scored row was answered by both."""
    machine: Machine

    @property
    def directional_only(self) -> bool:
        """Too few scored rows for more than a direction."""
        return self.scored < DIRECTIONAL_BELOW

    def as_dict(self) -> dict[str, Any]:
        """Everything, as plain data for JSON."""
        return {**asdict(self), "directional_only": self.directional_only}

    def of(self, side: ContestantSide) -> int | None:
        """Position of the first contestant of a side."""
        return next((place for place, score in enumerate(self.scores) if score.side == side), None)


@dataclass(frozen=True)
class Progress:
    """A step of a running check."""

    stage: Literal["training", "measuring"]
    done: int
    """Rows asked so far."""
    total: int
    contestant: str | None = None
    """Who is learning, in stage ``training``."""
    row: RowResult | None = None
    """The row just asked, in stage ``measuring``."""
