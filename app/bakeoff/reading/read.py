"""Reading the user's rows: from a paste or a file to usable examples, every row accounted for."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from app.bakeoff.reading.checks import too_many, unlike, unusable
from app.bakeoff.reading.columns import Columns, Wanted, find_columns, guess
from app.bakeoff.reading.delimited import read_delimited
from app.bakeoff.reading.encoding import decoded
from app.bakeoff.reading.examples import examples
from app.bakeoff.reading.faults import Fault, RowsError
from app.bakeoff.reading.json_lines import is_json, read_json
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.rows import MOST_CONFLICT_LINES, Counts, Distinct, Rows, distinct
from app.bakeoff.reading.sheet import Sheet
from app.bakeoff.reading.spreadsheet import is_workbook, read_workbook, too_big

__all__ = ["Limits", "Preview", "Wanted", "columns_of", "read_file", "read_text"]

FIRST_ROWS = 3


@dataclass(frozen=True)
class Preview:
    """What a table looks like before anything is made of it."""

    header: tuple[str, ...]
    """Names of the columns, as :class:`Wanted` takes them; their numbers, from 1, where they have none."""
    has_header: bool
    """Whether the first row was taken for names."""
    text: str | None
    second: str | None
    label: str | None
    """The columns that would be read; None where none is found."""
    rows: int
    """Rows with data, the header not counted."""
    first: tuple[tuple[str, ...], ...]
    """The first 3 of them, whole."""


def read_text(
    text: str, limits: Limits, wanted: Wanted = Wanted(), test: Rows | None = None, *, is_test: bool = False
) -> Rows:
    """Read a paste: CSV, TSV, semicolon-separated values, JSON lines or a JSON array. Empty labels: to be predicted.

    With ``test``, rows whose text stands there are left out. With ``is_test``, a few rows of one class will do.

    Raises:
        RowsError: listing every fault with its line, what was found and what was expected.
    """
    return _rows(_sheet(text, limits), limits, wanted, test, is_test)


def read_file(
    path: Path, limits: Limits, wanted: Wanted = Wanted(), test: Rows | None = None, *, is_test: bool = False
) -> Rows:
    """Read a file like a paste, or an .xlsx workbook; what it is shows in its content, not in its name.

    Raises:
        RowsError: listing every fault with its line, what was found and what was expected.
    """
    return _rows(_sheet(path, limits), limits, wanted, test, is_test)


def columns_of(source: str | Path, limits: Limits = Limits()) -> Preview:
    """The columns of a paste or a file, and which of them would be read.

    Raises:
        RowsError: if nothing can be read as a table. Faults of single lines are told by the reading itself.
    """
    sheet = _sheet(source, limits)
    found = guess(sheet)
    text, second, label = (None if at is None else sheet.names[at] for at in (found.text, found.second, found.label))
    first = tuple(tuple(value or "" for value in line.values) for line in sheet.lines[:FIRST_ROWS])
    return Preview(sheet.names, sheet.header is not None, text, second, label, len(sheet.lines), first)


def _empty() -> Fault:
    return Fault("empty", None, "nothing", "one example a line: a text and its label")


def _sheet(source: str | Path, limits: Limits) -> Sheet:
    """The table as it is cut, with one line at least."""
    _check_size(source, limits)
    sheet = _sheet_of_text(source) if isinstance(source, str) else _sheet_of_file(source, limits)
    if not sheet.lines:
        raise RowsError(*(sheet.faults or [_empty()]))
    return sheet


def _check_size(source: str | Path, limits: Limits) -> None:
    size = len(source.encode(errors="surrogatepass")) if isinstance(source, str) else source.stat().st_size
    if size > limits.bytes:
        raise RowsError(too_big(size, limits.bytes))


def _sheet_of_text(text: str) -> Sheet:
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise RowsError(_empty())
    return read_json(text) if is_json(text) else read_delimited(text)


def _sheet_of_file(path: Path, limits: Limits) -> Sheet:
    data = path.read_bytes()
    if is_workbook(data):
        return read_workbook(data, path.name, limits.bytes)
    file = decoded(data, path.name)
    return replace(_sheet_of_text(file.text), encoding=file.encoding)


def _rows(sheet: Sheet, limits: Limits, wanted: Wanted, test: Rows | None, is_test: bool) -> Rows:
    columns = _columns(sheet, wanted)
    rows, unfit = examples(sheet, columns, limits.chars)
    _stop_at([*sheet.faults, *unfit, *too_many(len(sheet.lines), limits)])
    kept = distinct(rows, test.rows if test else ())
    _stop_at(unusable(kept, limits, is_test))
    found = Rows(kept.rows, kept.labels, _counts(sheet, columns, kept))
    _stop_at(unlike(found, test) if test else [])
    return found


def _stop_at(faults: list[Fault]) -> None:
    if faults:
        raise RowsError(*faults)


def _columns(sheet: Sheet, wanted: Wanted) -> Columns:
    try:
        return find_columns(sheet, wanted)
    except RowsError as error:
        raise RowsError(*sheet.faults, *error.faults) from error


def _counts(sheet: Sheet, columns: Columns, kept: Distinct) -> Counts:
    sizes = Counter(row.label for row in kept.rows if row.label is not None)
    return Counts(
        rows=len(sheet.lines) + sheet.blank,
        used=len(kept.rows),
        blank=sheet.blank,
        duplicates=kept.duplicates,
        in_test=kept.in_test,
        conflicts=len(kept.conflicts),
        conflict_lines=tuple(row.line for row in kept.conflicts[:MOST_CONFLICT_LINES]),
        unlabelled=sum(row.label is None for row in kept.rows),
        lone=sum(size == 1 for size in sizes.values()),
        form=sheet.form,
        encoding=sheet.encoding,
        text_column=sheet.names[columns.text],
        second_column="" if columns.second is None else sheet.names[columns.second],
        label_column=sheet.names[columns.label],
    )
