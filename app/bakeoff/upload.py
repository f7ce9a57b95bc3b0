"""Files as people have them: UTF-8 with or without a mark, UTF-16 from Excel, GB18030 from Chinese Windows."""

import codecs
from pathlib import Path

from app.bakeoff.faults import Fault, RowsError

MOST_BYTES = 5_000_000
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_upload(path: Path) -> str:
    """The text of a file, its encoding found by trial.

    Raises:
        RowsError: if the file is larger than 5 MB or is no text in UTF-8, UTF-16 or GB18030.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise RowsError(Fault("too_big", None, f"{size / 1e6:.1f} MB", f"at most {MOST_BYTES / 1e6:g} MB"))
    data = path.read_bytes()
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    expected = "a text file (CSV, TSV or JSON lines) in UTF-8, UTF-16 or GB18030; save a spreadsheet as CSV first"
    raise RowsError(Fault("not_text", None, f"'{path.name}', which cannot be read", expected))


def _candidates(data: bytes) -> tuple[str, ...]:
    """Encodings to try in order; without a mark UTF-16 is likely only where every other byte is zero."""
    if data.startswith(_UTF16_MARKS):
        return ("utf-16",)
    if b"\0" in data:
        return ("utf-16-le", "utf-16-be") if data[1:2] == b"\0" else ("utf-16-be", "utf-16-le")
    return ("utf-8-sig", "gb18030")
