"""The JSON of a check, as the command line prints it."""

from dataclasses import dataclass

from app.bakeoff.judge import Judgement, judge
from app.bakeoff.machine import Machine
from app.bakeoff.reading.rows import Counts
from app.bakeoff.report import Budget, Cascade, Comparison, Distillation, Prices, Report, Score
from app.bakeoff.split import ProtocolName
from knowledge.schema import CHOICES, Choice


@dataclass(frozen=True)
class SplitLine:
    """How the rows were dealt."""

    protocol: ProtocolName
    seed: int
    trained_on: int
    scored: int
    predicted_only: int
    """Rows without a label."""
    left_out: int


@dataclass(frozen=True)
class VerdictLine:
    """The advice that was tested, and what became of it."""

    advice: Choice
    source: str
    """``rules``, from the table alone, or ``user``."""
    prediction: str | None
    judgement: Judgement
    others: tuple[Judgement, ...]
    """What would have become of any other advice."""


@dataclass(frozen=True)
class ReplayLine:
    """A bundle run again."""

    of: str
    """Id of the run in the bundle."""
    same: bool
    """Whether every contestant gave every row the same label again, so that all metrics are the same."""
    different: tuple[str, ...]
    """Which ones did not."""


@dataclass(frozen=True)
class CheckLine:
    """One finished check."""

    id: str
    started: str
    seconds: float
    complete: bool
    directional_only: bool
    labels: tuple[str, ...]
    counts: Counts
    split: SplitLine
    contestants: tuple[Score, ...]
    differences: tuple[Comparison, ...]
    curve: Budget | None
    cascade: Cascade | None
    distillation: Distillation | None
    verdict: VerdictLine
    prices: Prices
    machine: Machine
    replay: ReplayLine | None = None


def check_line(
    report: Report, advice: Choice, source: str, prediction: str | None, replay: ReplayLine | None = None
) -> CheckLine:
    """Everything about one check but its rows, which a bundle keeps."""
    record = report.record
    scored = len(record.scored)
    others = tuple(judge(report, choice) for choice in CHOICES if choice != advice)
    dealt = SplitLine(
        record.protocol, record.seed, record.trained_on, scored, len(record.asked) - scored, record.left_out
    )
    return CheckLine(
        id=record.id,
        started=record.started,
        seconds=record.seconds,
        complete=record.complete,
        directional_only=report.directional_only,
        labels=record.labels,
        counts=record.counts,
        split=dealt,
        contestants=report.scores,
        differences=report.comparisons,
        curve=report.budget,
        cascade=report.cascade,
        distillation=report.distillation,
        verdict=VerdictLine(advice, source, prediction, judge(report, advice), others),
        prices=report.prices,
        machine=record.machine,
        replay=replay,
    )
