"""Accuracy against cost: who is worth its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.bakeoff.drawing.labels import Label, place
from app.bakeoff.drawing.markup import Row, figure, table
from app.bakeoff.drawing.numbers import interval, number, tick
from app.bakeoff.drawing.sides import against, decoder, encoder, measured, named, ratio, sentence, sized, tagged
from app.bakeoff.drawing.svg import (
    LEFT,
    RIGHT,
    Axis,
    Scale,
    axes,
    dot,
    drawing,
    line,
    log_scale,
    log_ticks,
    path,
    share_axis,
)
from app.bakeoff.report import Interval, Report, Score
from app.wording import listed, say
from knowledge.schema import Language

_FREE_X = LEFT + 14.0
"""Where contestants stand that cost nothing, which a logarithmic axis has no place for."""
_FIRST_X = LEFT + 40.0
_WIDEST_NAME = 180.0


@dataclass(frozen=True)
class _Point:
    score: Score
    accuracy: Interval
    usd: float
    """Dollars per million items."""


def pareto(report: Report, language: Language) -> str:
    """Accuracy against the estimated cost of a million items; empty without two contestants that have both."""
    points = _points(report)
    if sum(point.usd > 0 for point in points) < 2:
        return ""
    best = front(points)
    told = _told(report, best, language)
    title = say("check.report.pareto_title", language)
    return figure(
        title, _picture(points, best, told, language), told, _numbers(report, best, title, language), language
    )


def front(points: Sequence[_Point]) -> list[_Point]:
    """Those that nobody beats: no other is as cheap and more accurate, or as accurate and cheaper."""
    best: list[_Point] = []
    for point in sorted(points, key=lambda point: (point.usd, -point.accuracy.value)):
        if not best or point.accuracy.value > best[-1].accuracy.value:
            best.append(point)
    return best


def _points(report: Report) -> list[_Point]:
    return [
        _Point(score, score.accuracy, score.usd_per_million)
        for score in measured(report)
        if score.accuracy is not None and score.usd_per_million is not None
    ]


def _told(report: Report, best: Sequence[_Point], language: Language) -> str:
    ours, theirs, clause = encoder(report), decoder(report), against(report, language)
    if ours and theirs and clause:
        cost = ratio(ours.usd_per_million, theirs.usd_per_million, "cost", theirs.name, language)
        return sentence(clause + cost, language)
    names = listed((named(point.score, language) for point in best), language)
    return say("check.report.pareto_front", language, names=names)


def _picture(points: Sequence[_Point], best: Sequence[_Point], told: str, language: Language) -> str:
    scale = log_scale([point.usd for point in points if point.usd > 0], _FIRST_X, RIGHT)
    bounds = [share for point in points for share in (point.accuracy.low, point.accuracy.high)]
    x = Axis(scale, [(value, tick(value)) for value in log_ticks(scale)], say("check.report.usd", language))
    y = share_axis(bounds, say("check.report.accuracy_percent", language))
    places = {
        point: (scale(point.usd) if point.usd > 0 else _FREE_X, y.scale(point.accuracy.value)) for point in points
    }
    marks = (_mark(point, *places[point], y, language) for point in points)
    by_height = sorted(points, key=lambda point: -point.accuracy.value)
    names = place(
        [Label(*places[point], tagged(point.score, _WIDEST_NAME, language), point.score.side) for point in by_height]
    )
    return drawing(told, [axes(x, y), _stairs([places[point] for point in best]), *marks, names])


def _x(point: _Point, scale: Scale) -> float:
    return scale(point.usd) if point.usd > 0 else _FREE_X


def _mark(point: _Point, x: float, y: float, axis: Axis, language: Language) -> str:
    told = f"{named(point.score, language)}: {interval(point.accuracy)} %, $ {number(point.usd)}"
    spread = line(
        f"spread side-{point.score.side}", x, axis.scale(point.accuracy.low), x, axis.scale(point.accuracy.high)
    )
    return spread + dot(f"side-{point.score.side}", x, y, told)


def _stairs(places: Sequence[tuple[float, float]]) -> str:
    """Along the front: accuracy stays what it is until money buys the next step."""
    corners = [corner for before, after in pairwise(places) for corner in (before, (after[0], before[1]))]
    return path("front", [*corners, places[-1], (float(RIGHT), places[-1][1])])


def _numbers(report: Report, best: Sequence[_Point], title: str, language: Language) -> str:
    names = ("contestant", "usd", "accuracy", "on_front")
    on_front = {point.score.name for point in best}
    rows = [
        Row(
            score.name,
            (number(score.usd_per_million), interval(score.accuracy), "✓" if score.name in on_front else ""),
            score.side,
            sized(score, language),
        )
        for score in measured(report)
    ]
    return table([say(f"check.report.{name}", language) for name in names], rows, title)
