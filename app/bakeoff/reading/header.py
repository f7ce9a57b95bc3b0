"""Whether the first row names the columns or is an example itself."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

from app.bakeoff.reading.names import KNOWN_NAMES, plain
from app.bakeoff.reading.sheet import Line

LONGEST_NAME = 60
"""Characters; a longer first cell is a text."""
FEWEST_ROWS = 8
"""Rows below which contents prove nothing about the first one."""


def parted(lines: Sequence[Line]) -> tuple[Line | None, tuple[Line, ...]]:
    """The header, if there is one, and the examples."""
    if lines and _is_header(lines[0], lines[1:]):
        return lines[0], tuple(lines[1:])
    return None, tuple(lines)


def is_number(value: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_header(first: Line, rest: Sequence[Line]) -> bool:
    cells = [value or "" for value in first.values]
    if max(map(len, cells), default=0) > LONGEST_NAME:
        return False
    columns = [[line.values[at] or "" for line in rest] for at in range(len(cells))]
    known = [at for at, cell in enumerate(cells) if plain(cell) in KNOWN_NAMES]
    if len(known) == 1:
        return cells[known[0]] not in columns[known[0]]  # "question" heads a column, and is a class of others
    return bool(known) or _unlike(cells, columns)


def _unlike(cells: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether the first row, by no known name, still is of another kind than all rows below it."""
    if len(columns[0]) < FEWEST_ROWS or len(set(cells)) < len(cells) or not all(cells) or any(map(is_number, cells)):
        return False
    if any(cell in column for cell, column in zip(cells, columns, strict=True)):
        return False
    lengths = [fmean(map(len, column)) for column in columns]
    short = len(cells[lengths.index(max(lengths))]) * 2 < max(lengths)
    return short and any(_numbers(column) or _classes(column) for column in columns)


def _numbers(column: Sequence[str]) -> bool:
    return all(map(is_number, column))


def _classes(column: Sequence[str]) -> bool:
    """Whether every value stands there twice at least."""
    return min(Counter(column).values()) > 1
