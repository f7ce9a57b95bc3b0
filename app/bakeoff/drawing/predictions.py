"""Every answer of every contestant, for a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

from app.bakeoff.drawing.markup import clean
from app.bakeoff.record import Asked, Prediction
from app.bakeoff.report import Report

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so may be run as a formula by the program that opens it."""


def predictions_csv(report: Report) -> str:
    """All rows asked, as CSV (RFC 4180) without a byte order mark: the row, then label, confidence and ms of each."""
    out = StringIO()
    writer = csv.writer(out)
    pairs = any(row.second is not None for row in report.record.asked)
    names = [f"{entrant.name}: {what}" for entrant in report.record.entrants for what in ("label", "confidence", "ms")]
    writer.writerow(map(_safe, ["line", "text", *(["second"] if pairs else []), "label", *names]))
    writer.writerows(_row(row, pairs) for row in report.record.asked)
    return out.getvalue()


def _row(row: Asked, pairs: bool) -> Iterable[str]:
    second = [row.second or ""] if pairs else []
    answers = (cell for prediction in row.predictions for cell in _answer(prediction))
    return map(_safe, [str(row.line), row.text, *second, row.label or "", *answers])


def _answer(prediction: Prediction | None) -> tuple[str, str, str]:
    if prediction is None or prediction.error is not None:
        return "", "", ""
    sure = "" if prediction.confidence is None else f"{prediction.confidence:.4f}"
    return prediction.label or "", sure, f"{prediction.milliseconds:.2f}"


def _safe(cell: str) -> str:
    return clean(f"'{cell}" if cell.startswith(_FORMULA) else cell)
