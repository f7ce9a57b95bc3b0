"""Tables as they are pasted: what is read, and how what cannot be read is named."""

import json

import pytest

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.read import Limits, Wanted, read_text
from app.bakeoff.reading.rows import Counts, Row
from app.errors import InputError

LIMITS = Limits(rows=50, bytes=1_000_000)
EXAMPLES = [(f"{word} food {n}", label) for n in range(4) for word, label in (("bad", "neg"), ("good", "pos"))]
MORE = "".join(f"word {number},{'xy'[number % 2]}\n" for number in range(8))
"""Enough rows of the classes x and y to be used, to follow 'text,label' and what is tested."""


def table(template: str, end: str = "\n") -> str:
    return "".join(template.format(id=n, text=t, label=c) + end for n, (t, c) in enumerate(EXAMPLES))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("text,label\n" + table("{text},{label}"), "csv"),
        ("\ufefftext,label\r\n" + table("{text},{label}", "\r\n"), "csv"),
        ("text,label\r" + table("{text},{label}", "\r"), "csv"),
        ("text, label\n" + table('"{text}", "{label}"'), "csv"),
        ("Text,Label,\n" + table("{text},{label},"), "csv"),
        ("Label\tSentence\n" + table("{label}\t{text}"), "tsv"),
        ("文本;标签\n" + table("{text};{label}"), "semicolon"),
        ("id,类别,句子,note\n" + table("{id},{label},{text},"), "csv"),
        ("review,sentiment\n" + table("{text},{label}"), "csv"),
        ("utterance,what_it_is\n" + table("{text},{label}"), "csv"),
        ("what is said,class\n" + table("{text},{label}"), "csv"),
        ("idx\ttext\tlabel\tlabel_text\n" + table("{id}\t{text}\t7\t{label}"), "tsv"),
    ],
)
def test_every_form_of_a_table_gives_the_same_rows(text: str, form: str) -> None:
    rows = read_text(text, LIMITS)
    assert [(row.text, row.label) for row in rows.rows] == EXAMPLES
    assert [row.line for row in rows.rows] == list(range(2, 10))
    assert (rows.labels, rows.counts.form, rows.counts.encoding) == (("neg", "pos"), form, "")
    assert (rows.counts.rows, rows.counts.used) == (8, 8)


def test_json_lines_and_a_json_array_give_the_same_rows_with_their_lines() -> None:
    items = [{"id": 1, "sentence": text, "intent": label, "meta": {"a": [1]}} for text, label in EXAMPLES]
    lines = read_text("\n".join(map(json.dumps, items)), LIMITS)
    array = read_text(json.dumps(items, indent=1), LIMITS)
    assert [(row.text, row.label) for row in lines.rows] == EXAMPLES == [(row.text, row.label) for row in array.rows]
    assert [row.line for row in lines.rows] == list(range(1, 9))
    assert [row.line for row in array.rows][:3] == [2, 12, 22]
    assert (lines.counts.form, array.counts.form) == ("jsonl", "json")


def test_json_labels_may_be_numbers_truths_and_null() -> None:
    values = [1, 1.0, 0, True, False, "1", None, float("nan"), 0.5, "x"]
    text = "\n".join(json.dumps({"text": f"t {n}", "label": value}) for n, value in enumerate(values))
    expected = ["1", "1", "0", "true", "false", "1", None, None, "0.5", "x"]
    assert [row.label for row in read_text(text, LIMITS).rows] == expected


def test_quotes_hold_delimiters_doubled_quotes_and_line_breaks() -> None:
    rows = read_text('text,label\n"one, ""two""\nthree",x\nfour,y\n' + MORE, LIMITS)
    assert rows.rows[:2] == (Row('one, "two"\nthree', "x", 2), Row("four", "y", 4))


def test_quotes_that_mean_nothing_in_tab_separated_texts_are_kept() -> None:
    rows = read_text('text\tlabel\n"So" it goes\tx\n5" disk\ty\n"open\tx\n' + MORE.replace(",", "\t"), LIMITS)
    assert [row.text for row in rows.rows[:3]] == ['"So" it goes', '5" disk', '"open']


def test_commas_inside_tab_separated_texts_are_texts() -> None:
    rows = read_text("well, well, well\tx\nno, no, no\ty\n" + MORE.replace(",", "\t"), LIMITS)
    assert rows.rows[0] == Row("well, well, well", "x", 1)


def test_chinese_commas_separate_nothing() -> None:
    rows = read_text("".join(f"送得快，味道好{n},好评\n太慢，饭凉了{n},差评\n" for n in range(4)), LIMITS)
    assert rows.labels == ("好评", "差评")


def test_a_sentence_in_brackets_is_no_json() -> None:
    assert read_text("[sic] a word,x\n" + MORE, LIMITS).rows[0] == Row("[sic] a word", "x", 1)


def test_labels_may_hold_spaces_and_line_breaks_count_as_spaces() -> None:
    rows = read_text('text,label\na,not  so\tgood\nb,"not so\ngood"\n' + MORE, LIMITS)
    assert rows.labels == ("not so good", "x", "y")


def test_an_empty_label_means_to_be_predicted() -> None:
    rows = read_text("text,label\n" + MORE + "c,\n", LIMITS)
    assert [row.text for row in rows.unlabelled] == ["c"]
    assert (len(rows.labelled), rows.counts.unlabelled) == (8, 1)


def test_pairs_have_two_texts() -> None:
    lines = "".join(f"how {n},why {n},{'xy'[n % 2]}\n" for n in range(8))
    rows = read_text("text_a,text_b,label\n" + lines, LIMITS)
    assert rows.pairs
    assert rows.rows[0] == Row("how 0", "x", 2, "why 0")
    assert rows.counts.second_column == "text_b"


