"""From cells to examples: each line is a row or a fault."""

from collections.abc import Sequence

from app.bakeoff.reading.columns import LONGEST_LABEL, Columns
from app.bakeoff.reading.faults import Fault
from app.bakeoff.reading.rows import Row
from app.bakeoff.reading.sheet import Line, Sheet


def examples(sheet: Sheet, columns: Columns, most_chars: int) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """The rows, and the faults of lines that are none."""
    read = [_example(line, columns, sheet.names, most_chars) for line in sheet.lines]
    rows = tuple(item for item in read if isinstance(item, Row))
    return rows, tuple(item for item in read if isinstance(item, Fault))


def _example(line: Line, columns: Columns, names: Sequence[str], most_chars: int) -> Row | Fault:
    text, label = line.values[columns.text], line.values[columns.label]
    second = None if columns.second is None else line.values[columns.second]
    if text is None:
        return _no_value(line, names[columns.text])
    if label is None:
        return _no_value(line, names[columns.label])
    if columns.second is not None and second is None:
        return _no_value(line, names[columns.second])
    fault = _unfit(line, text, second, label, most_chars)
    return fault or Row(text, " ".join(label.split()) or None, line.number, second)


def _unfit(line: Line, text: str, second: str | None, label: str, most_chars: int) -> Fault | None:
    if not text:
        found = f"the label '{label}' without a text" if label else "no text"
        return Fault("no_text", line.number, found, "a text")
    if second == "":
        return Fault("no_second", line.number, "one text", "two, for the table holds pairs")
    longest = max(len(text), len(second or ""))
    if longest > most_chars:
        values = {"chars": f"{longest:,}", "most": f"{most_chars:,}"}
        return Fault("too_long", line.number, f"{longest:,} characters", f"at most {most_chars:,}", values)
    if len(label) > LONGEST_LABEL:
        expected = f"the name of a class, at most {LONGEST_LABEL}"
        values = {"chars": f"{len(label):,}", "most": str(LONGEST_LABEL)}
        return Fault("long_label", line.number, f"a label of {len(label):,} characters", expected, values)
    return None


def _no_value(line: Line, name: str) -> Fault:
    found = f"no text or number in the field '{name}'"
    return Fault("json_field", line.number, found, "one in every object; null for a label not known", {"name": name})
