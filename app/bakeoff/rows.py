"""The user's examples: from pasted text or a file to rows with a text and perhaps a label."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.bakeoff.faults import Fault, RowsError
from app.bakeoff.table import Cells, read_json_lines, read_table

FEWEST_CLASSES = 2


@dataclass(frozen=True)
class Row:
    """One example."""

    text: str
    label: str | None
    """None: no label is known; it is to be predicted and cannot be scored."""
    line: int
    """Line of the input it starts on, from 1."""


@dataclass(frozen=True)
class Rows:
    """A usable table: at least two classes, every text once."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    """The classes, in order of first appearance."""
    blank: int
    """Blank lines passed over."""
    duplicates: int
    """Rows dropped because their text was there before: kept, they could be learnt from and then tested on."""

    @property
    def labelled(self) -> tuple[Row, ...]:
        """Rows that can be learnt from or scored."""
        return tuple(row for row in self.rows if row.label is not None)

    @property
    def unlabelled(self) -> tuple[Row, ...]:
        """Rows to be predicted only."""
        return tuple(row for row in self.rows if row.label is None)


def parse_rows(text: str, most_rows: int) -> Rows:
    """Read CSV, TSV, semicolon-separated values or JSON lines; the delimiter is found, nothing else is guessed.

    The columns are found by their names when the first row is a header, and are the first two otherwise. An
    empty label cell means "to be predicted".

    Raises:
        RowsError: listing every fault with its line, what was found and what was expected.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise RowsError(Fault("empty", None, "nothing", "one example a line: a text and its label"))
    read = read_json_lines if text.lstrip().startswith(("{", "[")) else read_table
    table = read(text)
    rows, duplicates, conflicts = _unique(table.cells)
    faults = [*table.faults, *conflicts]
    if len(rows) > most_rows:
        faults.append(Fault("too_many", None, f"{len(rows)} rows", f"at most {most_rows}"))
    labels = tuple(dict.fromkeys(row.label for row in rows if row.label is not None))
    if not faults and len(labels) < FEWEST_CLASSES:
        faults.append(_one_class(labels))
    if faults:
        raise RowsError(*sorted(faults, key=lambda fault: fault.line or 0))
    return Rows(rows, labels, table.blank, duplicates)


def _one_class(labels: tuple[str, ...]) -> Fault:
    found = f"only the label '{labels[0]}'" if labels else "no label at all"
    return Fault("one_class", None, found, "labelled examples of at least two classes, better eight of each")


def _unique(cells: Iterable[Cells]) -> tuple[tuple[Row, ...], int, list[Fault]]:
    """Each text once; the same text under two labels is a fault, for no model can be right on both."""
    kept: dict[str, Row] = {}
    duplicates, faults = 0, []
    for cell in cells:
        row = Row(cell.text, cell.label or None, cell.line)
        before = kept.setdefault(row.text, row)
        if before is row:
            continue
        duplicates += 1
        if before.label is None:
            kept[row.text] = row
        elif row.label not in {None, before.label}:
            expected = f"'{before.label}', its label on line {before.line}"
            faults.append(Fault("conflict", row.line, f"the same text with label '{row.label}'", expected))
    return tuple(kept.values()), duplicates, faults
