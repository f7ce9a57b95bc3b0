"""Accuracy against the number of labels: how many a trained model needs to overtake a prompted one."""

from collections.abc import Sequence
from math import log2

from app.bakeoff.drawing.labels import Label, place
from app.bakeoff.drawing.markup import Row, figure, notes, table
from app.bakeoff.drawing.numbers import count, money, percent, share
from app.bakeoff.drawing.sides import decoder, sized, tagged
from app.bakeoff.drawing.svg import LEFT, RIGHT, Axis, Scale, axes, dot, drawing, line, path, share_axis
from app.bakeoff.report import Budget, BudgetLine, BudgetPoint, Crossing, Report
from app.wording import say
from knowledge.schema import Language

_WIDEST_NAME = 190.0


def budget_curve(report: Report, language: Language) -> str:
    """The curves of those that learn, over the flat lines of those that are prompted; empty without a curve."""
    budget = report.budget
    if budget is None or not any(line.points for line in budget.lines):
        return ""
    title = say("check.report.budget_title", language)
    told = _told(report, budget, language)
    crossed = notes([_crossing(crossing, language) for crossing in budget.crossings])
    numbers = crossed + _numbers(report, budget, title, language)
    return figure(title, _picture(report, budget, told, language), told, numbers, language)


def _told(report: Report, budget: Budget, language: Language) -> str:
    """The first learner against who stands for the decoders; how it rises where there is no decoder."""
    rival = decoder(report)
    meant = [crossing for crossing in budget.crossings if rival and crossing.prompted == rival.name]
    if meant or budget.crossings:
        return _crossing((meant or budget.crossings)[0], language)
    first = next(line for line in budget.lines if line.points)
    start, end = first.points[0], first.points[-1]
    values = {"low": share(start.mean), "high": share(end.mean), "start": start.per_class, "end": end.per_class}
    return say("check.report.rises", language, name=first.name, **values)


def _crossing(crossing: Crossing, language: Language) -> str:
    sides = {"learner": crossing.learner, "prompted": crossing.prompted}
    if crossing.per_class is None:
        return say("check.report.never_crosses", language, **sides)
    labels, usd = count(crossing.labels or 0), money(crossing.usd)
    return say("check.report.crosses", language, **sides, per_class=crossing.per_class, labels=labels, usd=usd)


def _picture(report: Report, budget: Budget, told: str, language: Language) -> str:
    x, y = _axes(budget, language)
    flat = "".join(line("flat side-decoder", LEFT, y.scale(value), RIGHT, y.scale(value)) for _, value in budget.flat)
    curves = "".join(_curve(curve, x.scale, y.scale, turn) for turn, curve in enumerate(budget.lines))
    names = place([*_names(report, budget, x.scale, y.scale, language), *_marks(budget, x.scale, y.scale, language)])
    return drawing(told, [axes(x, y), flat, curves, _rings(budget, x.scale, y.scale, language), names])


def _axes(budget: Budget, language: Language) -> tuple[Axis, Axis]:
    budgets = sorted({point.per_class for curve in budget.lines for point in curve.points})
    steps = [_step(per_class) for per_class in budgets]
    room = 0.3 if len(steps) > 1 else 1.0
    scale = Scale(steps[0] - room, steps[-1] + room, LEFT, RIGHT)
    bounds = [share for curve in budget.lines for point in curve.points for share in (point.low, point.high)]
    ticks = [(_step(per_class), str(per_class)) for per_class in budgets]
    return (
        Axis(scale, ticks, say("check.report.per_class", language)),
        share_axis([*bounds, *(value for _, value in budget.flat)], say("check.report.accuracy_percent", language)),
    )


def _step(per_class: int) -> float:
    """Doubling the labels is one step; no label at all stands a step before one label."""
    return log2(per_class) if per_class else -1.0


def _curve(curve: BudgetLine, x: Scale, y: Scale, turn: int) -> str:
    """Its band from the worst to the best draw, and the mean in it; lines after the first are dashed."""
    if not curve.points:
        return ""
    above = [(x(_step(point.per_class)), y(point.high)) for point in curve.points]
    below = [(x(_step(point.per_class)), y(point.low)) for point in reversed(curve.points)]
    mean = [(x(_step(point.per_class)), y(point.mean)) for point in curve.points]
    dots = "".join(dot(f"side-{curve.side}", *at, share(p.mean), 3) for at, p in zip(mean, curve.points, strict=True))
    kind = f"side-{curve.side} dash-{min(turn, 2)}"
    return path(f"band side-{curve.side}", [*above, *below], closed=True) + path(f"curve {kind}", mean) + dots


def _names(report: Report, budget: Budget, x: Scale, y: Scale, language: Language) -> list[Label]:
    """Flat lines are named at their left, curves at their right end."""
    tags = {score.name: tagged(score, _WIDEST_NAME, language) for score in report.scores}
    ends = [(curve, curve.points[-1]) for curve in budget.lines if curve.points]
    flat = [Label(LEFT - 2.0, y(value) - 8, tags.get(who, who), "decoder", leader=False) for who, value in budget.flat]
    curves = [
        Label(x(_step(end.per_class)), y(end.mean) - 10, tags.get(curve.name, curve.name), curve.side)
        for curve, end in ends
    ]
    return [*flat, *curves]


def _met(budget: Budget) -> list[tuple[Crossing, BudgetPoint]]:
    """Crossings with the point of the learner's curve they stand at."""
    return [
        (crossing, point)
        for crossing in budget.crossings
        for curve in budget.lines
        for point in curve.points
        if curve.name == crossing.learner and point.per_class == crossing.per_class
    ]


def _rings(budget: Budget, x: Scale, y: Scale, language: Language) -> str:
    return "".join(
        dot("ring", x(_step(point.per_class)), y(point.mean), _crossing(crossing, language), 8)
        for crossing, point in _met(budget)
    )


def _marks(budget: Budget, x: Scale, y: Scale, language: Language) -> Sequence[Label]:
    """What each crossing costs, once a place."""
    marks = {
        (x(_step(point.per_class)), y(point.mean)): say(
            "check.report.crossing_mark", language, labels=count(crossing.labels or 0), usd=money(crossing.usd)
        )
        for crossing, point in _met(budget)
    }
    return [Label(left, top + 16, words, "mark") for (left, top), words in marks.items()]


def _numbers(report: Report, budget: Budget, title: str, language: Language) -> str:
    headers = ("contestant", "per_class", "labels_all", "mean_accuracy", "worst_draw", "best_draw")
    sizes = {score.name: sized(score, language) for score in report.scores}
    rows = [_row(curve, point, sizes.get(curve.name, "")) for curve in budget.lines for point in curve.points]
    flat = [Row(who, ("–", "–", percent(value), "–", "–"), "decoder", sizes.get(who, "")) for who, value in budget.flat]
    return table([say(f"check.report.{name}", language) for name in headers], [*rows, *flat], title)


def _row(curve: BudgetLine, point: BudgetPoint, big: str) -> Row:
    shares = (percent(value) for value in (point.mean, point.low, point.high))
    return Row(curve.name, (str(point.per_class), count(point.labels), *shares), curve.side, big)
