"""Which column holds the text, a second text, and the label: as chosen, by its name, or by what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from app.bakeoff.reading.faults import Fault, RowsError
from app.bakeoff.reading.header import is_number
from app.bakeoff.reading.names import LABEL_NAMES, NO_LABELS, PAIR_NAMES, TEXT_NAMES, plain
from app.bakeoff.reading.sheet import Sheet

LONGEST_LABEL = 200
"""Characters; a longer cell is no name of a class."""


@dataclass(frozen=True)
class Wanted:
    """Columns the user chose: a name in the header, or the number of the column, from 1. None: find it.

    A second text is looked for only where no text column is chosen.
    """

    text: str | None = None
    second: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Places:
    """Where the columns are, from 0; None for what is not found or not there."""

    text: int | None
    second: int | None
    label: int | None

    @property
    def taken(self) -> frozenset[int]:
        """Columns that have their use."""
        return frozenset(at for at in (self.text, self.second, self.label) if at is not None)


@dataclass(frozen=True)
class Columns:
    """Where the columns of an example are, from 0."""

    text: int
    second: int | None
    label: int


def find_columns(sheet: Sheet, wanted: Wanted) -> Columns:
    """The columns chosen, and the best guess for all others.

    Raises:
        RowsError: if a chosen column is not there, chosen twice, or the text or the label cannot be found.
    """
    found = guess(sheet, _chosen(sheet, wanted))
    if found.text is None:
        raise RowsError(_nameless(sheet, "no_text_column", TEXT_NAMES))
    if found.label is None:
        raise RowsError(_nameless(sheet, "no_label_column", LABEL_NAMES))
    return Columns(found.text, found.second, found.label)


def guess(sheet: Sheet, chosen: Places = Places(None, None, None)) -> Places:
    """Fill in what is not chosen: by name, else the only column left, else by content, else the first two."""
    found = _only_left(sheet, _by_content(sheet, _only_left(sheet, _by_name(sheet, chosen))))
    if sheet.header is None and not chosen.taken and len(sheet.names) > 1 and None in (found.text, found.label):
        return Places(0, None, 1)
    return found


def _chosen(sheet: Sheet, wanted: Wanted) -> Places:
    places = [_place(sheet, name) for name in (wanted.text, wanted.second, wanted.label)]
    taken = [at for at in places if at is not None]
    if len(set(taken)) < len(taken):
        name = sheet.names[max(taken, key=taken.count)]
        raise RowsError(Fault("same_column", None, f"'{name}' chosen twice", "a column of its own", {"name": name}))
    return Places(*places)


def _place(sheet: Sheet, name: str | None) -> int | None:
    if name is None:
        return None
    alike = [other.casefold() for other in sheet.names]
    if name in sheet.names:
        return sheet.names.index(name)
    if name.strip().casefold() in alike:
        return alike.index(name.strip().casefold())
    if name.isdecimal() and 1 <= int(name) <= len(sheet.names):
        return int(name) - 1
    values = {"name": name, "columns": ", ".join(sheet.names)}
    found = f"the columns {values['columns']}"
    raise RowsError(Fault("no_such_column", None, found, f"'{name}' to be one of them", values))


def _by_name(sheet: Sheet, chosen: Places) -> Places:
    names = {plain(name): at for at, name in reversed(list(enumerate(sheet.names))) if at not in chosen.taken}
    text, second, label = chosen.text, chosen.second, chosen.label
    if text is None and second is None:
        pair = next((pair for pair in PAIR_NAMES if set(pair) <= set(names)), None)
        text, second = (names[pair[0]], names[pair[1]]) if pair else (None, None)
    if text is None:
        text = next((names[name] for name in TEXT_NAMES if name in names), None)
    if label is None:
        label = next((names[name] for name in LABEL_NAMES if name in names), None)
    return Places(text, second, label)


def _only_left(sheet: Sheet, found: Places) -> Places:
    """Of two columns, the use of one tells the use of the other."""
    if len(sheet.names) != 2 or len(found.taken) != 1:
        return found
    left = 1 - next(iter(found.taken))
    if found.text is None:
        return Places(left, found.second, found.label)
    return found if plain(sheet.names[left]) in NO_LABELS else Places(found.text, found.second, left)


def _by_content(sheet: Sheet, found: Places) -> Places:
    """The label is the column of fewest short values that repeat, the text that of the longest words."""
    left = [at for at in range(len(sheet.names)) if at not in found.taken and plain(sheet.names[at]) not in NO_LABELS]
    label = _most_like_labels(sheet, left) if found.label is None else found.label
    text = _longest(sheet, [at for at in left if at != label]) if found.text is None else found.text
    return Places(text, found.second, label)


def _most_like_labels(sheet: Sheet, places: Sequence[int]) -> int | None:
    classes = {at: set(_cells(sheet, at)) for at in places}
    rows = len(sheet.lines)
    fit = [at for at in places if 2 <= len(classes[at]) <= rows / 2 and max(map(len, classes[at])) <= LONGEST_LABEL]
    return min(fit, key=lambda at: len(classes[at]), default=None)


def _longest(sheet: Sheet, places: Sequence[int]) -> int | None:
    cells = {at: _cells(sheet, at) for at in places}
    fit = [at for at in places if not all(map(is_number, cells[at]))]
    return max(fit, key=lambda at: fmean(map(len, cells[at])), default=None)


def _cells(sheet: Sheet, at: int) -> list[str]:
    return [value for line in sheet.lines if (value := line.values[at])]


def _nameless(sheet: Sheet, code: Literal["no_text_column", "no_label_column"], names: Sequence[str]) -> Fault:
    columns = ", ".join(sheet.names)
    line = sheet.header.number if sheet.header else None
    expected = f"one of them called {', '.join(names)}, or to be chosen"
    return Fault(code, line, f"the columns {columns}", expected, {"columns": columns})
