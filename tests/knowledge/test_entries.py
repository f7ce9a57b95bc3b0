"""Every card, result, source and model, by its id."""

import re
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from knowledge import Knowledge, load_knowledge
from knowledge.checks import MARK
from knowledge.figures import figures
from knowledge.schema import LANGUAGES, Card, Claim, Model, Text

KNOWN = load_knowledge()
CLAIMS = {claim.id: claim for card in KNOWN.cards.values() for claim in card.claims}
HAN = re.compile(r"[\u4e00-\u9fff]")
STOP = {"en": re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\[\"'(])"), "zh": re.compile(r"(?<=[。！？])")}


def sentences(text: str, language: str) -> list[str]:
    return [piece for piece in STOP[language].split(text.strip()) if piece.strip()]


def bilingual_texts(card: Card) -> list[Text]:
    texts = [card.title, card.question, card.short, card.answer, *(claim.text for claim in card.claims)]
    texts += [card.disagreement.why] if card.disagreement else []
    if card.misconception:
        texts += [card.misconception.said, card.misconception.fact]
    return texts + ([card.no_demo_because] if card.no_demo_because else [])


def is_chinese(text: str) -> bool:
    """Whether Chinese characters carry the text, names and figures left aside."""
    return len(HAN.findall(text)) > len(re.findall(r"\b[a-z]{2,}\b", text))


@pytest.mark.parametrize("key", KNOWN.cards)
def test_card_is_complete_in_both_languages(key: str) -> None:
    for text in bilingual_texts(KNOWN.cards[key]):
        assert is_chinese(text.zh), text.zh
        assert text.en != text.zh
        assert not HAN.search(text.en.replace("亿", "")), f"Chinese in the English text: {text.en}"


@pytest.mark.parametrize("key", KNOWN.cards)
@pytest.mark.parametrize("language", LANGUAGES)
def test_short_answer_has_two_sentences(key: str, language: str) -> None:
    short = KNOWN.cards[key].short.get(language)  # type: ignore[arg-type]
    assert len(sentences(short, language)) == 2, short
    assert short[-1] == {"en": ".", "zh": "。"}[language]


@pytest.mark.parametrize("key", KNOWN.cards)
def test_full_answer_is_of_the_length_one_reads(key: str) -> None:
    answer = KNOWN.cards[key].answer
    assert 120 <= len(MARK.sub("", answer.en).split()) <= 250
    assert 190 <= len(HAN.findall(answer.zh)) <= 480


@pytest.mark.parametrize("key", KNOWN.cards)
@pytest.mark.parametrize("language", LANGUAGES)
def test_full_answer_rests_on_claims_and_repeats_no_short_answer(key: str, language: str) -> None:
    card = KNOWN.cards[key]
    answer = card.answer.get(language)  # type: ignore[arg-type]
    assert len(set(MARK.findall(answer))) >= min(3, len(card.claims))
    assert not re.search(r"[.!?。！？]\s*" + MARK.pattern, answer), "a mark stands before the stop of its sentence"
    assert not set(sentences(card.short.get(language), language)) & set(sentences(answer, language))  # type: ignore[arg-type]


def test_no_sentence_stands_in_two_answers() -> None:
    owner: dict[str, str] = {}
    twice = []
    for card in KNOWN.cards.values():
        for language in LANGUAGES:
            for sentence in sentences(MARK.sub("", card.answer.get(language)), language):
                if owner.setdefault(sentence.strip(), card.id) != card.id:
                    twice.append((sentence, owner[sentence.strip()], card.id))
    assert twice == []


