"""The encoder first, and the decoder where the encoder is not sure: put together from what both said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nextafter, sqrt

import numpy as np

from app.bakeoff.record import Calibration, ContestantKey, Entrant, Prediction, Record
from app.bakeoff.report import Cascade, CascadePoint
from app.bakeoff.scoring import Cost, Marked, mark
from app.bakeoff.statistics import Flags, Numbers

ENCODER: ContestantKey = "frozen"
"""The one whose confidences are calibrated."""
DECODER: ContestantKey = "decoder_few"
NEVER = 0.0
ALWAYS = nextafter(1.0, 2.0)
"""A row goes to the decoder when the encoder's confidence lies below the threshold."""
STEPS = 20
"""Of the curve from never to always."""


@dataclass(frozen=True)
class Sides:
    """Who makes up a cascade."""

    encoder: Marked
    decoder: Marked

    @property
    def name(self) -> str:
        """Shown to readers."""
        return f"{self.encoder.entrant.name} → {self.decoder.entrant.name}"

    @property
    def sure(self) -> Numbers:
        """The encoder's confidences for all rows asked."""
        return sure(self.encoder.said)


@dataclass(frozen=True)
class Composed:
    """The cascade at its chosen threshold, to be scored like any contestant."""

    marked: Marked
    cost: Cost
    cascade: Cascade


def compose(record: Record, sides: Sides, costs: Mapping[ContestantKey, Cost]) -> Composed | None:
    """The cascade of a run; None without held-out rows to choose its threshold on, or without rows to score it on.

    Where rows are tested in turn no training row is held out: each is scored in some turn.

    Args:
        record: the run.
        sides: its encoder and decoder.
        costs: of all entrants, by key.
    """
    if record.protocol != "holdout" or not record.calibration or sides.encoder.accuracy is None:
        return None
    threshold = chosen(record.calibration)
    ours, theirs = costs[ENCODER], costs[DECODER]
    steps = _steps(sides.sure[sides.encoder.answered], threshold)
    cascade = Cascade(
        encoder=sides.encoder.entrant.name,
        decoder=sides.decoder.entrant.name,
        threshold=threshold,
        calibrated_on=len(record.calibration),
        points=tuple(_point(record, sides, ours, theirs, step) for step in steps),
    )
    asks = sides.sure < threshold
    return Composed(escalated(record, sides, asks), _mixed(ours, theirs, float(asks.mean())), cascade)


def sides_of(entries: Mapping[ContestantKey, Marked]) -> Sides | None:
    """Encoder and decoder among a run's entrants by key; None unless both took part and gave an answer."""
    encoder, decoder = (entries.get(key) for key in (ENCODER, DECODER))
    if encoder is None or decoder is None:
        return None
    able = all(side.entrant.broken is None and side.answers for side in (encoder, decoder))
    return Sides(encoder, decoder) if able else None


def chosen(held_out: Sequence[Calibration]) -> float:
    """The threshold that asks the decoder least often and is within one standard error of the most accurate one.

    One-standard-error rule (Breiman et al. 1984, section 3.4.3): on so few rows the very best threshold is a matter of
    luck, while every row that goes to the decoder costs. Never asking it is among the choices.
    """
    confidences = sure([row.encoder for row in held_out])
    candidates = _between(confidences)
    asks = confidences < candidates[:, None]
    right = np.where(asks, _right(held_out, ask=True), _right(held_out, ask=False)).mean(axis=1)
    best = float(right.max())
    enough = best - sqrt(best * (1 - best) / len(held_out))
    # The allowance is for rounding: equal shares are not always equal floats.
    return float(candidates[right >= enough - 1e-9][0])


def _right(held_out: Sequence[Calibration], ask: bool) -> Flags:
    """Which rows the cascade gets right when it asks the decoder about all or none."""
    return np.array([_joined(row.encoder, row.decoder, ask).label == row.label for row in held_out])


def least_sure(sides: Sides, share: float) -> Flags:
    """The share of the scored rows, rounded but at least one, that the encoder is least sure of; shape (rows,).

    Of rows it is equally sure of, those asked first.
    """
    scored = np.flatnonzero(sides.encoder.answered)
    ranked = scored[np.argsort(sides.sure[scored], kind="stable")]
    asks = np.zeros(len(sides.sure), dtype=bool)
    asks[ranked[: max(1, round(share * len(ranked)))]] = True
    return asks


