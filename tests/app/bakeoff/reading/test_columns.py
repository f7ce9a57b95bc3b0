"""Finding text, second text and label: as chosen, by name, or by content."""

import pytest

from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.read import Limits, Wanted, columns_of, read_text

LIMITS = Limits()
LONG = "a sentence of some length that says something about the matter at hand: number"


def table(header: str, template: str, rows: int = 8) -> str:
    body = [template.format(n=n, text=f"{LONG} {n}", label="xy"[n % 2]) for n in range(rows)]
    return "\n".join([header, *body] if header else body)


def found(text: str) -> tuple[bool, str | None, str | None, str | None]:
    preview = columns_of(text)
    return preview.has_header, preview.text, preview.second, preview.label


@pytest.mark.parametrize(
    ("header", "template", "text", "second", "label"),
    [
        ("text,label", "{text},{label}", "text", None, "label"),
        ("Message ID;Body;Intent", "{n};{text};{label}", "Body", None, "Intent"),
        ("title,text,category", "t{n},{text},{label}", "text", None, "category"),
        ("label,text,label_text", "{n},{text},{label}", "text", None, "label_text"),
        ("评论,情感", "{text},{label}", "评论", None, "情感"),
        ("Text A,Text B,Label", "{text},other {n},{label}", "Text A", "Text B", "Label"),
        ("sentence1\tsentence2\tlabel", "{text}\to {n}\t{label}", "sentence1", "sentence2", "label"),
        ("pairID,premise,hypothesis,class", "{n},{text},other {n},{label}", "premise", "hypothesis", "class"),
        ("question_1,question_2,is_duplicate", "{text},other {n},{label}", "question_1", "question_2", "is_duplicate"),
        ("question,sentence,label", "{text},other {n},{label}", "question", "sentence", "label"),
        ("文本1,文本2,标签", "{text},另外{n},{label}", "文本1", "文本2", "标签"),
        ("句子一,句子二,类别", "{text},另外{n},{label}", "句子一", "句子二", "类别"),
        ("前提,假设,标签", "{text},另外{n},{label}", "前提", "假设", "标签"),
        ("sentiment,what was said", "{label},{text}", "what was said", None, "sentiment"),
        ("nr,what was said,verdict", "{n},{text},{label}", "what was said", None, "verdict"),
        ("split,verdict,what was said", "train,{label},{text}", "what was said", None, "verdict"),
        ("text,lang,stars", "{text},en,{label}", "text", None, "stars"),
        ("text,text,label", "{text},other {n},{label}", "text", None, "label"),
        ("phrase,rating", "{text},{n}.5", "phrase", None, "rating"),
        ("id,text", "{n},{text}", "text", None, None),
    ],
)
def test_a_header_names_the_columns(
    header: str, template: str, text: str | None, second: str | None, label: str | None
) -> None:
    assert found(table(header, template)) == (True, text, second, label)


@pytest.mark.parametrize(
    ("template", "text", "label"),
    [
        ("{text},{label}", "1", "2"),
        ("{label},{text}", "2", "1"),
        ("{n},{label},{text}", "3", "2"),
        ("{n},{text},{label}", "2", "3"),
    ],
)
def test_without_a_header_the_contents_tell(template: str, text: str, label: str) -> None:
    assert found(table("", template)) == (False, text, None, label)


def test_where_nothing_tells_the_first_two_columns_count() -> None:
    assert found("good food,pos,p\nbad food,neg,q\n") == (False, "1", None, "2")


@pytest.mark.parametrize("label", ["question", "title", "review"])
def test_a_class_called_as_a_column_may_be_is_no_header(label: str) -> None:
    text = "".join(f"{LONG} {n},{(label, 'other')[n % 2]}\n" for n in range(8))
    assert found(text) == (False, "1", None, "2")
    assert read_text(text, LIMITS).counts.used == 8


def test_a_first_row_of_a_class_of_its_own_is_no_header() -> None:
    rows = read_text(f"{LONG},alone\n" + table("", "{text},{label}"), LIMITS)
    assert (rows.counts.used, rows.counts.lone) == (9, 1)


def test_the_choice_outranks_the_names() -> None:
    text = table("text,body,label,tag", "{text},body {n},{label},t{label}")
    rows = read_text(text, LIMITS, Wanted(text="BODY", label="tag"))
    assert rows.rows[0].text == "body 0"
    assert rows.labels == ("tx", "ty")
    assert (rows.counts.text_column, rows.counts.label_column) == ("body", "tag")


def test_a_second_text_may_be_chosen() -> None:
    text = table("text,body,label", "{text},body {n},{label}")
    rows = read_text(text, LIMITS, Wanted(text="text", second="body", label="label"))
    assert rows.rows[1].second == "body 1"
    assert columns_of(text).second is None


def test_of_a_pair_one_text_may_be_chosen() -> None:
    rows = read_text(table("text_a,text_b,label", "{text},b {n},{label}"), LIMITS, Wanted(text="text_b"))
    assert (rows.rows[0].text, rows.pairs) == ("b 0", False)


def test_exact_names_come_before_other_capitals() -> None:
    rows = read_text(table("Text,text,label", "big {n},small {n},{label}"), LIMITS, Wanted(text="text"))
    assert rows.rows[0].text == "small 0"


def test_columns_without_a_header_are_chosen_by_number() -> None:
    rows = read_text(table("", "{label},{text},other {n}"), LIMITS, Wanted(text="3", label="1"))
    assert (rows.rows[0].text, rows.rows[0].label, rows.counts.text_column) == ("other 0", "x", "3")


def test_fields_that_only_some_objects_have_are_columns() -> None:
    lines = [f'{{"what": "{LONG} {n}", "kind": "{"xy"[n % 2]}"}}' for n in range(8)]
    preview = columns_of("\n".join([*lines, '{"kind": "x", "what": "and more", "extra": {"a": 1}}']))
    assert (preview.header, preview.text, preview.label) == (("what", "kind", "extra"), "what", "kind")
    assert preview.first[0] == (f"{LONG} 0", "x", "")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted(text="body"), "no_such_column"),
        (Wanted(label="3"), "no_such_column"),
        (Wanted(label="0"), "no_such_column"),
        (Wanted(text="text", label="Text"), "same_column"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(wanted: Wanted, code: str) -> None:
    with pytest.raises(RowsError) as caught:
        read_text(table("text,label", "{n},{label}"), LIMITS, wanted)
    assert [fault.code for fault in caught.value.faults] == [code]
    assert caught.value.says("en") and caught.value.says("zh")


def test_a_preview_shows_the_first_rows_and_counts_all() -> None:
    preview = columns_of("text,label\n\na,x\nb,y\nc,x\nd,y\n")
    assert (preview.header, preview.rows) == (("text", "label"), 4)
    assert preview.first == (("a", "x"), ("b", "y"), ("c", "x"))


def test_a_preview_needs_no_column_found_but_a_table() -> None:
    assert columns_of("id,text,mark\n1,a,p\n2,b,q\n").label is None
    with pytest.raises(RowsError):
        columns_of("one\ncolumn\n")
