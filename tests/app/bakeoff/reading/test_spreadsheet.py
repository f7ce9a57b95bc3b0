"""Excel workbooks, written by a real writer."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.read import Limits, columns_of, read_file

LIMITS = Limits(bytes=1_000_000)
EIGHT = [(f"text {n}", n % 2) for n in range(8)]


def workbook(path: Path, rows: Sequence[tuple[Any, ...]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_rows_keep_their_numbers_and_whole_numbers_lose_their_point(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("text", "label"), *EIGHT[:2], (), ("  ", None), ("more", 1.0), *EIGHT[2:]])
    rows = read_file(path, LIMITS)
    assert [(row.text, row.label, row.line) for row in rows.rows[:3]] == [
        ("text 0", "0", 2),
        ("text 1", "1", 3),
        ("more", "1", 6),
    ]
    assert (rows.counts.form, rows.counts.encoding, rows.counts.blank, rows.counts.rows) == ("xlsx", "", 2, 11)


def test_trailing_empty_rows_and_columns_are_not_there(tmp_path: Path) -> None:
    rows = [("text", "label", None), *[(*row, None) for row in EIGHT], *[(None, "", " ")] * 50]
    path = workbook(tmp_path / "a.xlsx", rows)
    assert read_file(path, LIMITS).counts.blank == 0
    assert columns_of(path).header == ("text", "label")


def test_dates_truths_and_fractions_are_written_as_shown(tmp_path: Path) -> None:
    values = [date(2024, 5, 1), datetime(2024, 5, 1, 9, 30), True, 0.25, 3, "退款 申请"]
    path = workbook(tmp_path / "a.xlsx", [("text", "label"), *[(f"t{n}", v) for n, v in enumerate(values)], *EIGHT])
    labels = read_file(path, LIMITS).labels
    assert labels[:6] == ("2024-05-01", "2024-05-01T09:30:00", "TRUE", "0.25", "3", "退款 申请")


def test_cells_may_hold_line_breaks_delimiters_and_quotes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("text", "label"), ('a "b", c;\nd\te', 0), *EIGHT])
    assert read_file(path, LIMITS).rows[0].text == 'a "b", c;\nd\te'


def test_the_first_sheet_with_data_is_read_and_unlabelled_rows_stay(tmp_path: Path) -> None:
    book = Workbook()
    second, third = book.create_sheet("data"), book.create_sheet("other")
    second.append(["idx", "评论", "情感"])
    for number, row in enumerate(EIGHT):
        second.append([number, *row])
    second.append([9, "open", None])
    third.append(["text", "label"])
    book.save(tmp_path / "a.xlsx")
    rows = read_file(tmp_path / "a.xlsx", LIMITS)
    assert (rows.counts.used, rows.counts.unlabelled, rows.counts.text_column) == (9, 1, "评论")


def test_the_content_tells_a_workbook_not_its_name(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [("text", "label"), *EIGHT]).rename(tmp_path / "a.csv")
    assert read_file(tmp_path / "a.csv", LIMITS).counts.form == "xlsx"


def test_a_dimension_written_wrong_loses_no_rows(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", [("text", "label"), *EIGHT])
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(wrong, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'ref="A1:B9"', b'ref="A1"'))
    assert wrong.read_bytes() != whole.read_bytes()
    assert read_file(wrong, LIMITS).counts.used == 8


def test_a_row_without_a_text_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("text", "label"), *EIGHT, (None, 1)])
    with pytest.raises(RowsError) as caught:
        read_file(path, LIMITS)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("no_text", 10)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04" + b"\0" * 100, "broken_sheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old_excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_what_is_no_open_workbook_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(RowsError) as caught:
        read_file(path, LIMITS)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert "a.xlsx" in caught.value.says("en") and "a.xlsx" in caught.value.says("zh")


def test_another_kind_of_archive_and_a_cut_workbook_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("rows.csv", "text,label\n")
    whole = workbook(tmp_path / "b.xlsx", [("text", "label"), *EIGHT]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    for name in ("a.zip", "b.xlsx"):
        with pytest.raises(RowsError, match="no readable Excel workbook"):
            read_file(tmp_path / name, LIMITS)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    with pytest.raises(RowsError, match=r"30\.0 MB"):
        read_file(tmp_path / "a.xlsx", LIMITS)


def test_a_cell_far_astray_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("text", "label", *[None] * 16_000, "x"), *EIGHT])
    with pytest.raises(RowsError, match="16,003 columns"):
        read_file(path, LIMITS)


def test_a_workbook_without_data_is_empty(tmp_path: Path) -> None:
    with pytest.raises(RowsError, match="nothing"):
        read_file(workbook(tmp_path / "a.xlsx", []), LIMITS)
