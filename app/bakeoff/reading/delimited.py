"""Delimited lines as people paste and export them: commas, semicolons or tabs; quotes as in CSV."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from app.bakeoff.reading.faults import Fault
from app.bakeoff.reading.header import parted
from app.bakeoff.reading.sheet import Form, Line, Sheet

DELIMITERS: dict[str, Form] = {"\t": "tsv", ";": "semicolon", ",": "csv"}
"""In order of preference: texts hold commas more often than semicolons, and tabs hardly ever."""
LONGEST_CELL = 1_000_000
"""Characters after which a quote was clearly never closed."""


@dataclass(frozen=True)
class _Cut:
    """The text cut by one delimiter."""

    delimiter: str
    lines: list[Line]
    blank: int
    broken: Fault | None

    @property
    def width(self) -> int:
        """Cells in most lines; the first line wins a draw, for it may be a header."""
        return Counter(len(line.values) for line in self.lines).most_common(1)[0][0] if self.lines else 0

    @property
    def fits(self) -> int:
        """Lines that have the usual number of cells, none when that is not even two."""
        width = self.width
        return sum(len(line.values) == width for line in self.lines) if width > 1 else 0


def read_delimited(text: str) -> Sheet:
    """Cut lines at the delimiter that gives most lines the same number of cells; other lines are faults."""
    best = max(_cuts(text), key=lambda cut: (cut.fits, cut.broken is None))
    form = DELIMITERS[best.delimiter]
    if not best.fits:
        expected = "a text and a label, with a comma, semicolon or tab between"
        return Sheet(None, (), best.blank, (best.broken or Fault("no_delimiter", 1, "one cell", expected),), form)
    width = best.width
    lines = [_without_tail(line, width) for line in best.lines]
    faults = [_ragged(line, width) for line in lines if len(line.values) != width]
    if best.broken:
        faults.append(best.broken)
    header, examples = parted([line for line in lines if len(line.values) == width])
    return Sheet(header, examples, best.blank, tuple(faults), form)


def _cuts(text: str) -> list[_Cut]:
    """One for each delimiter, and one for tabs between texts whose quotes mean nothing, as many data sets have them."""
    cuts = [_cut(text, delimiter) for delimiter in DELIMITERS]
    bare = _cut(text, "\t", csv.QUOTE_NONE)
    return cuts if _is_quoted(bare) else [*cuts, bare]


def _is_quoted(bare: _Cut) -> bool:
    """Whether most cells that begin with a quote also end with one, so that it is meant as in CSV."""
    begun = [value for line in bare.lines for value in line.values if value and value.startswith('"')]
    return sum(len(value) > 1 and value.endswith('"') for value in begun) * 2 > len(begun)


def _cut(text: str, delimiter: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> _Cut:
    csv.field_size_limit(LONGEST_CELL)
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, quoting=quoting, skipinitialspace=True, strict=True)
    lines: list[Line] = []
    blank, start = 0, 1
    try:
        for values in reader:
            stripped = tuple(value.strip() for value in values)
            if any(stripped):
                lines.append(Line(start, stripped))
            else:
                blank += reader.line_num + 1 - start
            start = reader.line_num + 1
    except csv.Error as error:
        return _Cut(delimiter, lines, blank, _broken(error, start))
    return _Cut(delimiter, lines, blank, None)


def _broken(error: csv.Error, line: int) -> Fault:
    expected = 'a closing quote, and quotes inside a text doubled: "say ""hi"""'
    return Fault("quotes", line, f"quotes that do not match ({error})", expected)


def _without_tail(line: Line, width: int) -> Line:
    """Empty cells beyond the usual number are an export's way of ending lines."""
    return line if any(line.values[width:]) else Line(line.number, line.values[:width])


def _ragged(line: Line, width: int) -> Fault:
    expected = f"{width}, as in the other lines; put quotes round a text that holds the delimiter"
    values = {"cells": len(line.values), "width": width}
    return Fault("cells", line.number, f"{len(line.values)} cells", expected, values)
