"""What every contestant can do, and what it says about one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

ContestantSide = Literal["encoder", "decoder", "baseline"]


@dataclass(frozen=True)
class Prediction:
    """One contestant's answer to one text."""

    label: str | None
    """None when it gave no valid label; never filled in by chance."""
    confidence: float | None
    """Probability of ``label`` among the labels, between 0 and 1; None where the model does not tell."""
    milliseconds: float
    """Wall time of this one item, nothing else running."""
    tokens_in: int | None
    """Tokens the model read, the cached part of a prompt included."""
    tokens_out: int | None
    """Tokens the model wrote; None for models that write none."""
    raw: str
    """The answer as it came."""
    invalid: bool = False
    """An answer came, but it is none of the labels; it counts as wrong."""
    error: str | None = None
    """Why no answer came; such a row is scored for nobody."""
    clipped: bool = False
    """The text was longer than the model could be given, so only its beginning was read."""


class Contestant(Protocol):
    """A way to label texts, learnt from a few examples."""

    @property
    def name(self) -> str:
        """Shown to readers, unique in a run."""
        ...

    @property
    def params_m(self) -> float | None:
        """Parameters in millions, None where unknown."""
        ...

    @property
    def side(self) -> ContestantSide:
        """The family it stands for."""
        ...

    @property
    def examples_used(self) -> int:
        """How many of the examples last given to ``fit`` it could take in."""
        ...

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from labelled examples, forgetting earlier ones; at least two classes."""
        ...

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Label texts one at a time; a failure becomes a :class:`Prediction` with ``error``, never an exception."""
        ...
