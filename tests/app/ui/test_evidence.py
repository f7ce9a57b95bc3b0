"""The Evidence tab's pages, filters and charts, without a browser."""

import re
from dataclasses import replace

import pytest

from app.ui.evidence.chart import chart_html
from app.ui.evidence.filters import ANY, LANGUAGES, OTHER, REGIMES, WINNERS, Filter, pairs
from app.ui.evidence.models import models_html
from app.ui.evidence.reader import page_html
from knowledge import load_knowledge
from knowledge.schema import LANGUAGES as READ_IN
from knowledge.schema import Language, Measure, Score

KNOWN = load_knowledge()
RESULTS = list(KNOWN.results.values())
in_both_languages = pytest.mark.parametrize("language", READ_IN)


@pytest.mark.parametrize("key", [*KNOWN.cards, *KNOWN.results])
@in_both_languages
def test_page_holds_all_there_is(key: str, language: Language) -> None:
    html = page_html(KNOWN, key, language)
    assert "{" not in html and "None" not in html.split("<table")[0]
    assert set(re.findall(r'href="#open-([^"]+)"', html)) <= KNOWN.cards.keys() | KNOWN.results.keys()
    anchors = set(re.findall(r'id="(claim-[^"]+)"', html))
    assert set(re.findall(r'href="#(claim-[^"]+)"', html)) <= anchors
    if key in KNOWN.cards:
        card = KNOWN.cards[key]
        assert anchors == {f"claim-{claim.id}" for claim in card.claims}
        assert (card.disagreement is None) or all(f"#open-{name}" in html for name in card.disagreement.results)
    else:
        result = KNOWN.results[key]
        shown = html.count("<tr class=")
        assert shown == sum(len(measure.scores) for measure in result.measures)
        assert str(result.year) in html
        assert html.count('target="_blank"') == len(result.sources)


def test_page_of_nothing_is_empty() -> None:
    assert page_html(KNOWN, "Q9", "en") == ""


def test_page_escapes_what_it_shows() -> None:
    card = KNOWN.cards["A1"]
    hostile = card.title.model_copy(update={"en": "<img src=x onerror=alert(1)>"})
    known = replace(KNOWN, cards={**KNOWN.cards, "A1": card.model_copy(update={"title": hostile, "answer": hostile})})
    assert "<img" not in page_html(known, "A1", "en") + page_html(known, "A2", "en")


def test_an_open_filter_shows_all_newest_first() -> None:
    shown = Filter().of(RESULTS)
    assert len(shown) == len(RESULTS)
    assert [result.year for result in shown] == sorted((result.year for result in RESULTS), reverse=True)


@pytest.mark.parametrize(
    ("field", "values"),
    [("language", LANGUAGES), ("regime", REGIMES), ("winner", WINNERS), ("task", tuple(KNOWN.kinds))],
)
def test_what_can_be_chosen_covers_every_result(field: str, values: tuple[str, ...]) -> None:
    shown = [{result.id for result in Filter(**{field: value}).of(RESULTS)} for value in values]
    assert set.union(*shown) == set(KNOWN.results)
    if field != "language":  # a result may have data in several languages
        assert sum(map(len, shown)) == len(RESULTS)


def test_filters_narrow_together() -> None:
    chosen = Filter(task="classification", language="zh", since="2024", both=True)
    for result in chosen.of(RESULTS):
        assert result.task == "classification" and "zh" in result.languages
        assert result.year >= 2024 and result.compares_both
    others = Filter(language=OTHER).of(RESULTS)
    assert others and all(set(result.languages) - set(LANGUAGES) for result in others)
    assert Filter(since="2019", winner=ANY).of(RESULTS) != RESULTS


def test_a_pair_is_the_best_of_each_side_on_one_scale() -> None:
    def score(side: str, value: float) -> Score:
        return Score.model_validate({"side": side, "model": f"{side} {value}", "params_m": None, "value": value})

    def measure(unit: str, higher: bool, *scores: Score) -> Measure:
        data = {"dataset": "D", "metric": "M", "unit": unit, "higher_is_better": higher, "scores": scores}
        return Measure.model_validate(data)

    both = score("encoder", 0.5), score("encoder", 0.7), score("decoder", 0.6)
    measures = (
        measure("fraction", True, *both),
        measure("ms", False, score("encoder", 20), score("decoder", 90)),
        measure("fraction", False, *both),
        measure("%", True, score("encoder", 90), score("hybrid", 95)),
        measure("%", True, score("encoder", 90), score("decoder", 130)),
    )
    found = pairs([RESULTS[0].model_copy(update={"measures": measures})])
    assert [(pair.encoder, pair.encoder_score, pair.decoder_score) for pair in found] == [("encoder 0.7", 70.0, 60.0)]


@in_both_languages
def test_chart_draws_every_pair_and_tells_who_is_ahead(language: Language) -> None:
    found = pairs(RESULTS)
    html = chart_html(RESULTS, language)
    assert html.count("<circle") == len(found) > 50
    ahead = sum(pair.encoder_score > pair.decoder_score for pair in found)
    behind = sum(pair.encoder_score < pair.decoder_score for pair in found)
    told = re.search(r'aria-label="([^"]+)"', html)
    assert told
    numbers = [int(number) for number in re.findall(r"\d+", told.group(1))]
    assert {len(found), ahead, behind, len(found) - ahead - behind} <= set(numbers)
    places = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', html)]
    assert all(44 <= x <= 364 and 8 <= y <= 328 for x, y in places)
    assert "{" not in html


def test_chart_without_pairs_says_so() -> None:
    alone = [result for result in RESULTS if not result.compares_both]
    assert "<svg" not in chart_html(alone, "en")
    assert "same scale" in chart_html(alone, "en")


@in_both_languages
def test_the_catalogue_shows_every_model(language: Language) -> None:
    html = models_html(KNOWN, language)
    assert html.count("<tr class=") == len(KNOWN.models)
    assert "{" not in html and "None" not in html
