"""What a run comes to: metrics, comparisons and curves, all computed from its record; plain data, ready for JSON."""

from dataclasses import asdict, dataclass
from typing import Any

from app.bakeoff.record import ContestantKey, Record, Side

DIRECTIONAL_BELOW = 30
"""Scored rows below which a result shows a direction only: one row more or less moves it by over 3 points."""

ENCODERS: tuple[ContestantKey, ...] = ("tuned", "frozen", "cosine")
DECODERS: tuple[ContestantKey, ...] = ("endpoint", "decoder_few", "decoder_zero")
"""Who stands for a side: the first that took part. Fixed beforehand, so that nobody is chosen by the rows it is
scored on."""


@dataclass(frozen=True)
class Prices:
    """What the reader assumes; every amount is an assumption, not a measurement."""

    usd_per_hour: float = 0.10
    """Of a machine like the one the run was measured on."""
    usd_per_label: float = 0.05
    """Of one label by a person."""
    watts_per_thread: float = 10.0
    """Power drawn by one busy thread, for the energy estimate."""


@dataclass(frozen=True)
class Interval:
    """A share and its 95% interval, percentile bootstrap over rows; all 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ClassScore:
    """One class of one contestant; shares from 0 to 1."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int
    """Scored rows of this class."""


@dataclass(frozen=True)
class Score:
    """How one contestant did; None where there is nothing to compute it from."""

    key: str
    name: str
    side: Side
    params_m: float | None
    broken: str | None
    examples_used: int
    answered: int
    """Scored rows without an error."""
    accuracy: Interval | None
    """Over the answered rows; invalid answers are wrong."""
    macro_f1: Interval | None
    """Unweighted mean of F1 over the classes that were tested."""
    classes: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]
    """A row for each class as labelled, a column for each class as predicted and a last one for invalid answers."""
    calibration_error: float | None
    """Expected calibration error of its confidences, 0 to 1, ten bins of equal width (Guo et al. 2017)."""
    invalid: int
    """Answers that are no label, over all rows asked."""
    asked: int
    errors: int
    clipped: int
    ms_p50: float | None
    """Median wall time of one item asked alone, in ms."""
    ms_p95: float | None
    items_per_second: float | None
    """From a batch, where one was timed; else from single items."""
    tokens_in: float | None
    """Mean per item."""
    tokens_out: float | None
    training_seconds: float
    peak_memory_mb: float | None
    usd_per_million: float | None
    """Estimated cost of a million items: this machine's time at the assumed hourly price, or tokens at their price."""
    wh_per_million: float | None
    """Estimated energy of a million items in watt-hours, from an assumed power; not measured."""


@dataclass(frozen=True)
class Comparison:
    """Two contestants on the scored rows both answered; ``difference`` is first minus second."""

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

    @property
    def says(self) -> str:
        """``first``, ``second`` or ``undecided``: who is better, as far as the interval tells."""
        if self.low > 0:
            return "first"
        return "second" if self.high < 0 else "undecided"


@dataclass(frozen=True)
class BudgetPoint:
    """Accuracy with so many labels of each class, over the draws."""

    per_class: int
    labels: int
    """Labels in all, mean over the draws."""
    mean: float
    low: float
    """Worst draw."""
    high: float
    """Best draw."""


@dataclass(frozen=True)
class BudgetLine:
    """The label-budget curve of one contestant."""

    name: str
    side: Side
    points: tuple[BudgetPoint, ...]


@dataclass(frozen=True)
class Crossing:
    """Where a contestant that learns overtakes one that needs no training."""

    learner: str
    prompted: str
    per_class: int | None
    """Fewest labels of each class from which it is at least as accurate, at every larger budget too; None: never."""
    labels: int | None
    usd: float | None
    """What labelling up to there would cost, at the assumed price of a label."""


@dataclass(frozen=True)
class Budget:
    """The curve: lines that rise with labels, flat lines of the decoder, and where they cross."""

    lines: tuple[BudgetLine, ...]
    flat: tuple[tuple[str, float], ...]
    """Name and accuracy of the decoder contestants."""
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True)
class CascadePoint:
    """The cascade at one threshold, on the scored rows."""

    threshold: float
    """Encoder confidence below which a row goes to the decoder."""
    escalated: float
    """Share of rows that do, 0 to 1."""
    accuracy: float
    ms_mean: float
    usd_per_million: float


@dataclass(frozen=True)
class Cascade:
    """Encoder first, uncertain rows to the decoder; put together from both sides' answers."""

    encoder: str
    decoder: str
    threshold: float
    """Chosen on held-out training rows, before the scored rows were looked at."""
    calibrated_on: int
    """Held-out training rows."""
    points: tuple[CascadePoint, ...]
    """From never to always asking the decoder."""


@dataclass(frozen=True)
class Distillation:
    """What it costs to let the decoder label instead of people."""

    teacher: str
    student: str
    rows: int
    """Training rows labelled by the decoder."""
    teacher_accuracy: float
    """Its labels against people's, on those rows."""
    student_accuracy: float | None
    """Taught with the decoder's labels, on the scored rows."""
    human_accuracy: float | None
    """The same student taught with people's labels for the same rows."""


@dataclass(frozen=True)
class Report:
    """A run and all that is computed from it."""

    record: Record
    prices: Prices
    scores: tuple[Score, ...]
    """The record's entrants in their order, then the cascade where there is one."""
    comparisons: tuple[Comparison, ...]
    """Every pair of scores once."""
    budget: Budget | None
    cascade: Cascade | None
    distillation: Distillation | None

    @property
    def directional_only(self) -> bool:
        """Too few scored rows for more than a direction."""
        return len(self.record.scored) < DIRECTIONAL_BELOW

    def place(self, key: str) -> int | None:
        """Position of the score with that key."""
        return next((place for place, score in enumerate(self.scores) if score.key == key), None)

    def score(self, key: str) -> Score | None:
        """The score with that key."""
        place = self.place(key)
        return None if place is None else self.scores[place]

    def as_dict(self) -> dict[str, Any]:
        """Everything, as plain data for JSON."""
        return {**asdict(self), "directional_only": self.directional_only}