@pytest.mark.parametrize("key", KNOWN.cards)
@pytest.mark.parametrize("language", LANGUAGES)
def test_card_is_asked_in_ten_ways(key: str, language: str) -> None:
    phrasings = KNOWN.cards[key].asked_as.get(language)  # type: ignore[arg-type]
    assert len({" ".join(phrasing.casefold().split()) for phrasing in phrasings}) == len(phrasings) >= 10
    if language == "zh":
        assert all(HAN.search(phrasing) for phrasing in phrasings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrasing_belongs_to_two_cards(language: str) -> None:
    owner: dict[str, str] = {}
    shared = []
    for card in KNOWN.cards.values():
        for phrasing in card.asked_as.get(language):  # type: ignore[arg-type]
            plain = re.sub(r"[\s?？。.!！,，]", "", phrasing.casefold())
            if owner.setdefault(plain, card.id) != card.id:
                shared.append((phrasing, owner[plain], card.id))
    assert shared == []


@pytest.mark.parametrize("key", KNOWN.cards)
def test_card_relates_to_other_cards(key: str) -> None:
    card = KNOWN.cards[key]
    assert card.related
    assert key not in card.related
    assert len(set(card.related)) == len(card.related)


@pytest.mark.parametrize("key", CLAIMS)
def test_claim_has_the_same_figures_in_both_languages(key: str) -> None:
    text = CLAIMS[key].text
    assert figures(text.en) == figures(text.zh)


@pytest.mark.parametrize("key", CLAIMS)
def test_claim_with_figures_does_not_rest_on_judgement_alone(key: str) -> None:
    claim: Claim = CLAIMS[key]
    if claim.basis == "reasoned":
        assert not figures(claim.text.en) | figures(claim.text.zh)
    else:
        assert claim.sources or claim.results
    assert claim.as_of <= date(2026, 12, 31)


@pytest.mark.parametrize("key", CLAIMS)
def test_claim_is_one_sentence_in_both_languages(key: str) -> None:
    text = CLAIMS[key].text
    assert len(sentences(text.en, "en")) == 1, text.en
    assert len(sentences(text.zh, "zh")) == 1, text.zh


@pytest.mark.parametrize("key", KNOWN.results)
def test_result_is_complete_in_both_languages(key: str) -> None:
    result = KNOWN.results[key]
    for text in (result.title, result.says, result.cost, result.note):
        if text is not None:
            assert HAN.search(text.zh)
            assert not HAN.search(text.en)
    assert is_chinese(result.says.zh)
    assert figures(result.says.en) == figures(result.says.zh)
    assert len(sentences(result.says.zh, "zh")) == 1


@pytest.mark.parametrize("key", KNOWN.results)
def test_result_says_figures_that_it_measured(key: str) -> None:
    result = KNOWN.results[key]
    measured = {score.value for measure in result.measures for score in measure.scores}
    said = figures(result.says.en)
    if measured:
        close = {value for value in measured if any(abs(abs(value) - figure) < 1e-9 for figure in said)}
        assert close, f"{key} measures {sorted(measured)} and says {sorted(said)}"


@pytest.mark.parametrize("key", KNOWN.results)
def test_winner_of_one_measure_has_the_best_score(key: str) -> None:
    result = KNOWN.results[key]
    if len(result.measures) != 1 or result.winner in ("tie", "none", "hybrid") or "one-sided" in result.caveats:
        return
    (measure,) = result.measures
    best = (max if measure.higher_is_better else min)(score.value for score in measure.scores if score.side != "human")
    sides = {score.side for score in measure.scores if score.value == best}
    assert sides & {result.winner, "hybrid"}, f"{key}: {sides} is best, the winner is {result.winner}"


@pytest.mark.parametrize("key", KNOWN.results)
def test_result_on_one_side_has_no_winner_of_the_other(key: str) -> None:
    result = KNOWN.results[key]
    sides = {score.side for measure in result.measures for score in measure.scores}
    if len(sides) == 1 and result.winner not in ("tie", "none"):
        assert result.winner in sides or {"one-sided", "relative-only"} & set(result.caveats)


@pytest.mark.parametrize("key", KNOWN.sources)
def test_source_says_what_was_read(key: str) -> None:
    source = KNOWN.sources[key]
    assert source.read.strip()
    assert source.title.strip()
    assert (source.kind == "secondary") <= source.secondary
    assert source.arxiv is None or re.fullmatch(r"\d{4}\.\d{4,5}(v\d+)?", source.arxiv)


def test_no_document_stands_twice() -> None:
    places = [(source.title, source.url, source.read) for source in KNOWN.sources.values()]
    assert sorted({place for place in places if places.count(place) > 1}) == []


@pytest.mark.parametrize("key", KNOWN.models)
def test_model_can_be_recommended(key: str) -> None:
    model = KNOWN.models[key]
    assert HAN.search(model.good_for.zh)
    assert not HAN.search(model.good_for.en)
    assert model.active_params_m is None or model.active_params_m <= model.params_m
    assert model.memory_mb(8) == pytest.approx(model.params_m)
    assert model.memory_mb(4) * 4 == pytest.approx(model.memory_mb(16))
    if model.role in ("encoder", "decoder", "encoder-decoder"):
        assert model.role == model.family


@pytest.mark.parametrize("language", LANGUAGES)
def test_unanswerable_questions_are_many_and_asked_of_no_card(language: str) -> None:
    texts = KNOWN.unanswerable.get(language)  # type: ignore[arg-type]
    asked = {text for card in KNOWN.cards.values() for text in card.asked_as.get(language)}  # type: ignore[arg-type]
    assert len(set(texts)) == len(texts) >= 200
    assert not set(texts) & asked


def test_the_catalogue_covers_what_a_recommendation_may_need() -> None:
    models = KNOWN.models.values()
    assert len(models) >= 45
    assert {model.role for model in models} == set(get_args(Model.model_fields["role"].annotation))
    assert {"en", "zh", "multilingual", "domain"} <= {model.languages for model in models}
    decoders = [model.params_m for model in models if model.role == "decoder"]
    assert min(decoders) < 1000 < 30_000 < max(decoders)


def test_the_readme_counts_what_there_is() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"(\d+) bilingual cards with (\d+) claims, (\d+) published results, (\d+) sources, (\d+) models", readme
    )
    groups = (KNOWN.cards, CLAIMS, KNOWN.results, KNOWN.sources, KNOWN.models)
    assert found and [int(number) for number in found.groups()] == [len(group) for group in groups]


def test_every_claim_of_the_source_conversation_is_carried() -> None:
    carried = {number for card in KNOWN.cards.values() for number in card.seed_claims}
    assert carried == set(range(1, 98))


def test_fingerprint_is_stable_and_follows_the_content(knowledge: Knowledge) -> None:
    assert knowledge.fingerprint == KNOWN.fingerprint
    card = knowledge.cards["M2"]
    other = Knowledge(
        **{
            **{field.name: getattr(knowledge, field.name) for field in fields(knowledge)},
            "cards": {**knowledge.cards, "M2": card.model_copy(update={"title": Text(en="x", zh="字")})},
        }
    )
    assert other.fingerprint != knowledge.fingerprint
