"""The user's examples, and what became of every row of the input."""

from collections.abc import Iterable
from dataclasses import dataclass

FoldedText = tuple[str, str]
MOST_CONFLICT_LINES = 5


@dataclass(frozen=True)
class Row:
    """One example."""

    text: str
    label: str | None
    """None: no label is known; it is to be predicted and cannot be scored."""
    line: int
    """Line of the input it starts on (row number of a spreadsheet), from 1."""
    second: str | None = None
    """The other text, when the table holds pairs."""

    @property
    def folded(self) -> FoldedText:
        """What makes two rows the same: their texts, whatever their capitals and the width of their spaces."""
        return _folded(self.text), _folded(self.second or "")


@dataclass(frozen=True)
class Counts:
    """What became of every row of the input: ``rows`` is the sum of all others but ``lone`` and ``unlabelled``."""

    rows: int
    """Rows found, the header not counted."""
    used: int
    blank: int
    """Blank lines passed over."""
    duplicates: int
    """Rows dropped because their text was there before: kept, they could be learnt from and then tested on."""
    in_test: int = 0
    """Training rows dropped because their text stands in the test file."""
    conflicts: int = 0
    """Rows dropped because their text stands under two labels, and no model can be right on both."""
    conflict_lines: tuple[int, ...] = ()
    """Lines of the first of them, at most 5."""
    unlabelled: int = 0
    """Of the used rows: those without a label."""
    lone: int = 0
    """Of the used rows: those that are the only one of their class."""
    form: str = ""
    """``csv``, ``tsv``, ``semicolon``, ``jsonl``, ``json`` or ``xlsx``."""
    encoding: str = ""
    """``utf-8``, ``utf-16``, ``gb18030`` or ``windows-1252``; "" for pastes and spreadsheets."""
    text_column: str = ""
    second_column: str = ""
    label_column: str = ""
    """Names of the columns read; their numbers, from 1, where there is no header."""


@dataclass(frozen=True)
class Rows:
    """A usable table: every text once, and for training at least two classes."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    """The classes, in order of first appearance."""
    counts: Counts

    @property
    def labelled(self) -> tuple[Row, ...]:
        """Rows that can be learnt from or scored."""
        return tuple(row for row in self.rows if row.label is not None)

    @property
    def unlabelled(self) -> tuple[Row, ...]:
        """Rows to be predicted only."""
        return tuple(row for row in self.rows if row.label is None)

    @property
    def pairs(self) -> bool:
        """Whether every row holds two texts."""
        return any(row.second is not None for row in self.rows)


@dataclass(frozen=True)
class Distinct:
    """Rows with every text once, and those left out for it."""

    rows: tuple[Row, ...]
    duplicates: int
    in_test: int
    conflicts: tuple[Row, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, in order of first appearance."""
        return tuple(dict.fromkeys(row.label for row in self.rows if row.label is not None))


def distinct(rows: Iterable[Row], test: Iterable[Row] = ()) -> Distinct:
    """Each text once, with a label if any of its rows has one; none of the texts in ``test``, or under two labels."""
    tested = {row.folded for row in test}
    same: dict[FoldedText, list[Row]] = {}
    in_test = 0
    for row in rows:
        key = row.folded
        if key in tested:
            in_test += 1
        else:
            same.setdefault(key, []).append(row)
    agreed = [group for group in same.values() if len({row.label for row in group} - {None}) < 2]
    kept = tuple(next((row for row in group if row.label is not None), group[0]) for group in agreed)
    disputed = [row for group in same.values() for row in group if len({row.label for row in group} - {None}) > 1]
    duplicates = sum(map(len, agreed)) - len(agreed)
    return Distinct(kept, duplicates, in_test, tuple(sorted(disputed, key=lambda row: row.line)))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
