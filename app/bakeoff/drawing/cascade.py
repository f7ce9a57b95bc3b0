"""What the cascade gains with every row it sends to the decoder."""

from app.bakeoff.drawing.labels import Label, place
from app.bakeoff.drawing.markup import Row, figure, table
from app.bakeoff.drawing.numbers import count, number, percent, share
from app.bakeoff.drawing.sides import named
from app.bakeoff.drawing.svg import LEFT, RIGHT, Axis, Scale, axes, dot, drawing, line, path, share_axis
from app.bakeoff.report import Cascade, CascadePoint, Report
from app.wording import say
from knowledge.schema import Language


def cascade_curve(report: Report, language: Language) -> str:
    """Accuracy against the share of rows sent to the decoder, the chosen threshold marked; empty without a cascade."""
    cascade = report.cascade
    if cascade is None or len(cascade.points) < 2:
        return ""
    title = say("check.report.cascade_title", language)
    told = _told(report, cascade, language)
    return figure(title, _picture(cascade, told, language), told, _numbers(cascade, title, language), language)


def chosen(cascade: Cascade) -> CascadePoint:
    """The point of the curve nearest to the chosen threshold."""
    return min(cascade.points, key=lambda point: abs(point.threshold - cascade.threshold))


def _told(report: Report, cascade: Cascade, language: Language) -> str:
    at = chosen(cascade)
    named_by = {score.name: named(score, language) for score in report.scores}
    return say(
        "check.report.cascade_told",
        language,
        escalated=share(at.escalated),
        decoder=named_by.get(cascade.decoder, cascade.decoder),
        accuracy=share(at.accuracy),
        never=share(cascade.points[0].accuracy),
        always=share(cascade.points[-1].accuracy),
        threshold=number(cascade.threshold),
        rows=count(cascade.calibrated_on),
    )


def _picture(cascade: Cascade, told: str, language: Language) -> str:
    scale = Scale(0, 1, LEFT + 8, RIGHT - 8)
    ticks = [(step / 4, str(25 * step)) for step in range(5)]
    x = Axis(scale, ticks, say("check.report.escalated", language))
    y = share_axis([point.accuracy for point in cascade.points], say("check.report.accuracy_percent", language))
    places = [(scale(point.escalated), y.scale(point.accuracy)) for point in cascade.points]
    at = chosen(cascade)
    here = (scale(at.escalated), y.scale(at.accuracy))
    marks = [
        dot("side-encoder", *places[0], share(cascade.points[0].accuracy)),
        dot("side-decoder", *places[-1], share(cascade.points[-1].accuracy)),
        line("leader", here[0], here[1], here[0], y.scale(y.scale.low)),
        dot("ring", *here, told, 8),
    ]
    return drawing(
        told, [axes(x, y), path("curve side-hybrid", places), *marks, place(_labels(places, here, language))]
    )


def _labels(places: list[tuple[float, float]], here: tuple[float, float], language: Language) -> list[Label]:
    ends = {name: say(f"check.report.{name}", language) for name in ("encoder_alone", "decoder_alone", "chosen")}
    (left, first), (right, last) = places[0], places[-1]
    return [
        Label(left - 8, first - 14, ends["encoder_alone"], "encoder"),
        Label(right, last - 14, ends["decoder_alone"], "decoder"),
        Label(here[0], here[1] + 18, ends["chosen"], "mark"),
    ]


def _numbers(cascade: Cascade, title: str, language: Language) -> str:
    names = ("threshold", "escalated", "accuracy_plain", "ms_mean", "usd")
    rows = [
        Row(
            number(point.threshold),
            (percent(point.escalated), percent(point.accuracy), number(point.ms_mean), number(point.usd_per_million)),
            small=say("check.report.chosen", language) if point == chosen(cascade) else "",
        )
        for point in cascade.points
    ]
    return table([say(f"check.report.{name}", language) for name in names], rows, title)
