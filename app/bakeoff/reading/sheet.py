"""A table as it was cut, before anybody knows which column is what."""

from dataclasses import dataclass
from typing import Literal

from app.bakeoff.reading.faults import Fault, RowsError

Form = Literal["csv", "tsv", "semicolon", "jsonl", "json", "xlsx"]
MOST_COLUMNS = 500
"""Beyond these a cell went astray, or fields hold data as their names; filling up all lines would take gigabytes."""


@dataclass(frozen=True)
class Line:
    """One row of cells."""

    number: int
    """Line of the input it starts on (row of a spreadsheet), from 1."""
    values: tuple[str | None, ...]
    """Cells without the space around them, "" when empty; None where JSON has no such field, a list or an object."""


@dataclass(frozen=True)
class Sheet:
    """What could be read and what could not; every line has a cell for each of ``names``."""

    header: Line | None
    """The first row, where it names the columns instead of being an example."""
    lines: tuple[Line, ...]
    blank: int
    """Blank lines passed over."""
    faults: tuple[Fault, ...]
    form: Form
    encoding: str = ""
    """Of a text file; "" for pastes and spreadsheets."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns; the number of the column, from 1, where it has none or the same as one before."""
        first = self.header or (self.lines[0] if self.lines else Line(1, ()))
        names: list[str] = []
        for number, value in enumerate(first.values, start=1):
            named = self.header is not None and value and value not in names
            names.append(value if named and value else str(number))
        return tuple(names)


def check_width(columns: int) -> None:
    """Refuse tables too wide to be any.

    Raises:
        RowsError: if there are more than 500 columns.
    """
    if columns > MOST_COLUMNS:
        values = {"columns": f"{columns:,}", "most": MOST_COLUMNS}
        raise RowsError(Fault("too_wide", None, f"{columns:,} columns", f"at most {MOST_COLUMNS}", values))
