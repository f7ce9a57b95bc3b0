"""Pasted tables: what is read, and how what cannot be read is named."""

import pytest

from app.bakeoff.faults import RowsError
from app.bakeoff.rows import Row, Rows, parse_rows
from app.errors import InputError

GOOD = Rows((Row("good food", "pos", 2), Row("bad food", "neg", 3)), ("pos", "neg"), blank=0, duplicates=0)


@pytest.mark.parametrize(
    "text",
    [
        "text,label\ngood food,pos\nbad food,neg\n",
        "\ufefftext,label\r\ngood food,pos\r\nbad food,neg",
        "Label\tSentence\npos\tgood food\nneg\tbad food\n",
        "文本;标签\ngood food;pos\nbad food;neg",
        "id,类别,句子,note\n1,pos,good food,\n2,neg,bad food,x\n",
        'review,class\n"good food",pos\n"bad food","neg"\n',
        "text,sentiment\ngood food,pos\nbad food,neg\n",
        "sentiment,text\npos,good food\nneg,bad food\n",
        "text,label\rgood food,pos\rbad food,neg\r",
    ],
)
def test_every_form_of_a_table_gives_the_same_rows(text: str) -> None:
    assert parse_rows(text, 10) == GOOD


def test_without_a_header_the_first_two_columns_count() -> None:
    rows = parse_rows("good food,pos,x\nbad food,neg,y\n", 10)
    assert [(row.text, row.label, row.line) for row in rows.rows] == [("good food", "pos", 1), ("bad food", "neg", 2)]


def test_json_lines_with_numbers_nulls_and_blank_lines() -> None:
    text = '{"sentence": "a b", "label": 1}\n\n{"sentence": "c d", "label": 0}\n{"sentence": "e f", "label": null}\n'
    rows = parse_rows(text, 10)
    assert rows.labels == ("1", "0")
    assert rows.rows[2] == Row("e f", None, 4)
    assert rows.blank == 1


def test_quotes_hold_delimiters_doubled_quotes_and_line_breaks() -> None:
    rows = parse_rows('text,label\n"one, ""two""\nthree",a\nfour,b\n', 10)
    assert rows.rows == (Row('one, "two"\nthree', "a", 2), Row("four", "b", 4))


def test_commas_inside_tab_separated_texts_are_texts() -> None:
    rows = parse_rows("well, well, well\ta\nno, no, no\tb\n", 10)
    assert rows.rows[0] == Row("well, well, well", "a", 1)


def test_chinese_commas_separate_nothing() -> None:
    rows = parse_rows("送得快，味道好,好评\n太慢，饭凉了,差评\n", 10)
    assert rows.labels == ("好评", "差评")


def test_blank_lines_and_duplicates_are_counted() -> None:
    rows = parse_rows("text,label\na,x\n\n  \n,\na,x\nb,y\na,\n", 10)
    assert (len(rows.rows), rows.blank, rows.duplicates) == (2, 3, 2)


def test_an_empty_label_means_to_be_predicted() -> None:
    rows = parse_rows("text,label\na,x\nb,y\nc,\n", 10)
    assert [row.text for row in rows.unlabelled] == ["c"]
    assert len(rows.labelled) == 2


def test_a_label_given_later_is_not_lost() -> None:
    rows = parse_rows("text,label\na,\nb,y\na,x\n", 10)
    assert rows.rows[0] == Row("a", "x", 4)


def test_ten_thousand_characters_in_a_row() -> None:
    rows = parse_rows("text,label\n" + "word " * 2000 + ",a\nb,b\n", 10)
    assert len(rows.rows[0].text) == 9_999


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", None),
        ("\ufeff \n\t\n", "empty", None),
        ("just a sentence\nand another\n", "no_delimiter", 1),
        ("text,label\nI like it, really,pos\nbad,neg\nfine,pos\n", "cells", 2),
        ("text\tlabel\na\tx\nno label here\nb\ty\n", "cells", 3),
        ("text,label\n,x\nb,y\n", "no_text", 2),
        ('text,label\n"never closed,x\nb,y\n', "quotes", 2),
        ("id,text,mark\n1,a,x\n2,b,y\n", "no_label_column", 1),
        ("id,label,mark\n1,a,x\n2,b,y\n", "no_text_column", 1),
        ("text,label\na,x\nb,y\na,y\n", "conflict", 4),
        ("text,label\na,x\nb,x\n", "one_class", None),
        ("text,label\na,\nb,\n", "one_class", None),
        ('{"text": "a", "label": "x"}\n{"text": "b"\n', "json", 2),
        ('{"text": "a", "label": "x"}\n{"text": "b"}\n', "json_field", 2),
        ('{"text": "a", "label": "x"}\n{"text": 3, "label": "y"}\n', "json_field", 2),
        ('{"text": "a", "label": "x"}\n{"text": "b", "label": ["y"]}\n', "json_field", 2),
        ('["a", "b"]\n', "json", 1),
        ("a,x\nb,y\n" + "".join(f"t{n},x\n" for n in range(9)), "too_many", None),
    ],
)
def test_faults_are_named_with_their_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(RowsError) as caught:
        parse_rows(text, 10)
    assert (code, line) in {(fault.code, fault.line) for fault in caught.value.faults}
    assert isinstance(caught.value, InputError)
    assert "found" in str(caught.value)
    assert "expected" in str(caught.value)


def test_all_faults_come_at_once_in_the_order_of_lines() -> None:
    with pytest.raises(RowsError) as caught:
        parse_rows("text,label\na,x\n,y\nb,y,z\nc,z\na,y\n", 10)
    assert [fault.line for fault in caught.value.faults] == [3, 4, 6]


def test_a_message_stays_readable_when_everything_is_wrong() -> None:
    with pytest.raises(RowsError) as caught:
        parse_rows("text,label\n" + ",x\n" * 500, 1000)
    assert len(caught.value.faults) == 500
    assert str(caught.value).endswith("and 490 more")


def test_one_class_only_says_what_is_needed() -> None:
    with pytest.raises(InputError, match="only the label 'x'; expected labelled examples of at least two classes"):
        parse_rows("text,label\na,x\nb,x\n", 10)
