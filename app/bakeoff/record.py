"""What a run leaves behind: everything that was measured, and nothing that can be computed from it."""

from dataclasses import dataclass, replace
from typing import Literal

from app.bakeoff.machine import Machine
from app.bakeoff.reading.rows import Counts
from app.bakeoff.split import ProtocolName

Side = Literal["encoder", "decoder", "hybrid", "baseline"]
ContestantKey = Literal[
    "majority",
    "linear",
    "cosine",
    "frozen",
    "tuned",
    "decoder_zero",
    "decoder_few",
    "decoder_free",
    "endpoint",
    "distilled",
    "cascade",
]
"""``cosine`` takes part for pairs of texts only. ``cascade`` is never run: it is put together from an encoder's and a
decoder's answers."""


@dataclass(frozen=True)
class Prediction:
    """One contestant's answer to one row."""

    label: str | None
    """None when it gave no valid label; never filled in by chance."""
    confidence: float | None = None
    """Probability of ``label`` among the labels, between 0 and 1; None where the model does not tell."""
    milliseconds: float = 0.0
    """Wall time of this one item, nothing else of the check running."""
    tokens_in: int | None = None
    """Tokens the model read, the cached part of a prompt included."""
    tokens_out: int | None = None
    """Tokens the model wrote; None for models that write none."""
    raw: str = ""
    """The answer as it came."""
    invalid: bool = False
    """An answer came, but it is none of the labels; it counts as wrong."""
    error: str | None = None
    """Why no answer came; such a row is not scored for this contestant."""
    clipped: bool = False
    """The text was longer than the model could be given, so only its beginning was read."""


@dataclass(frozen=True)
class Asked:
    """One row and what every contestant said about it."""

    line: int
    """Line of the input, from 1."""
    text: str
    second: str | None
    """The other text of a pair."""
    label: str | None
    """The true label; None for a row that is predicted and not scored."""
    predictions: tuple[Prediction | None, ...]
    """In the order of the entrants; None where one was not asked."""

    def relabelled(self, label: str) -> "Asked":
        """With another true label."""
        return replace(self, label=label)


@dataclass(frozen=True)
class Entrant:
    """A contestant that ran, and what is measured outside its single answers."""

    key: ContestantKey
    name: str
    """Shown to readers, with the model's name; unique in a run."""
    side: Side
    params_m: float | None
    """Parameters in millions, None where unknown."""
    examples_used: int
    """Labelled rows it could take in, fewer than were given when a prompt is full."""
    training_seconds: float
    """Wall time of learning, all folds together; for a decoder the first reading of the prompt."""
    peak_memory_mb: float | None
    """Most resident memory of the whole process while it learnt and answered a batch, all loaded models included."""
    batch_items: int
    """Rows of the batch it was timed on; 0 when it was not."""
    batch_seconds: float
    broken: str | None = None
    """Why it could not take part."""
    usd_per_million_in: float | None = None
    """Price of a million tokens read, for an endpoint that charges by token."""
    usd_per_million_out: float | None = None


@dataclass(frozen=True)
class CurvePoint:
    """One contestant trained on so many labels of each class."""

    entrant: str
    """Name of the contestant."""
    per_class: int
    draw: int
    """Which random choice of examples, from 0."""
    examples: int
    """Rows learnt from: fewer than ``per_class`` times the classes where a class has not as many."""
    said: tuple[str, ...]
    """Its label for every scored row, in their order."""


@dataclass(frozen=True)
class Calibration:
    """A training row neither side of the cascade had seen, to choose the threshold on."""

    label: str
    encoder: Prediction
    decoder: Prediction


@dataclass(frozen=True)
class Teaching:
    """How the decoder's labels for training rows compare with people's."""

    rows: int
    """Training rows the decoder labelled."""
    right: int
    """Of them, those it labelled as people had."""
    human_said: tuple[str, ...]
    """For every scored row, what the student says when taught with people's labels for the same rows."""


@dataclass(frozen=True)
class Record:
    """A run, finished or cancelled; enough to compute its report and to run it again."""

    id: str
    """Eight letters and digits from the data, the choices and the time: cited as "your run"."""
    started: str
    """ISO time, UTC."""
    seed: int
    protocol: ProtocolName
    labels: tuple[str, ...]
    """The classes, in order of first appearance."""
    counts: Counts
    trained_on: int
    """Rows learnt from, in the largest fold."""
    left_out: int
    """Usable rows neither learnt from nor asked about, because there are more than a check runs."""
    complete: bool
    """False when it was cancelled; then all contestants were asked the same rows, as far as it had come."""
    seconds: float
    """Wall time of the whole run."""
    entrants: tuple[Entrant, ...]
    asked: tuple[Asked, ...]
    machine: Machine
    curve: tuple[CurvePoint, ...] = ()
    calibration: tuple[Calibration, ...] = ()
    teaching: Teaching | None = None

    @property
    def scored(self) -> tuple[Asked, ...]:
        """Rows with a known label."""
        return tuple(row for row in self.asked if row.label is not None)

    def relabelled(self, line: int, label: str) -> "Record":
        """With another true label for the scored row of one line.

        A row without a label stays unscored: the curve and the teaching know nothing about it.

        Raises:
            ValueError: if ``label`` is none of the classes, or no scored row stands on that line.
        """
        if label not in self.labels:
            raise ValueError(f"'{label}' is none of the classes {', '.join(self.labels)}")
        if all(row.line != line for row in self.scored):
            raise ValueError(f"no row with a label stands on line {line}")
        return replace(self, asked=tuple(row.relabelled(label) if row.line == line else row for row in self.asked))


Stage = Literal["preparing", "training", "teaching", "measuring", "curve"]


@dataclass(frozen=True)
class Progress:
    """A step of a running check."""

    stage: Stage
    share: float
    """How much is done, 0 to 1, by the expected time."""
    seconds_left: float | None
    """None without an estimate to go by."""
    contestant: str | None
    """Who is learning."""
    done: int
    """Rows asked so far."""
    total: int
