"""Reads what was drawn."""

from html.parser import HTMLParser
from xml.etree import ElementTree


class Cells(HTMLParser):
    """Texts of all cells, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        self._open = tag in {"td", "th"} or (self._open and tag in {"small", "span"})

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._open = False

    def of(self, name: str) -> list[str]:
        """The row that begins so."""
        return next(row for row in self.rows if row and row[0].startswith(name))


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(html)
