"""Files in the encodings people have."""

import codecs
from pathlib import Path

import pytest

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.read import Limits, columns_of, read_file

LIMITS = Limits(bytes=10_000)
TABLE = "text,label\n" + "".join(f"送得很快，味道好 {n},好评\n饭凉了 {n},差评\n" for n in range(4))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8"),
        (TABLE.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "utf-16"),
        (TABLE.encode("utf-16-le"), "utf-16"),
        (TABLE.encode("utf-16-be"), "utf-16"),
        (TABLE.encode("gb18030"), "gb18030"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be with mark", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_the_encoding_is_found(data: bytes, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    rows = read_file(path, LIMITS)
    assert (rows.labels, rows.counts.used, rows.counts.encoding) == (("好评", "差评"), 8, encoding)
    assert rows.rows[0].text == "送得很快，味道好 0"


def test_accents_are_not_taken_for_chinese(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    table = "text;label\n" + "".join(f"déjà vu à l'étage, café {n};{'oui' if n % 2 else 'à voir'}\n" for n in range(8))
    path.write_bytes(table.encode("cp1252"))
    rows = read_file(path, LIMITS)
    assert (rows.labels, rows.counts.encoding) == (("à voir", "oui"), "windows-1252")
    assert rows.rows[0].text == "déjà vu à l'étage, café 0"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"a" * 10_001, "too_big"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    for read in (read_file, columns_of):
        with pytest.raises(RowsError) as caught:
            read(path, LIMITS)
        assert [fault.code for fault in caught.value.faults] == [code]
        assert caught.value.says("en") and caught.value.says("zh")
