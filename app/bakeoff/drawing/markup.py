"""HTML that every part shares: escaping, tables, figures. Whatever comes from outside is escaped here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.wording import say
from knowledge.schema import Language

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Row:
    """A row of a table, in plain text."""

    head: str
    cells: Sequence[str]
    side: str = ""
    """Side whose colour it takes; empty for none."""
    small: str = ""
    """Shown under the head, smaller."""
    across: str = ""
    """Shown over the whole row instead of the cells."""


def clean(value: str) -> str:
    """Without the control characters and half characters that no file may hold."""
    return _UNPRINTABLE.sub("\ufffd", value)


def plain(value: str) -> str:
    """Any text as HTML, for content and for attributes."""
    return escape(clean(value))


def table(headers: Sequence[str], rows: Sequence[Row], label: str, kind: str = "") -> str:
    """A table that scrolls by itself where it is too wide; the first header stands over the rows' heads.

    Args:
        headers: with units; as many as a row has cells, and one.
        rows: in the order they are shown.
        label: what the table is, for screen readers.
        kind: class for its style: ``bog-words`` where cells are text, ``bog-pairs`` where only the first is.
    """
    head = "".join(f'<th scope="col">{plain(text)}</th>' for text in headers)
    body = "".join(_row(row, len(headers)) for row in rows)
    return (
        f'<div class="bog-scroll" role="region" tabindex="0" aria-label="{plain(label)}"><table class="{kind}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Row, columns: int) -> str:
    small = f"<small>{plain(row.small)}</small>" if row.small else ""
    cells = "".join(f"<td>{plain(cell)}</td>" for cell in row.cells)
    if row.across:
        cells = f'<td class="across" colspan="{columns - 1}"><span>{plain(row.across)}</span></td>'
    side = f' class="side-{row.side}"' if row.side else ""
    return f'<tr{side}><th scope="row">{plain(row.head)}{small}</th>{cells}</tr>'


def figure(title: str, picture: str, caption: str, numbers: str, language: Language) -> str:
    """A picture with what one sees in it, and its numbers to unfold."""
    return (
        f'<figure class="bog-run"><h3>{plain(title)}</h3>{picture}<figcaption>{plain(caption)}</figcaption>'
        f"<details><summary>{plain(say('check.report.numbers', language))}</summary>{numbers}</details></figure>"
    )


def part(title: str, *content: str) -> str:
    """A titled part of the report."""
    return f'<section class="bog-run"><h3>{plain(title)}</h3>{"".join(content)}</section>'


def notes(lines: Sequence[str]) -> str:
    """Remarks, one a line; empty without any."""
    items = "".join(f"<li>{plain(line)}</li>" for line in lines)
    return f'<ul class="notes">{items}</ul>' if items else ""