def sure(said: Sequence[Prediction | None]) -> Numbers:
    """Confidences, shape (rows,); 0 where none is told."""
    return np.array([(one.confidence if one else None) or 0.0 for one in said])


def escalated(record: Record, sides: Sides, asks: Flags, name: str = "") -> Marked:
    """The cascade's answers to all rows asked.

    Args:
        record: the run.
        sides: who answers.
        asks: shape (rows,), True where the decoder is asked.
        name: of the cascade, where it is not just its sides' names.
    """
    pairs = zip(sides.encoder.said, sides.decoder.said, asks, strict=True)
    said = [None if mine is None or theirs is None else _joined(mine, theirs, bool(ask)) for mine, theirs, ask in pairs]
    return mark(record, _entrant(sides, name or sides.name), said)


def _joined(mine: Prediction, theirs: Prediction, ask: bool) -> Prediction:
    """The encoder's answer, or the decoder's where it is asked and has a valid one; the time of whoever was asked."""
    if not ask:
        return replace(mine, tokens_out=0)
    return replace(
        mine if theirs.label is None else theirs,
        milliseconds=mine.milliseconds + theirs.milliseconds,
        tokens_in=theirs.tokens_in,
        tokens_out=theirs.tokens_out,
        clipped=mine.clipped or theirs.clipped,
    )


def _entrant(sides: Sides, name: str) -> Entrant:
    """Both sides have to be trained and, in memory, loaded."""
    both = (sides.encoder.entrant, sides.decoder.entrant)
    sizes = [side.params_m for side in both]
    return Entrant(
        key="cascade",
        name=name,
        side="hybrid",
        params_m=None if None in sizes else sum(size for size in sizes if size),
        examples_used=max(side.examples_used for side in both),
        training_seconds=sum(side.training_seconds for side in both),
        peak_memory_mb=max(side.peak_memory_mb or 0.0 for side in both) or None,
        batch_items=0,
        batch_seconds=0.0,
    )


def _mixed(ours: Cost, theirs: Cost, share: float) -> Cost:
    """Everything passes the encoder, a share of it the decoder too."""
    seconds = _plus(_inverse(ours.items_per_second), _inverse(theirs.items_per_second), share)
    return Cost(
        items_per_second=_inverse(seconds),
        usd_per_million=_plus(ours.usd_per_million, theirs.usd_per_million, share),
        wh_per_million=_plus(ours.wh_per_million, theirs.wh_per_million, share),
    )


def _plus(ours: float | None, theirs: float | None, share: float) -> float | None:
    if not share:
        return ours
    return None if ours is None or theirs is None else ours + share * theirs


def _inverse(value: float | None) -> float | None:
    return 1 / value if value else None


def _point(record: Record, sides: Sides, ours: Cost, theirs: Cost, threshold: float) -> CascadePoint:
    """The cascade at a threshold on the scored rows."""
    asks = sides.sure < threshold
    whole = escalated(record, sides, asks)
    share = float(asks[whole.answered].mean())
    return CascadePoint(
        threshold=threshold,
        escalated=share,
        accuracy=whole.accuracy or 0.0,
        ms_mean=float(whole.milliseconds[whole.answered].mean()),
        usd_per_million=_mixed(ours, theirs, share).usd_per_million or 0.0,
    )


def _steps(confidences: Numbers, threshold: float) -> list[float]:
    """Thresholds that send about 0, 5, ... 100% of rows to the decoder, and the chosen one."""
    cuts = _between(confidences)
    places = np.linspace(0, len(cuts) - 1, STEPS + 1).round().astype(int)
    return sorted({*cuts[places].tolist(), threshold})


def _between(confidences: Numbers) -> Numbers:
    """All thresholds that differ in which rows they send to the decoder, ascending: never, between any two, always."""
    distinct = np.unique(confidences)
    return np.array([NEVER, *(distinct[:-1] + distinct[1:]) / 2, ALWAYS])
