"""How long one item takes, asked alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.bakeoff.drawing.markup import Row, figure, plain, table
from app.bakeoff.drawing.numbers import number, tick
from app.bakeoff.drawing.sides import decoder, encoder, named, ratio, sentence, sized, tagged
from app.bakeoff.drawing.svg import WIDTH, Scale, drawing, line, log_scale, log_ticks, text
from app.bakeoff.report import Report, Score
from app.wording import say
from knowledge.schema import Language

_STEP = 42.0
"""Height of a contestant: its name, and its bar below."""
_LEFT, _RIGHT = 8.0, WIDTH - 70.0


@dataclass(frozen=True)
class _Bar:
    score: Score
    p50: float
    """Median, ms."""
    p95: float
    """95th percentile, ms."""


def latency_bars(report: Report, language: Language) -> str:
    """Median and 95th percentile of the wall time of one item, log scale; empty where nothing was timed."""
    bars = [
        _Bar(score, score.ms_p50, score.ms_p95 if score.ms_p95 is not None else score.ms_p50)
        for score in report.scores
        if score.broken is None and score.ms_p50
    ]
    if not bars:
        return ""
    bars.sort(key=lambda bar: bar.p50)
    title, told = say("check.report.latency_title", language), _told(report, bars, language)
    return figure(title, _picture(bars, told, language), told, _numbers(bars, title, language), language)


def _told(report: Report, bars: Sequence[_Bar], language: Language) -> str:
    ours, theirs = encoder(report), decoder(report)
    if ours is None or not ours.ms_p50:
        ours = bars[0].score
    clause = say("check.report.takes", language, name=named(ours, language), ms=number(ours.ms_p50))
    if theirs and theirs is not ours:
        clause += ratio(ours.ms_p50, theirs.ms_p50, "time", named(theirs, language), language)
    return sentence(clause, language)


def _picture(bars: Sequence[_Bar], told: str, language: Language) -> str:
    scale = log_scale([value for bar in bars for value in (bar.p50, bar.p95)], _LEFT, _RIGHT)
    bottom = 8 + _STEP * len(bars)
    ticks = [
        line("grid", scale(value), 4, scale(value), bottom)
        + text("tick", scale(value), bottom + 15, tick(value), "middle")
        for value in log_ticks(scale)
    ]
    drawn = [_bar(bar, 8 + _STEP * turn, scale, language) for turn, bar in enumerate(bars)]
    axis = text("axis", (_LEFT + _RIGHT) / 2, bottom + 36, say("check.report.latency_axis", language), "middle")
    return drawing(told, [*ticks, *drawn, axis], bottom + 44)


def _bar(bar: _Bar, top: float, scale: Scale, language: Language) -> str:
    side, middle = f"side-{bar.score.side}", top + 26
    whisker = line(f"whisker {side}", scale(bar.p50), middle, scale(bar.p95), middle)
    cap = line(f"whisker {side}", scale(bar.p95), middle - 5, scale(bar.p95), middle + 5)
    told = f"{bar.score.name}: p50 {number(bar.p50)} ms, p95 {number(bar.p95)} ms"
    return (
        f'<rect class="{side}" x="{_LEFT:g}" y="{middle - 7:g}" width="{scale(bar.p50) - _LEFT:g}" height="14">'
        f"<title>{plain(told)}</title></rect>{whisker}{cap}"
        + text(f"name {side}", _LEFT, top + 14, tagged(bar.score, 380, language))
        + text("value", scale(bar.p95) + 8, middle + 4, f"{number(bar.p50)} ms")
    )


def _numbers(bars: Sequence[_Bar], title: str, language: Language) -> str:
    headers = [say(f"check.report.{name}", language) for name in ("contestant", "p50", "p95", "batch")]
    rows = [
        Row(
            bar.score.name,
            (number(bar.p50), number(bar.p95), number(bar.score.items_per_second)),
            bar.score.side,
            sized(bar.score, language),
        )
        for bar in bars
    ]
    return table(headers, rows, title)
