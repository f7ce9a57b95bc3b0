"""Excel workbooks: the first sheet with data, formulas by the value they last had."""

import io
import zipfile
from datetime import datetime
from typing import Any

from app.bakeoff.reading.faults import Fault, RowsError
from app.bakeoff.reading.header import parted
from app.bakeoff.reading.sheet import Line, Sheet, check_width

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
"""Container of the old format, and of workbooks with a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_UNPACKED = 20
"""Times its size on disk that a workbook may unpack to; XML of texts unpacks to five to ten times."""


def is_workbook(data: bytes) -> bool:
    """Whether a file is a workbook of any age, whatever its name says."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, name: str, most_bytes: int) -> Sheet:
    """Read the first sheet that has data; line numbers are row numbers.

    Raises:
        RowsError: if it is in the old format, has a password, is broken, has more than 500 columns, or unpacks to
            over 20 times ``most_bytes``.
    """
    if data.startswith(_OLE):
        raise RowsError(_refused("password" if _ENCRYPTED in data else "old_excel", name))
    try:
        _check_size(data, most_bytes)
        rows = _rows(data)
    except RowsError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers meet in a broken file
        raise RowsError(_refused("broken_sheet", name)) from error
    width = max((len(row) for row in rows), default=0)
    check_width(width)
    lines = [Line(at, tuple(row + [""] * (width - len(row)))) for at, row in enumerate(rows, start=1) if row]
    header, examples = parted(lines)
    return Sheet(header, examples, len(rows) - len(lines), (), "xlsx")


def _refused(code: Any, name: str) -> Fault:
    found, expected = {
        "password": (f"'{name}', which has a password", "a workbook without one"),
        "old_excel": (f"'{name}' in the old Excel format (.xls)", "the same saved as .xlsx or CSV"),
        "broken_sheet": (f"'{name}', which is no readable Excel workbook", "an .xlsx file, or the same saved as CSV"),
    }[code]
    return Fault(code, None, found, expected, {"name": name})


def _check_size(data: bytes, most_bytes: int) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED * most_bytes:
        raise RowsError(too_big(unpacked, MOST_UNPACKED * most_bytes))


def too_big(found: int, most: int) -> Fault:
    """That there are more bytes than are read."""
    values = {"size": f"{found / 1e6:.1f}", "most": f"{most / 1e6:g}"}
    expected = f"at most {values['most']} MB (setting BOG_MAX_UPLOAD_MB)"
    return Fault("too_big", None, f"{values['size']} MB", expected, values)


def _rows(data: bytes) -> list[list[str]]:
    """All rows of the first sheet with data up to its last one with any, an empty list for an empty row."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write wrong ones, and rows get lost
        rows = [_without_tail([_cell(value) for value in row]) for row in sheet.values]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            return rows
    return []


def _without_tail(cells: list[str]) -> list[str]:
    """All up to the last cell with something in it."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: Any) -> str:
    """As a reader of the sheet would write it: whole numbers without a point, dates in ISO form."""
    from openpyxl.utils.escape import unescape

    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (value.date() if value.time() == value.time().min else value).isoformat()
    text = str(value)
    return (unescape(text) if "_x" in text else text).strip()