def test_no_row_is_lost_without_being_counted() -> None:
    text = "text,label\n" + MORE + "\n  \n,\nWORD  0,x\nword 1,\nsame,x\nSame,y\nsame,\nalone,z\nopen,\n"
    test = read_text("text,label\nword 2,x\nother,y\n", LIMITS, is_test=True)
    rows = read_text(text + "word 8,x\nword 9,y\n", LIMITS, test=test)
    assert rows.counts == Counts(
        rows=20,
        used=11,
        blank=3,
        duplicates=2,
        in_test=1,
        conflicts=3,
        conflict_lines=(15, 16, 17),
        unlabelled=1,
        lone=1,
        form="csv",
        text_column="text",
        label_column="label",
    )


def test_of_many_conflicts_the_first_five_lines_are_kept() -> None:
    rows = read_text("text,label\n" + MORE + "".join(f"a {n},x\na {n},y\n" for n in range(9)), LIMITS)
    assert (rows.counts.conflicts, rows.counts.conflict_lines) == (18, (10, 11, 12, 13, 14))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", None),
        ("\ufeff \n\t\n", "empty", None),
        ("text,label\n", "empty", None),
        ("[]", "empty", None),
        ("just a sentence\nand another\n", "no_delimiter", 1),
        ("text,label\nI like it, really,x\n" + MORE, "cells", 2),
        ("text\tlabel\na\tx\nno label here\nb\ty\n", "cells", 3),
        ("text,label\n,x\n" + MORE, "no_text", 2),
        ('text,label\n"never closed,x\n' + MORE, "quotes", 2),
        ('text\tlabel\n"a"\tx\n"b"\ty\n"never closed\tx\n"d"\tx\n', "quotes", 4),
        ("id,text,mark\n1,a,p\n2,b,q\n", "no_label_column", 1),
        ("id,label,mark\n1,a,3\n2,b,4\n", "no_text_column", 1),
        ("text_a,text_b,label\nhow,,x\n" + MORE.replace(",", ",c,"), "no_second", 2),
        ("text,label\na,x\nb,y\n", "few_rows", None),
        ("text,label\n" + MORE.replace(",y", ",x"), "one_class", None),
        ("text,label\n" + MORE.replace(",y", ",").replace(",x", ","), "one_class", None),
        ("text,label\n" + MORE.replace(",y", ",x") + "a,x\na,y\n", "conflict", 10),
        ("text,label\na," + "long " * 50 + "\n" + MORE, "long_label", 2),
        ('{"text": "a", "label": "x"}\n{"text": "b"\n', "json", 2),
        ('{"text": "a", "label": "x"}\n{"text": "b"}\n', "json_field", 2),
        ('{"text": "a", "label": "x"}\n\n{"text": ["b"], "label": "y"}\n', "json_field", 3),
        ('{"text": "a", "label": "x"}\n{"text": "b", "label": ["y"]}\n', "json_field", 2),
        ('{"text": "a", "label": "x"}\n{"text": null, "label": "y"}\n', "no_text", 2),
        ('{"text": "\\ud83d", "label": "x"}\n', "json", 1),
        ('["a", "b"]\n', "json", 1),
        ('[{"text": "a", "label": "x"},\n\n{"text": "b", "label": }]', "json", 3),
        ("[" * 100_000, "json", 1),
    ],
)
def test_faults_are_named_with_their_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(RowsError) as caught:
        read_text(text, LIMITS)
    assert (code, line) in {(fault.code, fault.line) for fault in caught.value.faults}
    assert isinstance(caught.value, InputError)
    assert "found" in str(caught.value)
    assert "expected" in str(caught.value)
    assert all(fault.says("en") and fault.says("zh") for fault in caught.value.faults)


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    with pytest.raises(RowsError) as caught:
        read_text("text,label\na,x\n,y\nb,y,z\nc,z\n,y\n", LIMITS)
    assert [fault.line for fault in caught.value.faults] == [3, 4, 6]


def test_faults_of_lines_stand_beside_a_column_that_is_missing() -> None:
    with pytest.raises(RowsError) as caught:
        read_text("id,label\n1,a\n2,b,c\n3,b\n", LIMITS, Wanted(text="body"))
    assert [fault.code for fault in caught.value.faults] == ["no_such_column", "cells"]


@pytest.mark.parametrize(
    ("test", "codes"),
    [
        ("text,label\nnew,x\nnewer,z\nnewest,z\n", [("test_label", 3)]),
        ("text_a,text_b,label\na,b,x\n", [("test_pairs", None)]),
        ("text,label\nnew,\n", []),
    ],
)
def test_a_test_file_must_fit_the_training_rows(test: str, codes: list[tuple[str, int | None]]) -> None:
    test_rows = read_text(test, LIMITS, is_test=True)
    try:
        read_text("text,label\n" + MORE, LIMITS, test=test_rows)
        found = []
    except RowsError as error:
        found = [(fault.code, fault.line) for fault in error.faults]
        assert error.says("en") and error.says("zh")
    assert found == codes


def test_the_same_file_twice_is_no_test() -> None:
    text = "text,label\n" + MORE
    with pytest.raises(RowsError, match="8 training rows whose text stands in the test file"):
        read_text(text, LIMITS, test=read_text(text, LIMITS, is_test=True))


def test_a_test_file_of_conflicts_alone_is_refused() -> None:
    with pytest.raises(RowsError, match="under different labels"):
        read_text("text,label\na,x\na,y\n", LIMITS, is_test=True)
