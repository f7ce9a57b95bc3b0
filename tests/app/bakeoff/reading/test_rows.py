"""Every text once, and every row that is left out counted."""

from app.bakeoff.reading.rows import Row, distinct


def rows(*items: tuple[str, str | None]) -> list[Row]:
    return [Row(text, label, line) for line, (text, label) in enumerate(items, start=1)]


def test_the_first_of_equal_rows_stays() -> None:
    kept = distinct(rows(("a", "x"), ("b", "y"), ("a", "x"), ("a", None)))
    assert [row.line for row in kept.rows] == [1, 2]
    assert (kept.duplicates, kept.conflicts, kept.in_test) == (2, (), 0)


def test_a_label_given_later_is_not_lost() -> None:
    assert distinct(rows(("a", None), ("b", "y"), ("a", "x"))).rows[0] == Row("a", "x", 3)


def test_capitals_and_spaces_make_no_other_text() -> None:
    kept = distinct(rows(("Good  food", "x"), ("good\nFOOD", "x"), ("good food!", "x"), ("ＧＯＯＤ", "x")))
    assert [row.line for row in kept.rows] == [1, 3, 4]
    assert kept.rows[0].text == "Good  food"


def test_a_text_under_two_labels_is_left_out_altogether() -> None:
    kept = distinct(rows(("a", "x"), ("b", "y"), ("A", "y"), ("a", None), ("c", "z")))
    assert [row.line for row in kept.rows] == [2, 5]
    assert [row.line for row in kept.conflicts] == [1, 3, 4]
    assert kept.duplicates == 0
    assert kept.labels == ("y", "z")


def test_texts_of_the_test_file_leave_the_training_rows() -> None:
    kept = distinct(rows(("a", "x"), ("b", "y"), ("A ", "y")), test=rows(("a", "z")))
    assert [row.line for row in kept.rows] == [2]
    assert (kept.in_test, kept.conflicts) == (2, ())


def test_pairs_are_the_same_only_when_both_texts_are() -> None:
    pairs = [Row("a", "x", 1, "b"), Row("a", "y", 2, "c"), Row("A", "x", 3, "B"), Row("b", "x", 4, "a")]
    kept = distinct(pairs)
    assert [row.line for row in kept.rows] == [1, 2, 4]
    assert kept.duplicates == 1
