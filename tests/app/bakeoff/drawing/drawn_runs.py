"""Reports to draw, made by hand: every kind of contestant, curve and mishap."""

from dataclasses import replace

from app.bakeoff.machine import Machine
from app.bakeoff.reading.rows import Counts
from app.bakeoff.record import Asked, Entrant, Prediction, Record, Side
from app.bakeoff.report import (
    Budget,
    BudgetLine,
    BudgetPoint,
    Cascade,
    CascadePoint,
    ClassScore,
    Comparison,
    Crossing,
    Distillation,
    Interval,
    Prices,
    Report,
    Score,
)

EVIL = "<script>alert('x')</script>"
CAST: tuple[tuple[str, str, Side, float | None, float, float], ...] = (
    ("tuned", "e5-small, fine-tuned", "encoder", 118.0, 0.91, 12.34),
    ("frozen", "e5-small, frozen, logistic head", "encoder", 118.0, 0.88, 11.9),
    ("decoder_few", "SmolLM2-135M-Instruct, few-shot", "decoder", 135.0, 0.62, 210.5),
    ("decoder_zero", "SmolLM2-135M-Instruct, zero-shot", "decoder", 135.0, 0.41, 160.0),
    ("linear", "TF-IDF, logistic regression", "baseline", None, 0.84, 0.41),
    ("majority", "Most frequent class", "baseline", None, 0.25, 0.0),
)
"""Key, name, side, parameters in millions, accuracy, ms of the contestants."""


def report(labels: tuple[str, ...] = ("billing", "退款", "login", EVIL), rows: int = 60) -> Report:
    """A finished run of everyone on so many rows, with a curve, a cascade and a distillation."""
    record = _record(labels, rows)
    scores = (*(_score(place, record) for place in range(len(CAST))), _cascaded(record))
    return Report(
        record, Prices(), scores, _comparisons(scores, rows), _budget(), _cascade(), _distillation(len(record.asked))
    )


def without(made: Report, side: str) -> Report:
    """The same run had no contestant of that side (and no hybrid) taken part."""
    kept = [place for place, entrant in enumerate(made.record.entrants) if entrant.side != side]
    record = replace(
        made.record,
        entrants=tuple(made.record.entrants[place] for place in kept),
        asked=tuple(
            replace(row, predictions=tuple(row.predictions[place] for place in kept)) for row in made.record.asked
        ),
    )
    scores = tuple(made.scores[place] for place in kept)
    names = {score.name for score in scores}
    compared = tuple(found for found in made.comparisons if {found.first, found.second} <= names)
    return replace(
        made, record=record, scores=scores, comparisons=compared, budget=None, cascade=None, distillation=None
    )


def with_score(made: Report, which: str, /, **changes: object) -> Report:
    """With other figures of the contestant whose key is ``which``."""
    scores = tuple(replace(score, **changes) if score.key == which else score for score in made.scores)  # type: ignore[arg-type]
    return replace(made, scores=scores)


def broken(made: Report, key: str, why: str) -> Report:
    """One contestant could not take part."""
    nothing = dict.fromkeys(("accuracy", "macro_f1", "ms_p50", "ms_p95", "items_per_second", "usd_per_million"))
    return with_score(made, key, broken=why, asked=0, answered=0, classes=(), confusion=(), **nothing)


def _record(labels: tuple[str, ...], rows: int) -> Record:
    counts = Counts(
        rows=1234, used=1200, blank=3, duplicates=11, conflicts=20, in_test=5, unlabelled=2, lone=1, form="csv",
        encoding="gb18030", text_column="内容", second_column="", label_column=EVIL, conflict_lines=(17, 1042),
    )  # fmt: skip
    entrants = tuple(Entrant(key, name, side, size, 32, 4.2, 812.0, 64, 0.5) for key, name, side, size, _, _ in CAST)  # type: ignore[arg-type]
    asked = tuple(_asked(place, labels) for place in range(rows))
    machine = Machine(cpu="A CPU <2 GHz>", threads=2)
    return Record(
        "ab12cd34",
        "2026-03-04T05:06:07+00:00",
        7,
        "holdout",
        labels,
        counts,
        32,
        900,
        True,
        75.4,
        entrants,
        asked,
        machine,
    )


def _asked(place: int, labels: tuple[str, ...]) -> Asked:
    label = labels[place % len(labels)]
    predictions = tuple(_prediction(place, turn, label, labels) for turn in range(len(CAST)))
    return Asked(place + 2, f"Row {place}: 我要退款 {EVIL} " + "long " * 60, None, label, predictions)


