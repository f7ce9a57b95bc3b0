"""Tables of a run: confusions, classes, comparisons, provenance and disagreements."""

from dataclasses import replace

import pytest
from drawn_runs import CAST, EVIL, report, with_score
from run_markup import Cells, parsed

from app.bakeoff.drawing.classes import class_table
from app.bakeoff.drawing.comparisons import comparison_table
from app.bakeoff.drawing.confusion import confusion_matrix, confusions
from app.bakeoff.drawing.disagreements import disagreements
from app.bakeoff.drawing.provenance import caution, provenance, stamps
from knowledge.schema import Language

both = pytest.mark.parametrize("language", ["en", "zh"])
SEVENTY_SEVEN = tuple(f"意图 {place}" for place in range(77))


def test_the_matrix_is_drawn_up_to_twelve_classes_and_listed_above() -> None:
    twelve = parsed(confusion_matrix(report(SEVENTY_SEVEN[:12]), "en"))
    assert len(list(twelve.iter("rect"))) == 2 * 12 * 13
    made = report(SEVENTY_SEVEN, 400)
    listed = Cells(confusion_matrix(made, "zh"))
    assert "<svg" not in confusion_matrix(made, "zh") and len(listed.rows) == 1 + 15
    found = confusions(made.record.labels, made.scores[0].confusion)
    assert listed.rows[1][2] == str(found[0].rows) == str(max(confusion.rows for confusion in found))


def test_the_matrix_of_any_contestant_can_be_asked_for() -> None:
    made = report()
    cells = Cells(confusion_matrix(made, "en", key="decoder_zero"))
    score = made.score("decoder_zero")
    assert score and [row[1:] for row in cells.rows[1:]] == [[str(rows) for rows in line] for line in score.confusion]
    assert cells.rows[0][-1] == "(invalid)"
    assert confusion_matrix(made, "en", key="endpoint") == ""


def test_answers_that_are_no_label_are_named_as_such() -> None:
    made = with_score(report(("a", "b")), "tuned", confusion=((3, 0, 5), (1, 9, 0)))
    html = confusion_matrix(made, "en", key="tuned")
    assert "“a” gets an answer that is no label: 5 rows, 62.5% of that class." in html


def test_many_classes_keep_to_the_most_frequent() -> None:
    labels = tuple(f"class {place}" for place in range(160))
    html = class_table(report(labels, 200), "en")
    assert len(Cells(html).rows) == 151 and "10 classes with fewer rows are left out" in html
    assert "class 159" in html and "class 3<" not in html


def test_differences_carry_sign_interval_and_who_is_faster() -> None:
    rows = Cells(comparison_table(report(), "en")).rows
    assert rows[2] == [
        CAST[0][1], CAST[2][1], "+29.0 (+22.0 … +35.0)", "60", "21", "4", "0.012", "first, 17 times",
    ]  # fmt: skip
    assert [row[-1] for row in (rows[1], rows[4], rows[5])] == ["about the same", "second, 30 times", "–"]


@both
def test_few_rows_and_cancelling_are_stamped(language: Language) -> None:
    made = report(("yes", "no"), 2)
    assert len(list(parsed(stamps(made, language)).iter("li"))) == 1
    cancelled = replace(made, record=replace(made.record, complete=False))
    assert len(list(parsed(stamps(cancelled, language)).iter("li"))) == 2
    assert stamps(cancelled, language) in provenance(cancelled, language)
    assert stamps(report(), language) == ""


def test_provenance_accounts_for_every_row() -> None:
    root = parsed(provenance(report(), "en"))
    facts = {item.findtext("dt"): item.findtext("dd") for item in root.iter("div")}
    assert facts["Rows found"] == "1,234" and facts["Rows used"] == "1,200"
    assert facts["Same text under two labels, left out"] == "20 (first lines: 17, 1,042)"
    assert facts["Columns"] == f"内容; {EVIL}" and facts["Usable rows a check has no room for"] == "900"
    assert facts["Machine"] == "A CPU <2 GHz>, 2 threads" and facts["Run"] == "ab12cd34"
    assert facts["Date"] == "2026-03-04 05:06 UTC"


def test_disagreements_are_exactly_the_rows_with_two_answers() -> None:
    made = report()
    rows = Cells(disagreements(made, "en")).rows[1:]
    differ = [row for row in made.record.asked if row.predictions[0].label != row.predictions[2].label]  # type: ignore[union-attr]
    assert [row[0] for row in rows] == [str(row.line) for row in differ]
    assert all(len(row[1]) == 201 and row[1].endswith("…") for row in rows)
    assert rows[0][3].startswith("✓") and rows[0][4].startswith("✗")
    assert len(Cells(disagreements(report(rows=900), "en")).rows) == 201


def test_a_large_model_behind_an_endpoint_needs_no_caution() -> None:
    made = report()
    made = with_score(made, "decoder_few", key="endpoint")
    assert caution(made, "en") == ""
    assert "(135M parameters)" in caution(report(), "en")
