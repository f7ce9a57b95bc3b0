"""Large tables: read in seconds up to the limits, refused beyond them, never cut."""

import time

import pytest

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.read import Limits, columns_of, read_text

LIMITS = Limits()


def table(rows: int, classes: int) -> str:
    words = " ".join(["word"] * 19)
    return "text,label\n" + "".join(f"{words} {n},class {n % classes}\n" for n in range(rows))


def refused(text: str, limits: Limits = LIMITS) -> list[tuple[str, int | None]]:
    with pytest.raises(RowsError) as caught:
        read_text(text, limits)
    assert caught.value.says("en") and caught.value.says("zh")
    return [(fault.code, fault.line) for fault in caught.value.faults]


def test_twenty_thousand_rows_are_read_in_two_seconds() -> None:
    text = table(20_000, 77)
    start = time.process_time()
    rows = read_text(text, LIMITS)
    assert time.process_time() - start < 2
    assert (rows.counts.used, len(rows.labels)) == (20_000, 77)
    start = time.process_time()
    assert columns_of(text).rows == 20_000
    assert time.process_time() - start < 1


def test_one_row_more_is_refused_with_the_number_found_and_the_setting() -> None:
    assert refused(table(20_001, 2)) == [("too_many", None)]
    with pytest.raises(RowsError, match=r"found 20,001 rows; expected at most 20,000 \(setting BOG_MAX_ROWS\)"):
        read_text(table(20_001, 2), LIMITS)


def test_two_to_a_hundred_and_fifty_classes() -> None:
    assert len(read_text(table(20, 2), LIMITS).labels) == 2
    assert len(read_text(table(300, 150), LIMITS).labels) == 150
    assert refused(table(302, 151)) == [("many_classes", None)]


def test_scores_are_told_from_classes() -> None:
    assert refused("text,score\n" + "".join(f"t {n},{n / 7:.3f}\n" for n in range(200))) == [("scores", None)]


def test_seven_labelled_rows_are_too_few_and_eight_will_do() -> None:
    assert refused(table(7, 2) + "open,\n") == [("few_rows", None)]
    assert read_text(table(8, 2), LIMITS).counts.used == 8


@pytest.mark.parametrize("chars", [10_000, 100_000])
def test_long_texts_are_read_whole(chars: int) -> None:
    rows = read_text(table(8, 2) + "x" * chars + ",class 1\n", LIMITS)
    assert len(rows.rows[-1].text) == chars


def test_fields_that_are_data_make_no_table() -> None:
    assert refused("".join(f'{{"word {n}": 1}}\n' for n in range(501))) == [("too_wide", None)]


def test_longer_texts_are_refused() -> None:
    assert refused(table(8, 2) + "x" * 100_001 + ",class 1\n") == [("too_long", 10)]


def test_a_paste_is_measured_in_bytes() -> None:
    assert refused("文" * 400, Limits(bytes=1_000)) == [("too_big", None)]
    assert refused("x" * 400, Limits(bytes=1_000)) == [("no_delimiter", 1)]