def _prediction(place: int, turn: int, label: str, labels: tuple[str, ...]) -> Prediction:
    """Right for the share of rows the contestant's accuracy says; every seventh mistake is no label at all."""
    right = (place * 37 % 100) / 100 < CAST[turn][4]
    if not right and place % 7 == 0:
        return Prediction(None, None, CAST[turn][5], invalid=True, raw="dunno")
    said = label if right else labels[(labels.index(label) + 1) % len(labels)]
    return Prediction(said, 0.8765, CAST[turn][5])


def _score(place: int, record: Record) -> Score:
    key, name, side, size, accuracy, ms = CAST[place]
    return Score(
        key=key, name=name, side=side, params_m=size, broken=None, examples_used=20, answered=len(record.asked),
        accuracy=Interval(accuracy, accuracy - 0.061, min(1.0, accuracy + 0.052)),
        macro_f1=Interval(accuracy - 0.013, accuracy - 0.08, accuracy + 0.04),
        classes=_classes(accuracy, record.labels),
        confusion=_confusion(place, record),
        calibration_error=0.0432, invalid=1, asked=len(record.asked), clipped=2,
        errors=1 if key == "decoder_few" else 0,
        ms_p50=ms, ms_p95=ms * 1.7, items_per_second=1234.5 if ms < 1 else 1000 / ms, tokens_in=40.0, tokens_out=3.0,
        training_seconds=4.25, peak_memory_mb=1812.6, usd_per_million=ms / 36, wh_per_million=ms * 5.5,
    )  # fmt: skip


def _classes(accuracy: float, labels: tuple[str, ...]) -> tuple[ClassScore, ...]:
    return tuple(ClassScore(label, 0.8, 0.7, accuracy - 0.001 * turn, 15 + turn) for turn, label in enumerate(labels))


def _confusion(place: int, record: Record) -> tuple[tuple[int, ...], ...]:
    said = [(row.label, found.label) for row in record.asked if (found := row.predictions[place])]
    columns = (*record.labels, None)
    return tuple(tuple(said.count((label, column)) for column in columns) for label in record.labels)


def _cascaded(record: Record) -> Score:
    name = f"{CAST[1][1]} → {CAST[2][1]}"
    return replace(
        _score(1, record), key="cascade", name=name, side="hybrid", params_m=253.0, ms_p50=30.0, ms_p95=240.0
    )


def _comparisons(scores: tuple[Score, ...], rows: int) -> tuple[Comparison, ...]:
    return tuple(
        _comparison(first, second, rows) for place, first in enumerate(scores) for second in scores[place + 1 :]
    )


def _comparison(first: Score, second: Score, rows: int) -> Comparison:
    assert first.accuracy and second.accuracy
    difference = first.accuracy.value - second.accuracy.value
    speedup = second.ms_p50 / first.ms_p50 if first.ms_p50 and second.ms_p50 else None
    return Comparison(
        first.name, second.name, rows, difference, difference - 0.07, difference + 0.06, 21, 4, 0.0123, speedup
    )


def _budget() -> Budget:
    tuned = tuple(
        BudgetPoint(n, 4 * n, mean, mean - 0.08, mean + 0.05)
        for n, mean in ((1, 0.35), (2, 0.5), (4, 0.66), (8, 0.8), (16, 0.91))
    )
    frozen = tuple(
        BudgetPoint(n, 4 * n, mean, mean - 0.05, mean + 0.04)
        for n, mean in ((1, 0.52), (2, 0.61), (4, 0.74), (8, 0.83), (16, 0.88))
    )
    lines = (BudgetLine(CAST[0][1], "encoder", tuned), BudgetLine(CAST[1][1], "encoder", frozen))
    crossings = (
        Crossing(CAST[0][1], CAST[2][1], 4, 16, 0.8),
        Crossing(CAST[1][1], CAST[2][1], 4, 16, 0.8),
        Crossing(CAST[0][1], CAST[3][1], None, None, None),
    )
    return Budget(lines, ((CAST[2][1], 0.62), (CAST[3][1], 0.41)), crossings)


def _cascade() -> Cascade:
    points = tuple(
        CascadePoint(
            step / 20,
            (step / 20) ** 2,
            0.88 + 0.04 * (step / 20) - 0.3 * (step / 20) ** 3,
            12 + 10 * step,
            0.3 + 0.28 * step,
        )
        for step in range(21)
    )
    return Cascade(CAST[1][1], CAST[2][1], 0.42, 24, points)


def _distillation(rows: int) -> Distillation:
    return Distillation(CAST[2][1], CAST[1][1], rows, 0.615, 0.587, 0.871)
