"""Tables as people paste them: delimited lines or JSON lines, taken apart into text and label cells."""

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.bakeoff.faults import Fault

TEXT_NAMES = ("text", "sentence", "review", "question", "文本", "内容", "句子")
LABEL_NAMES = ("label", "class", "category", "标签", "类别")
DELIMITERS = ("\t", ";", ",")
"""In order of preference: texts hold commas more often than semicolons, and tabs hardly ever."""
LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Cells:
    """One example as found; ``label`` is empty when its cell was."""

    line: int
    text: str
    label: str


@dataclass(frozen=True)
class Table:
    """What could be read and what could not."""

    cells: tuple[Cells, ...]
    blank: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _Line:
    number: int
    values: list[str]


@dataclass(frozen=True)
class _Parse:
    """The text cut by one delimiter."""

    delimiter: str
    lines: list[_Line]
    blank: int
    broken: Fault | None

    @property
    def width(self) -> int:
        """Cells in most lines; the first line wins a draw, for it may be a header."""
        return Counter(len(line.values) for line in self.lines).most_common(1)[0][0] if self.lines else 0

    @property
    def fits(self) -> int:
        """Lines that have the usual number of cells, none when that is not even two."""
        return sum(len(line.values) == self.width for line in self.lines) if self.width > 1 else 0


@dataclass(frozen=True)
class _Columns:
    text: int
    label: int
    header: bool


def read_table(text: str) -> Table:
    """Cut delimited lines; quotes as in CSV, so that a text may hold delimiters and line breaks."""
    parses = [_cut(text, delimiter) for delimiter in DELIMITERS]
    best = max(parses, key=lambda parse: (parse.fits, parse.broken is None))
    if not best.fits:
        first = best.broken or Fault("no_delimiter", 1, "one cell", "a text and a label, with a comma or tab between")
        return Table((), best.blank, (first,))
    columns = _columns(best)
    if isinstance(columns, Fault):
        return Table((), best.blank, (columns,))
    cells: list[Cells] = []
    faults = [best.broken] if best.broken else []
    for line in best.lines[1:] if columns.header else best.lines:
        found = _cells(line, best.width, columns)
        cells.append(found) if isinstance(found, Cells) else faults.append(found)
    return Table(tuple(cells), best.blank, tuple(faults))


def read_json_lines(text: str) -> Table:
    """Read one JSON object a line, with the same names as columns have."""
    cells: list[Cells] = []
    faults: list[Fault] = []
    blank = 0
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            blank += 1
            continue
        found = _from_json(line, number)
        cells.append(found) if isinstance(found, Cells) else faults.append(found)
    return Table(tuple(cells), blank, tuple(faults))


def _cut(text: str, delimiter: str) -> _Parse:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[_Line] = []
    blank, start = 0, 1
    try:
        for values in reader:
            stripped = [value.strip() for value in values]
            if any(stripped):
                lines.append(_Line(start, stripped))
            else:
                blank += 1
            start = reader.line_num + 1
    except csv.Error as error:
        expected = 'a closing quote, and quotes inside a text doubled: "say ""hi"""'
        return _Parse(delimiter, lines, blank, Fault("quotes", start, str(error), expected))
    return _Parse(delimiter, lines, blank, None)


def _columns(parse: _Parse) -> _Columns | Fault:
    """Where text and label stand; a header that names only one of two columns names the other as well."""
    first = parse.lines[0]
    names = [value.casefold() for value in first.values]
    text = next((names.index(name) for name in TEXT_NAMES if name in names), None)
    label = next((names.index(name) for name in LABEL_NAMES if name in names), None)
    if text is None and label is None:
        return _Columns(0, 1, header=False)
    two = len(names) == 2
    if text is None and label is not None and two:
        text = 1 - label
    if label is None and text is not None and two:
        label = 1 - text
    found = f"columns {', '.join(first.values)}"
    if text is None:
        return Fault("no_text_column", first.number, found, f"one of them called {', '.join(TEXT_NAMES)}")
    if label is None:
        return Fault("no_label_column", first.number, found, f"one of them called {', '.join(LABEL_NAMES)}")
    return _Columns(text, label, header=True)


def _cells(line: _Line, width: int, columns: _Columns) -> Cells | Fault:
    if len(line.values) != width:
        expected = f"{width}, as in the other lines; put quotes round a text that holds the delimiter"
        return Fault("cells", line.number, f"{len(line.values)} cells", expected)
    text, label = line.values[columns.text], line.values[columns.label]
    if not text:
        return Fault("no_text", line.number, f"the label '{label}' without a text" if label else "no text", "a text")
    return Cells(line.number, text, label)


def _from_json(line: str, number: int) -> Cells | Fault:
    example = '{"text": "...", "label": "..."}'
    try:
        item: Any = json.loads(line)
    except ValueError as error:
        return Fault("json", number, f"no JSON ({error})", f"one object a line, such as {example}")
    if not isinstance(item, dict):
        return Fault("json", number, f"a JSON {type(item).__name__}", f"an object such as {example}")
    fields = {str(name).strip().casefold(): value for name, value in item.items()}
    text = next((fields[name] for name in TEXT_NAMES if name in fields), None)
    label_name = next((name for name in LABEL_NAMES if name in fields), None)
    if not isinstance(text, str) or not text.strip():
        return Fault("json_field", number, f"fields {', '.join(fields)}", f"a text under {', '.join(TEXT_NAMES)}")
    if label_name is None or not isinstance(fields[label_name], str | int | None):
        expected = f"a label under {', '.join(LABEL_NAMES)}, null when unknown"
        return Fault("json_field", number, f"fields {', '.join(fields)}", expected)
    label = fields[label_name]
    return Cells(number, text.strip(), "" if label is None else str(label).strip())
