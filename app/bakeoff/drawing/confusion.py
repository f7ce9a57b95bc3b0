"""Which classes one contestant takes for which."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.bakeoff.drawing.labels import trimmed, width
from app.bakeoff.drawing.markup import Row, figure, part, plain, table
from app.bakeoff.drawing.numbers import count, percent, share
from app.bakeoff.drawing.sides import named
from app.bakeoff.drawing.svg import drawing, text
from app.bakeoff.report import Report, Score
from app.wording import say
from knowledge.schema import Language

MOST_DRAWN = 12
"""Classes up to which the matrix is drawn; above, a reader sees more in a list."""
MOST_LISTED = 15
_WIDEST_NAME = 120.0


@dataclass(frozen=True)
class Confusion:
    """One class taken for another, or for none."""

    label: str
    taken_for: str | None
    """None: the answer was no label."""
    rows: int
    share: float
    """Of the rows of the class, 0 to 1."""


def confusion_matrix(report: Report, language: Language, key: str | None = None) -> str:
    """The confusion matrix of one contestant; a list of its most frequent confusions above 12 classes.

    Args:
        report: the report.
        language: of the wording.
        key: of the contestant; without it, the most accurate encoder. Empty where it has no matrix.
    """
    score = report.score(key) if key else _best_encoder(report)
    if score is None or not any(map(any, score.confusion)):
        return ""
    labels = report.record.labels
    title = say("check.report.confusion_title", language, name=named(score, language))
    told = _told(confusions(labels, score.confusion), language)
    if len(labels) > MOST_DRAWN:
        return part(title, f"<p>{plain(told)}</p>", _listed(confusions(labels, score.confusion), title, language))
    picture = _picture(labels, score, told, language)
    return figure(title, picture, told, _numbers(labels, score, title, language), language)


def confusions(labels: Sequence[str], matrix: Sequence[Sequence[int]]) -> list[Confusion]:
    """Every wrong cell of a confusion matrix that is not empty, the most frequent first."""
    columns: tuple[str | None, ...] = (*labels, None)
    found = [
        Confusion(label, taken_for, rows, rows / sum(line))
        for label, line in zip(labels, matrix, strict=True)
        for taken_for, rows in zip(columns, line, strict=True)
        if rows and taken_for != label
    ]
    return sorted(found, key=lambda confusion: (-confusion.rows, -confusion.share))


def _best_encoder(report: Report) -> Score | None:
    found = [score for score in report.scores if score.side == "encoder" and score.accuracy is not None]
    return max(found, key=lambda score: score.accuracy.value if score.accuracy else 0.0, default=None)


def _told(found: Sequence[Confusion], language: Language) -> str:
    if not found:
        return say("check.report.no_confusion", language)
    most = found[0]
    values = {"label": most.label, "rows": count(most.rows), "share": share(most.share)}
    if most.taken_for is None:
        return say("check.report.most_invalid", language, **values)
    return say("check.report.most_confused", language, other=most.taken_for, **values)


def _listed(found: Sequence[Confusion], title: str, language: Language) -> str:
    names = ("as_labelled", "as_predicted", "rows", "share_of_class")
    invalid = say("check.report.invalid_short", language)
    rows = [
        Row(most.label, (most.taken_for or invalid, count(most.rows), percent(most.share)))
        for most in found[:MOST_LISTED]
    ]
    return table([say(f"check.report.{name}", language) for name in names], rows, title, "bog-pairs")


def _picture(labels: Sequence[str], score: Score, told: str, language: Language) -> str:
    columns = [*labels, say("check.report.invalid_short", language)]
    left = 32 + min(_WIDEST_NAME, max(map(width, labels)))
    top = 26 + 0.75 * min(_WIDEST_NAME, max(map(width, columns)))
    cell = min(52.0, (480 - left - 20) / len(columns))
    right, bottom = left + cell * len(columns), top + cell * len(labels)
    heads = (_column(name, left + cell * (place + 0.5), top - 6) for place, name in enumerate(columns))
    names = (
        text("tick", left - 6, top + cell * (place + 0.5) + 4, trimmed(name, _WIDEST_NAME), "end")
        for place, name in enumerate(labels)
    )
    cells = _cells(score.confusion, left, top, cell)
    axes = _axes(left, top, bottom, language)
    room = 0.75 * min(_WIDEST_NAME, width(columns[-1]))
    return drawing(told, [*heads, *names, *cells, axes], bottom + 8, max(right + room, left + 150))


def _column(name: str, x: float, y: float) -> str:
    return text("tick", x, y, trimmed(name, _WIDEST_NAME), "start", f' transform="rotate(-45 {x:g} {y:g})"')


def _axes(left: float, top: float, bottom: float, language: Language) -> str:
    middle = (top + bottom) / 2
    turned = f' transform="rotate(-90 12 {middle:g})"'
    return text("axis", left, 14, say("check.report.predicted_axis", language)) + text(
        "axis", 12, middle, say("check.report.labelled_axis", language), "middle", turned
    )


def _cells(matrix: Sequence[Sequence[int]], left: float, top: float, cell: float) -> list[str]:
    return [
        _cell(rows, rows / max(1, sum(line)), left + cell * across, top + cell * down, cell, across == down)
        for down, line in enumerate(matrix)
        for across, rows in enumerate(line)
    ]


def _cell(rows: int, part_of_row: float, x: float, y: float, cell: float, right: bool) -> str:
    """Shaded by its share of the row: right answers in one colour, wrong ones in another."""
    kind = "right" if right else "wrong"
    ink = "on" if part_of_row > 0.5 else "value"
    shade = f' style="fill-opacity: {part_of_row:.2f}"'
    box = f'x="{x:.1f}" y="{y:.1f}" width="{cell - 1:.1f}" height="{cell - 1:.1f}"'
    number = text(ink, round(x + cell / 2, 1), round(y + cell / 2 + 4, 1), str(rows), "middle") if rows else ""
    return f'<rect class="blank" {box}/><rect class="{kind}"{shade} {box}/>{number}'


def _numbers(labels: Sequence[str], score: Score, title: str, language: Language) -> str:
    headers = [say("check.report.as_labelled", language), *labels, say("check.report.invalid_short", language)]
    rows = [Row(label, [count(rows) for rows in line]) for label, line in zip(labels, score.confusion, strict=True)]
    return table(headers, rows, title)
