"""One contestant's answers beside the true labels: its score, what it costs, and how it compares with another's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.bakeoff.machine import Machine
from app.bakeoff.record import Entrant, Prediction, Record
from app.bakeoff.report import Comparison, Prices, Score
from app.bakeoff.statistics import (
    Codes,
    Draws,
    Flags,
    Numbers,
    accuracy,
    calibration_error,
    class_scores,
    confusion,
    difference,
    macro_f1,
    mcnemar,
)

_NONE = -1
"""Code of a row without a true label, and of one without an answer."""


@dataclass(frozen=True, eq=False)
class Marked:
    """A contestant's answers to all rows asked, in their order, and the true labels."""

    entrant: Entrant
    said: tuple[Prediction | None, ...]
    labels: tuple[str, ...]
    truth: Codes
    codes: Codes
    """Of the answers; -1 where none came."""

    @property
    def answered(self) -> Flags:
        """Scored rows it answered: those its score rests on."""
        return np.asarray((self.truth != _NONE) & (self.codes != _NONE))

    @property
    def right(self) -> Flags:
        """Rows it got right; means something where ``answered``."""
        return np.asarray(self.truth == self.codes)

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among the answered rows."""
        right = self.right[self.answered]
        return float(right.mean()) if len(right) else None

    @property
    def milliseconds(self) -> Numbers:
        """Wall time of each row, shape (rows,); means something where an answer came."""
        return np.array([one.milliseconds if one else 0.0 for one in self.said])

    @property
    def answers(self) -> list[Prediction]:
        """Those that came, to scored rows and others."""
        return [one for one in self.said if one and one.error is None]


@dataclass(frozen=True)
class Cost:
    """Speed in bulk and what follows from it, as in :class:`app.bakeoff.report.Score`."""

    items_per_second: float | None
    usd_per_million: float | None
    wh_per_million: float | None


def marked(record: Record, place: int) -> Marked:
    """The entrant at one place of a record."""
    return mark(record, record.entrants[place], [row.predictions[place] for row in record.asked])


def mark(record: Record, entrant: Entrant, said: Sequence[Prediction | None]) -> Marked:
    """Answers to all rows a record asked, beside its labels."""
    code = {label: place for place, label in enumerate(record.labels)}
    truth = [_NONE if row.label is None else code[row.label] for row in record.asked]
    codes = [_NONE if one is None or one.error else code.get(one.label or "", len(code)) for one in said]
    return Marked(entrant, tuple(said), record.labels, np.array(truth, dtype=np.int64), np.array(codes, dtype=np.int64))


def score(found: Marked, cost: Cost, draws: Draws) -> Score:
    """Everything about one contestant; intervals rest on ``draws``."""
    entrant, asked, answers = found.entrant, [one for one in found.said if one], found.answers
    truth, codes, classes = found.truth[found.answered], found.codes[found.answered], len(found.labels)
    counts = confusion(truth, codes, classes)
    times = [one.milliseconds for one in answers]
    return Score(
        key=entrant.key,
        name=entrant.name,
        side=entrant.side,
        params_m=entrant.params_m,
        broken=entrant.broken,
        examples_used=entrant.examples_used,
        answered=len(truth),
        accuracy=accuracy(int((truth == codes).sum()), len(truth), draws.seed) if len(truth) else None,
        macro_f1=macro_f1(truth, codes, classes, draws) if len(truth) else None,
        classes=class_scores(counts, found.labels),
        confusion=tuple(tuple(line) for line in counts.tolist()),
        calibration_error=_calibration_error(found),
        invalid=sum(one.invalid for one in asked),
        asked=len(asked),
        errors=len(asked) - len(answers),
        clipped=sum(one.clipped for one in asked),
        ms_p50=float(np.percentile(times, 50)) if times else None,
        ms_p95=float(np.percentile(times, 95)) if times else None,
        items_per_second=cost.items_per_second,
        tokens_in=_average([one.tokens_in for one in answers]),
        tokens_out=_average([one.tokens_out for one in answers]),
        training_seconds=entrant.training_seconds,
        peak_memory_mb=entrant.peak_memory_mb,
        usd_per_million=cost.usd_per_million,
        wh_per_million=cost.wh_per_million,
    )


def compare(first: Marked, second: Marked, seed: int) -> Comparison | None:
    """Two contestants on the scored rows both answered; None when there are none.

    The interval is a paired percentile bootstrap over rows, drawn by ``seed``; the test is McNemar's in its exact form,
    a binomial test on the rows only one of the two got right.
    """
    both = first.answered & second.answered
    if not both.any():
        return None
    mine_right, theirs_right = first.right[both], second.right[both]
    only_first, only_second = int((mine_right & ~theirs_right).sum()), int((theirs_right & ~mine_right).sum())
    rows = int(both.sum())
    gain = difference(only_first, only_second, rows, seed)
    mine, theirs = np.median(first.milliseconds[both]), np.median(second.milliseconds[both])
    return Comparison(
        first=first.entrant.name,
        second=second.entrant.name,
        rows=rows,
        difference=gain.value,
        low=gain.low,
        high=gain.high,
        only_first=only_first,
        only_second=only_second,
        p_value=mcnemar(only_first, only_second),
        speedup=float(theirs / mine) if mine else None,
    )


def cost(found: Marked, machine: Machine, prices: Prices) -> Cost:
    """What a million items cost: this machine's time, or tokens where the entrant has prices for them.

    The energy is that of all threads of this machine, so an entrant paid by token has none that we know. Who reads
    nothing costs nothing.
    """
    speed, entrant = _speed(found), found.entrant
    if entrant.key == "majority":
        return Cost(None, 0.0, 0.0) if found.answers else Cost(None, None, None)
    if entrant.usd_per_million_in is not None or entrant.usd_per_million_out is not None:
        return Cost(speed, _paid_by_token(found), None)
    if speed is None:
        return Cost(None, None, None)
    hours = 1e6 / speed / 3600
    return Cost(speed, hours * prices.usd_per_hour, hours * prices.watts_per_thread * machine.threads)


def _speed(found: Marked) -> float | None:
    """Items per second, in a batch where one was timed."""
    entrant = found.entrant
    if entrant.batch_items and entrant.batch_seconds:
        return entrant.batch_items / entrant.batch_seconds
    seconds = sum(one.milliseconds for one in found.answers) / 1000
    return len(found.answers) / seconds if seconds else None


def _paid_by_token(found: Marked) -> float | None:
    """USD for a million items; a direction without a price is free."""
    tokens_in = _average([one.tokens_in for one in found.answers])
    tokens_out = _average([one.tokens_out for one in found.answers])
    if tokens_in is None or tokens_out is None:
        return None
    return tokens_in * (found.entrant.usd_per_million_in or 0) + tokens_out * (found.entrant.usd_per_million_out or 0)


def _average(counts: Sequence[int | None]) -> float | None:
    known = [count for count in counts if count is not None]
    return float(np.mean(known)) if known else None


def _calibration_error(found: Marked) -> float | None:
    sure = np.array([np.nan if one is None or one.confidence is None else one.confidence for one in found.said])
    told = found.answered & ~np.isnan(sure) if len(sure) else found.answered
    return calibration_error(sure[told], found.right[told]) if told.any() else None
