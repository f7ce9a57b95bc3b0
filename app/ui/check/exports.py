"""A run as files to take along."""

from typing import Literal

from app.bakeoff.bundle import Bundle, to_json
from app.bakeoff.drawing.page import page
from app.bakeoff.drawing.predictions import predictions_csv
from app.ui.check.result import Held
from knowledge.schema import Language

Form = Literal["html", "csv", "json"]
FORMS: tuple[Form, ...] = ("html", "csv", "json")
_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for the local encoding."""


def content(held: Held, form: Form, language: Language, published: str = "") -> str:
    """The text of one export.

    Args:
        held: the run, with the labels as they stand.
        form: the page for people, the answers for a spreadsheet, or the bundle from which to run it again.
        language: of the page.
        published: published results as safe HTML, for the page.
    """
    if form == "html":
        return page(held.report, language, published)
    if form == "csv":
        return _MARK + predictions_csv(held.report)
    return to_json(Bundle(held.setup, held.report.record))


def file_name(held: Held, form: Form) -> str:
    """What the file is called."""
    return f"bert-or-gpt-{held.report.record.id}.{form}"
