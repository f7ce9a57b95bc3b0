"""Pictures and tables of a run: well formed, safe, true to the report, in both languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from drawn_runs import CAST, EVIL, broken, report, with_score, without
from run_markup import Cells, parsed

from app.bakeoff.drawing.budget import budget_curve
from app.bakeoff.drawing.cascade import cascade_curve
from app.bakeoff.drawing.classes import class_table
from app.bakeoff.drawing.comparisons import comparison_table
from app.bakeoff.drawing.confusion import confusion_matrix
from app.bakeoff.drawing.disagreements import disagreements
from app.bakeoff.drawing.distillation import distillation
from app.bakeoff.drawing.labels import Label, place, trimmed, width
from app.bakeoff.drawing.latency import latency_bars
from app.bakeoff.drawing.pareto import pareto
from app.bakeoff.drawing.provenance import caution, provenance
from app.bakeoff.drawing.scores import scores_table
from app.bakeoff.report import Report
from knowledge.schema import Language

Draw = Callable[[Report, Language], str]
FIGURES: tuple[Draw, ...] = (pareto, budget_curve, latency_bars, confusion_matrix, cascade_curve)
TABLES: tuple[Draw, ...] = (scores_table, class_table, comparison_table, distillation, provenance, disagreements)
both = pytest.mark.parametrize("language", ["en", "zh"])
every_part = pytest.mark.parametrize("draw", [*FIGURES, *TABLES, caution], ids=lambda draw: draw.__name__)


@every_part
@both
def test_every_part_is_well_formed_and_escaped(draw: Draw, language: Language) -> None:
    made = report()
    made = replace(made, record=replace(made.record, complete=False))
    html = draw(made, language)
    root = parsed(html)
    assert "bog-run" in root.attrib["class"].split()
    assert not list(root.iter("script")) and "<script" not in html


@pytest.mark.parametrize("draw", [scores_table, confusion_matrix, class_table, provenance, disagreements])
def test_hostile_labels_and_texts_are_shown_as_they_are(draw: Draw) -> None:
    made = broken(report(), "linear", EVIL)
    assert EVIL in "".join(parsed(draw(made, "en")).itertext())


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
@both
def test_every_picture_tells_what_it_shows_and_has_its_numbers(draw: Draw, language: Language) -> None:
    root = parsed(draw(report(), language))
    svg, caption = root.find("svg"), root.findtext("figcaption")
    assert svg is not None and svg.attrib["role"] == "img" and svg.attrib["aria-label"] == caption
    assert caption and caption.endswith(stop := "。" if language == "zh" else ".") and f"{stop} " not in caption
    assert root.findtext("h3") and root.find("details/div/table") is not None
    assert {head.attrib["scope"] for head in root.iter("th")} == {"col", "row"}


def test_no_place_in_a_picture_is_out_of_it_or_no_number() -> None:
    for draw in FIGURES:
        svg = parsed(draw(report(), "en")).find("svg")
        assert svg is not None
        wide, high = map(float, svg.attrib["viewBox"].split()[2:])
        for shape in svg.iter():
            for name, most in (("x", wide), ("cx", wide), ("x2", wide), ("y", high), ("cy", high), ("y2", high)):
                assert 0 <= float(shape.attrib.get(name, 0)) <= most


def test_the_scores_are_the_reports() -> None:
    cells = Cells(scores_table(report(), "en"))
    row = cells.of("e5-small, fine-tuned")
    assert row[0] == "e5-small, fine-tuned118M parameters"
    assert row[1:] == [
        "91.0 (84.9–96.2)", "89.7 (83.0–95.0)", "4.3", "1.7", "12.3", "21.0", "81.0", "4.25", "1,813", "0.343", "67.9",
    ]  # fmt: skip
    assert cells.of("TF-IDF")[0].endswith("no pretrained model")
    assert cells.of("Most frequent class")[5] == "0"


def test_the_size_stands_beside_every_name() -> None:
    cells = Cells(scores_table(report(), "zh"))
    for name, size in ((CAST[2][1], "135M"), (f"{CAST[1][1]} → {CAST[2][1]}", "253M")):
        assert cells.of(name)[0] == f"{name}{size} 参数"
    big = with_score(report(), "tuned", params_m=7615.6)
    assert "7.62B parameters" in scores_table(big, "en")


def test_a_broken_contestant_says_why_and_is_in_no_picture() -> None:
    made = broken(report(), "decoder_few", "out of <memory>")
    row = Cells(scores_table(made, "en")).of(CAST[2][1])
    assert row[1:] == ["Could not take part: out of <memory>"]
    for draw in (pareto, latency_bars, class_table, disagreements):
        assert CAST[2][1] not in draw(made, "en").replace(f"{CAST[1][1]} → {CAST[2][1]}", "").replace("…", "")
    assert CAST[3][1] in caution(made, "en")


def test_remarks_name_examples_that_did_not_fit_and_rows_without_an_answer() -> None:
    html = scores_table(report(), "en")
    assert "SmolLM2-135M-Instruct, few-shot: only 20 of 32 examples fit its prompt." in html
    assert "few-shot: no answer for 1 of 60 rows" in html
    assert "$0.10 an hour" in html and "10 W for each" in html


def test_the_captions_state_the_finding() -> None:
    def told(draw: Draw, made: Report) -> str:
        return parsed(draw(made, "en")).findtext("figcaption") or ""

    made = report()
    assert "29.0 points ahead of SmolLM2-135M-Instruct, few-shot (135M parameters)" in told(pareto, made)
    assert "(95% interval of the difference: +22.0 to +35.0), at 1/17 of its cost." in told(pareto, made)
    assert told(latency_bars, made).startswith("e5-small, fine-tuned (118M parameters) answers one item in 12.3 ms")
    assert "17 times faster than" in told(latency_bars, made)
    assert "from 4 labels of each class on: 16 labels, about $0.80." in told(budget_curve, made)
    assert "With 16.0% of the rows sent to" in told(cascade_curve, made)
    assert "Most often, “billing” is taken for “退款”" in told(confusion_matrix, made)


def test_a_mirrored_comparison_reads_the_same() -> None:
    made = report()
    found = made.comparisons[1]
    turned = replace(
        found, first=found.second, second=found.first, difference=-found.difference, low=-found.high, high=-found.low
    )
    assert pareto(replace(made, comparisons=(turned,)), "en") == pareto(replace(made, comparisons=(found,)), "en")


def test_without_a_decoder_what_needs_one_is_empty_and_the_rest_stands() -> None:
    made = without(report(), "decoder")
    assert [draw(made, "en") for draw in (budget_curve, cascade_curve, distillation, caution, disagreements)] == [
        ""
    ] * 5
    assert "Nobody is both cheaper and more accurate than these: Most frequent class" in pareto(made, "en")
    assert CAST[0][1] in latency_bars(made, "en")
    assert Cells(class_table(made, "en")).rows[0] == ["Class", "Rows", "F1, %: e5-small, fine-tuned (118M parameters)"]


def test_a_run_that_scored_nothing_has_no_pictures_of_accuracy() -> None:
    made = report()
    for score in made.scores:
        nothing = {"accuracy": None, "macro_f1": None, "classes": (), "confusion": ()}
        made = with_score(made, score.key, **nothing)
    made = replace(made, comparisons=(), budget=None, cascade=None)
    assert [draw(made, "zh") for draw in (pareto, confusion_matrix, class_table, comparison_table)] == [""] * 4
    assert Cells(scores_table(made, "en")).of("e5-small, fine-tuned")[1:3] == ["–", "–"]


def test_the_front_holds_those_that_nobody_beats() -> None:
    on_front = [row[0] for row in Cells(pareto(report(), "en")).rows if row[-1] == "✓"]
    assert [name[:10] for name in on_front] == ["e5-small, ", "e5-small, ", "TF-IDF, lo", "Most frequ"]
    dearer = with_score(report(), "frozen", usd_per_million=0.35)
    cheaper = with_score(dearer, "cascade", usd_per_million=0.36)
    assert "frozen" not in "".join(row[0] for row in Cells(pareto(cheaper, "en")).rows if row[-1] == "✓")


def test_names_never_cover_each_other() -> None:
    drawn = place([Label(300, 100 + turn, f"name number {turn}", "encoder") for turn in range(8)])
    heights = [float(found) for found in re.findall(r'<text [^>]*y="([\d.]+)"', drawn)]
    sides = re.findall(r'text-anchor="(\w+)"', drawn)
    assert len(heights) == 8
    for anchor in ("start", "end"):
        own = sorted(height for height, side in zip(heights, sides, strict=True) if side == anchor)
        assert all(below - above >= 12.9 for above, below in pairwise(own))


def test_a_long_name_keeps_both_ends() -> None:
    for name in ("SmolLM2-135M-Instruct, zero-shot", "我想知道我的卡什么时候能寄到家里"):
        short = trimmed(name, 110)
        assert width(short) <= 110 and short[:3] == name[:3] and short[-4:] == name[-4:] and "…" in short
    assert trimmed("login", 110) == "login" and trimmed("退款退款", 1) == "退…款"
