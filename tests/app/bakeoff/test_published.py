"""Published results beside a run: large decoders, the nearest task, and sizes always shown."""

import re
from dataclasses import replace

import pytest

from app.bakeoff.published import LARGE_M, MOST, nearest
from app.ui.published import published_html
from knowledge import Knowledge
from knowledge.schema import Language

EVIL = "<script>alert('x')</script>"


@pytest.mark.parametrize("task", [None, "classification", "moderation", "pair", "ner", "retrieval", "code", "nonsense"])
@pytest.mark.parametrize("pairs", [True, False])
def test_every_item_is_a_result_with_an_encoder_and_a_large_decoder(
    knowledge: Knowledge, task: str | None, pairs: bool
) -> None:
    found = nearest(knowledge.results, task, "en", pairs)
    assert 0 < len(found) <= MOST and len({item.id for item in found}) == len(found)
    for item in found:
        measure = knowledge.results[item.id].measures
        assert item.measure in measure and {item.encoder, item.decoder} <= set(item.measure.scores)
        assert item.encoder.side == "encoder" and item.decoder.side == "decoder"
        assert item.decoder.params_m is None or item.decoder.params_m >= LARGE_M
        assert item.decoder.params_m or re.search("GPT|davinci|Claude|Gemini", item.decoder.model)


def test_pairs_give_pair_results_and_single_texts_do_not(knowledge: Knowledge) -> None:
    for task in (None, "pair", "classification"):
        assert {item.result.task for item in nearest(knowledge.results, task, "en", pairs=True)} == {"pair"}
    single = {item.result.task for item in nearest(knowledge.results, None, "en", pairs=False)}
    assert single <= {"classification", "moderation"}


def test_the_conversations_task_comes_first(knowledge: Knowledge) -> None:
    assert nearest(knowledge.results, "ner", "en", pairs=False)[0].result.task == "ner"
    moderation = [item.result.task for item in nearest(knowledge.results, "moderation", "en", pairs=False)]
    assert moderation[0] == "moderation" and moderation[-1] == "classification"


def test_one_paper_does_not_fill_the_table(knowledge: Knowledge) -> None:
    sources = [item.result.sources[0] for item in nearest(knowledge.results, "classification", "en", pairs=False)]
    assert len(set(sources)) == MOST
    one_paper = {key: knowledge.results[key] for key in ("E006", "E007", "E008")}
    assert len(nearest(one_paper, "classification", "en", pairs=False)) == 3


def test_the_same_language_comes_first(knowledge: Knowledge) -> None:
    assert "zh" in nearest(knowledge.results, "ner", "zh", pairs=False)[0].result.languages
    assert "de" in nearest(knowledge.results, "classification", "de", pairs=False)[0].result.languages


def test_a_small_or_unknown_decoder_is_never_taken_for_a_large_one(knowledge: Knowledge) -> None:
    item = nearest(knowledge.results, None, "en", pairs=True)[0]
    for name, size in (("Tiny", 135.0), ("Someone's decoder", None), ("GPT-4", 135.0)):
        small = item.decoder.model_copy(update={"model": name, "params_m": size})
        measure = item.measure.model_copy(update={"scores": (item.encoder, small)})
        result = item.result.model_copy(update={"measures": (measure,)})
        assert nearest({result.id: result}, None, "en", pairs=True) == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_model_is_shown_with_its_size(knowledge: Knowledge, language: Language) -> None:
    items = nearest(knowledge.results, "classification", "en", pairs=False)
    html = published_html(items, language)
    unknown = {"en": "size not stated", "zh": "来源未给出参数量"}[language]
    sizes = re.findall(rf"(?:\d[\d.]*[MB] (?:parameters|参数)|{unknown})", html)
    assert len(sizes) == 2 * len(items)
    assert {"en": "published, not measured here", "zh": "不是这次实测"}[language] in html
    for item in items:
        assert f'href="#open-{item.id}"' in html
        assert all(f"{score.value:,g}" in html for score in (item.encoder, item.decoder))


def test_a_file_that_stands_alone_has_the_ids_without_links(knowledge: Knowledge) -> None:
    items = nearest(knowledge.results, None, "en", pairs=True)
    html = published_html(items, "en", linked=False)
    assert "href" not in html and all(item.id in html for item in items)


def test_nothing_found_shows_nothing() -> None:
    assert nearest({}, None, "en", pairs=False) == () and published_html((), "en") == ""


def test_names_are_escaped(knowledge: Knowledge) -> None:
    item = nearest(knowledge.results, None, "en", pairs=True)[0]
    hostile = replace(
        item,
        measure=item.measure.model_copy(update={"dataset": EVIL, "metric": EVIL}),
        encoder=item.encoder.model_copy(update={"model": EVIL}),
        decoder=item.decoder.model_copy(update={"model": EVIL}),
    )
    html = published_html((hostile,), "en")
    assert "<script" not in html and html.count("&lt;script&gt;") == 4
