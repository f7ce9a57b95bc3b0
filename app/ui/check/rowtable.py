"""The row-by-row table: which rows to show, and what a reader's corrected labels come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.bakeoff.drawing import sides
from app.bakeoff.record import Asked, Prediction, Record
from app.bakeoff.report import Report, Score
from app.wording import say
from knowledge.schema import Language

Filter = Literal["all", "disagree", "encoder_wrong", "decoder_wrong", "all_wrong"]
FILTERS: tuple[Filter, ...] = get_args(Filter)
SHOWN_CHARS = 300
"""Characters shown of a text."""


@dataclass(frozen=True)
class Table:
    """The table as shown; a cell is text or a line number."""

    headers: list[str]
    rows: list[list[str | int]]
    widths: list[int]
    """Of the columns, in pixels."""
    label: int
    """Column of the label, the only one that can be edited."""


def table(report: Report, wanted: Filter, language: Language) -> Table:
    """The rows a filter leaves, with every contestant's answer."""
    record = report.record
    names = [entrant.name for entrant in record.entrants]
    texts = [say("check.text", language), *([say("check.tab.second", language)] if has_pairs(record) else [])]
    headers = [say("check.tab.line", language), *texts, say("check.label", language), *names]
    rows = [_cells(row, has_pairs(record), language) for row in kept(report, wanted)]
    widths = [60, *(340 for _ in texts), 150, *(170 for _ in names)]
    return Table(headers, rows, widths, label_column(record))


def has_pairs(record: Record) -> bool:
    """Whether rows hold two texts."""
    return any(row.second is not None for row in record.asked)


def label_column(record: Record) -> int:
    """Place of the label in the table: after the line and the texts."""
    return 3 if has_pairs(record) else 2


def kept(report: Report, wanted: Filter) -> tuple[Asked, ...]:
    """The rows a filter leaves; all filters but ``all`` and ``disagree`` ask for a known label."""
    test = _tests(report)[wanted]
    return tuple(row for row in report.record.asked if test(row))


def corrections(record: Record, shown: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Labels of a shown table, whatever its order, that differ from the record's; by line."""
    column = label_column(record)
    known = {row.line: row.label or "" for row in record.asked}
    said = {int(cells[0]): str(cells[column] if cells[column] is not None else "").strip() for cells in shown}
    return {line: label for line, label in said.items() if line in known and label != known[line]}


def class_named(record: Record, label: str) -> str | None:
    """The class of that name, capitals ignored where that leaves no doubt; None if there is none."""
    if label in record.labels:
        return label
    alike = [name for name in record.labels if name.casefold() == label.casefold()]
    return alike[0] if len(alike) == 1 else None


def changed(record: Record, original: Record) -> int:
    """How many rows have another label than in the original."""
    return sum(now.label != then.label for now, then in zip(record.asked, original.asked, strict=True))


def _cells(row: Asked, pairs: bool, language: Language) -> list[str | int]:
    texts = [row.text[:SHOWN_CHARS], *([(row.second or "")[:SHOWN_CHARS]] if pairs else [])]
    return [row.line, *texts, row.label or "", *(answer(said, language) for said in row.predictions)]


def answer(said: Prediction | None, language: Language) -> str:
    """One contestant's answer to one row, in a few words."""
    if said is None:
        return "–"
    if said.error:
        return say("check.failed_row", language, why=said.error[:120])
    if said.invalid:
        return say("check.invalid_row", language, raw=said.raw[:60])
    return said.label or "–" if said.confidence is None else f"{said.label} {said.confidence:.0%}"


def _tests(report: Report) -> dict[Filter, Callable[[Asked], bool]]:
    encoder, decoder = _place(report, sides.encoder(report)), _place(report, sides.decoder(report))
    return {
        "all": lambda row: True,
        "disagree": lambda row: _asked(row, encoder, decoder) and _said(row, encoder) != _said(row, decoder),
        "encoder_wrong": lambda row: _wrong(row, encoder),
        "decoder_wrong": lambda row: _wrong(row, decoder),
        "all_wrong": _nobody_right,
    }


def _place(report: Report, score: Score | None) -> int | None:
    """Position of its answers, which stand in the order of the scores."""
    return report.place(score.key) if score else None


def _asked(row: Asked, *places: int | None) -> bool:
    return all(place is not None and row.predictions[place] is not None for place in places)


def _nobody_right(row: Asked) -> bool:
    return row.label is not None and all(said is None or said.label != row.label for said in row.predictions)


def _said(row: Asked, place: int | None) -> str | None:
    said = row.predictions[place] if place is not None else None
    return said.label if said else None


def _wrong(row: Asked, place: int | None) -> bool:
    said = row.predictions[place] if place is not None else None
    return row.label is not None and said is not None and not said.error and said.label != row.label
