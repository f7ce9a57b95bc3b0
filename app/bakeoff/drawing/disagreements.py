"""The rows on which encoder and decoder disagree."""

from app.bakeoff.drawing.markup import Row, part, plain, table
from app.bakeoff.drawing.numbers import NONE, count
from app.bakeoff.drawing.sides import decoder, encoder, named
from app.bakeoff.record import Asked, Prediction
from app.bakeoff.report import Report
from app.wording import say
from knowledge.schema import Language

MOST_SHOWN = 200
MOST_CHARACTERS = 200
"""Of a text, before it is cut."""


def disagreements(report: Report, language: Language) -> str:
    """At most 200 rows with both answers; empty where one side is missing or they always agree."""
    sides = [score for score in (encoder(report), decoder(report)) if score is not None]
    if len(sides) < 2:
        return ""
    ours, theirs = (report.scores.index(score) for score in sides)
    found = [row for row in report.record.asked if _differ(row.predictions[ours], row.predictions[theirs])]
    if not found:
        return ""
    title = say("check.report.disagreements_title", language)
    told = say("check.report.disagreements_told", language, rows=count(len(found)), most=MOST_SHOWN)
    headers = [say(f"check.report.{name}", language) for name in ("line", "text", "as_labelled")]
    headers += [named(score, language) for score in sides]
    rows = [_row(row, row.predictions[ours], row.predictions[theirs], language) for row in found[:MOST_SHOWN]]
    return part(title, f"<p>{plain(told)}</p>", table(headers, rows, title, "bog-words"))


def _differ(first: Prediction | None, second: Prediction | None) -> bool:
    """Both gave an answer, and not the same."""
    answered = [found for found in (first, second) if found is not None and found.error is None]
    return len(answered) == 2 and answered[0].label != answered[1].label


def _row(row: Asked, first: Prediction | None, second: Prediction | None, language: Language) -> Row:
    text = _cut(row.text) if row.second is None else f"{_cut(row.text)} ⟷ {_cut(row.second)}"
    answers = (_answer(found, row.label, language) for found in (first, second))
    return Row(count(row.line), (text, row.label or NONE, *answers))


def _answer(found: Prediction | None, label: str | None, language: Language) -> str:
    """What it said, ticked or crossed where the true label is known."""
    said = found.label if found and found.label is not None else say("check.report.invalid_short", language)
    if label is None:
        return said
    return f"{'✓' if said == label else '✗'} {said}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
