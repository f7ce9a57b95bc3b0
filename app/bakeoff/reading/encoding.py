"""From bytes to text: UTF-8 with or without a mark, UTF-16 from Excel, GB18030 and Windows-1252 from older programs."""

import codecs
import re
from dataclasses import dataclass

from app.bakeoff.reading.faults import Fault, RowsError

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHOWN = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp1252": "windows-1252"}


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and in what encoding it was."""

    text: str
    encoding: str


def decoded(data: bytes, name: str) -> Decoded:
    """The text of the file of that name, its encoding found by trial.

    Raises:
        RowsError: if it is no text in any of the encodings above.
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return Decoded(text, _SHOWN.get(encoding, encoding))
    expected = "a text file (CSV, TSV, JSON lines) in UTF-8, UTF-16, GB18030 or Windows-1252, or an .xlsx workbook"
    raise RowsError(Fault("not_text", None, f"'{name}', which cannot be read", expected, {"name": name}))


def _candidates(data: bytes) -> tuple[str, ...]:
    """Encodings to try in order; without a mark UTF-16 is likely only where every other byte is zero."""
    if data.startswith(_UTF16_MARKS):
        return ("utf-16",)
    if b"\0" in data:
        return ("utf-16-le", "utf-16-be") if data[1:2] == b"\0" else ("utf-16-be", "utf-16-le")
    return ("utf-8-sig", "gb18030", "cp1252") if _in_runs(data) else ("utf-8-sig", "cp1252")


def _in_runs(data: bytes) -> bool:
    """Whether most bytes above ASCII have a neighbour, as in Chinese; in Western text most stand alone.

    GB18030 accepts much Western text and turns an accented letter and the one after it into a Chinese character.
    """
    runs = re.findall(rb"[\x80-\xff]+", data)
    return sum(len(run) for run in runs if len(run) > 1) * 2 > sum(map(len, runs))
