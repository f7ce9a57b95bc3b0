"""How encoder and decoder do on each class."""

from app.bakeoff.drawing.markup import Row, notes, part, table
from app.bakeoff.drawing.numbers import count, percent, points
from app.bakeoff.drawing.sides import decoder, encoder, named
from app.bakeoff.report import ClassScore, Report
from app.wording import say
from knowledge.schema import Language

MOST_SHOWN = 150
"""Classes in the table; of more, those with the most rows."""


def class_table(report: Report, language: Language) -> str:
    """F1 of each class for who stands for the encoders and for the decoders; empty where nothing was scored."""
    sides = [score for score in (encoder(report), decoder(report)) if score is not None and score.classes]
    if not sides:
        return ""
    title = say("check.report.classes_title", language)
    headers = [say("check.report.class", language), say("check.report.rows", language)]
    headers += [say("check.report.f1_of", language, name=named(score, language)) for score in sides]
    headers += [say("check.report.f1_difference", language)] if len(sides) == 2 else []
    by_label = [{scored.label: scored for scored in score.classes} for score in sides]
    shown = sorted(by_label[0].values(), key=lambda scored: -scored.support)[:MOST_SHOWN]
    rows = [_row([found.get(scored.label) for found in by_label], scored) for scored in shown]
    left = len(by_label[0]) - len(shown)
    more = [say("check.report.classes_left", language, count=count(left))] if left else []
    return part(title, f'<div class="bog-tall">{table(headers, rows, title)}</div>', notes(more))


def _row(sides: list[ClassScore | None], scored: ClassScore) -> Row:
    cells = [count(scored.support), *(percent(side.f1 if side else None) for side in sides)]
    if len(sides) == 2:
        ours, theirs = sides
        cells.append(points(ours.f1 - theirs.f1) if ours and theirs else "–")
    return Row(scored.label, cells)
