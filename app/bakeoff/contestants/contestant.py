"""What every contestant can do."""

from collections.abc import Sequence
from typing import Protocol

from app.bakeoff.reading.rows import Row
from app.bakeoff.record import ContestantKey, Prediction, Side


class Contestant(Protocol):
    """A way to label texts, learnt from examples.

    Nothing here takes the time: whoever runs contestants measures them all in the same way.
    """

    key: ContestantKey
    name: str
    """Shown to readers, unique in a run."""
    side: Side
    params_m: float | None
    """Parameters in millions, None where unknown."""
    examples_used: int
    """How many of the examples last given to ``fit`` it could take in."""
    borrowed_seconds: float
    """Time others spent on what the last ``fit`` could use again, such as the encoder's reading of the examples."""

    def fit(self, examples: Sequence[Row]) -> None:
        """Learn from labelled examples of at least two classes, forgetting earlier ones."""
        ...

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Label rows, all at once where the model can; a failure becomes a prediction with ``error``."""
        ...


def joined(row: Row) -> str:
    """The row as one text; the two of a pair stand on two lines."""
    return row.text if row.second is None else f"{row.text}\n{row.second}"


def labels_of(examples: Sequence[Row]) -> list[str]:
    """The label of each example; all of them have one."""
    return [row.label or "" for row in examples]
