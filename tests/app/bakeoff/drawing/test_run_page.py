"""The report as a file: complete, self-contained, and the answers for a spreadsheet."""

import csv
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO

import pytest
from drawn_runs import CAST, EVIL, broken, report, without

from app.bakeoff.drawing.page import page
from app.bakeoff.drawing.predictions import predictions_csv
from app.bakeoff.record import Prediction
from app.bakeoff.report import Report
from knowledge.schema import Language

VOID = {"meta", "link", "br", "img", "input", "hr"}
both = pytest.mark.parametrize("language", ["en", "zh"])
RUNS = {
    "all": report(),
    "77 classes": report(tuple(f"意图 {place}" for place in range(77)), 200),
    "2 rows": report(("yes", "no"), 2),
    "no decoder": without(report(), "decoder"),
    "no encoder": without(report(), "encoder"),
    "broken": broken(report(), "tuned", EVIL),
    "cancelled": replace(report(), record=replace(report().record, complete=False)),
    "nobody asked": replace(report(), record=replace(report().record, asked=())),
}


class Tags(HTMLParser):
    """Fails where a tag is left open or closed twice; keeps all attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("made", RUNS.values(), ids=RUNS.keys())
@both
def test_the_page_is_well_formed_and_needs_nothing_else(made: Report, language: Language) -> None:
    html = page(made, language)
    tags = Tags(html)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags.seen}
    assert not [name for _, names in tags.seen for name in names if name.startswith("on") or name in {"src", "href"}]
    assert not re.search(r"https?:|//[a-z]|@import|url\(", html)
    assert tags.seen[0] == ("html", {"lang": "zh-CN" if language == "zh" else "en"})


@both
def test_the_page_holds_every_part_and_the_callers(language: Language) -> None:
    html = page(report(), language, "<section id='published'></section>")
    assert html.count("<figure") == 5 and html.count("<svg") == 5
    assert html.count("<table") == 5 + 4
    assert "<section id='published'></section>" in html
    assert f"{CAST[2][1]}{'（135M 参数）' if language == 'zh' else ' (135M parameters)'}" in html


def test_a_language_keeps_to_itself() -> None:
    plain = report(("billing", "login"))
    counts = replace(plain.record.counts, text_column="text", label_column="label")
    asked = tuple(replace(row, text="Where is my order?") for row in plain.record.asked)
    plain = replace(plain, record=replace(plain.record, counts=counts, asked=asked))
    written = re.sub(r"<style>.*?</style>", "", page(plain, "en"), flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", written)


def rows_of(made: Report) -> list[list[str]]:
    return list(csv.reader(StringIO(predictions_csv(made))))


def test_the_table_of_answers_holds_every_answer() -> None:
    made = report()
    rows = rows_of(made)
    assert rows[0][:6] == [
        "line",
        "text",
        "label",
        *(f"{CAST[0][1]}: {what}" for what in ("label", "confidence", "ms")),
    ]
    assert len(rows) == 1 + 60 and {len(row) for row in rows} == {3 + 3 * len(CAST)}
    first = made.record.asked[0]
    assert rows[1][:6] == ["2", first.text, "billing", "billing", "0.8765", "12.34"]


def test_answers_that_are_missing_leave_their_cells_empty() -> None:
    made = report(("a", "b"), 1)
    failed = Prediction("a", error="timed out", milliseconds=9.0)
    invalid = Prediction(None, invalid=True, milliseconds=1.5)
    predictions = (failed, None, invalid, *made.record.asked[0].predictions[3:])
    row = replace(made.record.asked[0], predictions=predictions, second="second, text")
    made = replace(made, record=replace(made.record, asked=(row,)))
    head, cells = rows_of(made)
    assert head[2] == "second" and cells[2] == "second, text"
    assert cells[4:13] == ["", "", "", "", "", "", "", "", "1.50"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    made = report((cell, "b"), 2)
    row = replace(made.record.asked[0], text=cell, second=cell)
    entrants = (replace(made.record.entrants[0], name=cell), *made.record.entrants[1:])
    made = replace(made, record=replace(made.record, asked=(row,), entrants=entrants))
    head, cells = list(csv.reader(StringIO(predictions_csv(made), newline="")))
    assert cells[1:4] == [f"'{cell}"] * 3 and head[4].startswith("'")
    assert not [one for one in (*head, *cells) if one.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_broken_characters_cannot_break_the_files() -> None:
    made = report(("a\x00b", "half \ud83d"), 4)
    assert "\x00" not in page(made, "en") and "\x00" not in predictions_csv(made)
    assert page(made, "en").encode("utf-8") and predictions_csv(made).encode("utf-8")
