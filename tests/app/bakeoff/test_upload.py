"""Files in the encodings people have."""

import codecs
from pathlib import Path

import pytest

from app.bakeoff.faults import RowsError
from app.bakeoff.upload import MOST_BYTES, read_upload

TABLE = "text,label\n送得很快，味道好,好评\n饭凉了,差评\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("gb18030"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be with mark", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_the_encoding_is_found(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    assert read_upload(path) == TABLE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"PK\x03\x04\x14\0\0\0\0\0\0", "not_text"),
        (b"a" * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    with pytest.raises(RowsError) as caught:
        read_upload(path)
    assert [fault.code for fault in caught.value.faults] == [code]
