"""What a conversation keeps of a run: who was held against whom, and how it came out. Plain data, without wording."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from app.bakeoff.drawing.sides import compared
from app.bakeoff.record import Side
from app.bakeoff.report import Comparison, Interval, Report, Score
from knowledge.schema import Choice

if TYPE_CHECKING:
    from app.bakeoff.judge import Judgement  # brings scipy, which the page must not wait for

RESOLUTION = 0.02
"""Half-width of the 95% interval at which a difference of 2 points, the one the predictions allow, can be told."""
FEWEST_DISCORDANT = 5
"""Rows that only one side got right, below which their rate says nothing of how many rows are needed."""
_Z = 1.96  # a normal variable lies within so many standard deviations 95% of the time


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Measured(_Data):
    """One contestant's figures."""

    name: str
    side: Side
    params_m: float | None
    """Parameters in millions; None where unknown."""
    accuracy: Interval | None
    ms_p50: float | None
    """Median time of one item, in ms."""
    usd_per_million: float | None
    """Estimated cost of a million items."""

    def renamed(self, change: Callable[[str], str]) -> "Measured":
        """With its name changed."""
        return self.model_copy(update={"name": change(self.name)})


class RunSummary(_Data):
    """How a run came out for one recommendation; cited as "your run"."""

    id: str
    date: str
    """ISO date, UTC."""
    choice: Choice
    """The recommendation that was tested."""
    outcome: Literal["held", "failed", "undecided"]
    reason: str
    """A :data:`app.bakeoff.judge.JudgementReason`; free here, for a browser may hold one of another version."""
    scored: int
    """Rows with a known label."""
    directional_only: bool
    """Too few scored rows for more than a direction."""
    cancelled: bool
    ours: Measured | None = None
    """Who stood for the recommendation; None where nothing was compared."""
    rival: Measured | None = None
    gap: Comparison | None = None
    """``ours`` against ``rival``."""
    better: Measured | None = None
    """Where the prediction failed, the most accurate of all the others."""
    better_gap: Comparison | None = None
    """``better`` against ``ours``; None where these two were not compared."""
    more_rows: int | None = None
    """Where it is undecided, about how many more scored rows would tell a difference of 2 points; None if unknown."""

    def renamed(self, change: Callable[[str], str]) -> "RunSummary":
        """With every text that is shown changed, to make it safe for where it is shown."""
        sides = {name: getattr(self, name) for name in ("ours", "rival", "better")}
        texts: dict[str, object] = {name: side and side.renamed(change) for name, side in sides.items()}
        return self.model_copy(update={**texts, "id": change(self.id), "date": change(self.date)})


def summary(report: Report, judgement: "Judgement") -> RunSummary:
    """What of a run and its judgement goes into the conversation whose advice was tested."""
    gap, outcome = judgement.comparison, judgement.outcome
    better = _best_but(report, gap.first) if gap and outcome == "failed" else None
    return RunSummary(
        id=report.record.id,
        date=report.record.started[:10],
        choice=judgement.choice,
        outcome=outcome,
        reason=judgement.reason,
        scored=len(report.record.scored),
        directional_only=judgement.directional_only,
        cancelled=not report.record.complete,
        ours=_named(report, gap.first) if gap else None,
        rival=_named(report, gap.second) if gap else None,
        gap=gap,
        better=_measured(better) if better else None,
        better_gap=_seen_from(report, gap, better) if gap and better else None,
        more_rows=more_rows(gap) if gap and outcome == "undecided" else None,
    )


def more_rows(gap: Comparison) -> int | None:
    """About how many more rows narrow the 95% interval of a difference to 2 points either way.

    By the normal approximation for paired shares: the variance of one row's difference is the rate of rows that only
    one side got right, less the squared difference (Agresti, Categorical Data Analysis, 3rd ed., section 11.1).

    Returns:
        Two significant digits, rounded up; None where too few rows were discordant to tell, or none are missing.
    """
    discordant = gap.only_first + gap.only_second
    if discordant < FEWEST_DISCORDANT:
        return None
    variance = discordant / gap.rows - gap.difference**2
    missing = (_Z / RESOLUTION) ** 2 * variance - gap.rows
    return _roughly(missing) if missing > 0 else None


def _roughly(value: float) -> int:
    step = int(10 ** max(0, floor(log10(value)) - 1))
    return ceil(value / step) * step


def _named(report: Report, name: str) -> Measured:
    """A contestant's figures. A cascade judged at another threshold than the report's shares only its models' size."""
    score = next((score for score in report.scores if score.name == name), None)
    if score:
        return _measured(score)
    cascade = report.score("cascade")
    size = cascade.params_m if cascade else None
    return Measured(name=name, side="hybrid", params_m=size, accuracy=None, ms_p50=None, usd_per_million=None)


def _best_but(report: Report, name: str) -> Score | None:
    """The most accurate of the others."""
    others = [score for score in report.scores if score.name != name and score.broken is None and score.accuracy]
    return max(others, key=lambda score: score.accuracy.value if score.accuracy else 0.0, default=None)


def _seen_from(report: Report, gap: Comparison, better: Score) -> Comparison | None:
    """``better`` against the advised side; None where these two were not compared."""
    known = replace(report, comparisons=(gap, *report.comparisons))
    return compared(known, better.name, gap.first)


def _measured(score: Score) -> Measured:
    return Measured(
        name=score.name,
        side=score.side,
        params_m=score.params_m,
        accuracy=score.accuracy,
        ms_p50=score.ms_p50,
        usd_per_million=score.usd_per_million,
    )
