"""The errors found in the source conversation stay out, and their corrections stay in."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Card, Language

ERRORS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "known_errors.yaml").read_text(encoding="utf-8"))
STOP = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
every_error = pytest.mark.parametrize("error", ERRORS, ids=[f"claim {error['claim']}" for error in ERRORS])
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def stated(card: Card, language: Language) -> list[str]:
    """Sentences that a card states as true."""
    texts = [card.short, card.answer, *(claim.text for claim in card.claims)]
    texts += [card.disagreement.why] if card.disagreement else []
    texts += [card.misconception.fact] if card.misconception else []
    return [sentence for text in texts for sentence in STOP.split(text.get(language))]


def makes(error: dict[str, str], sentence: str) -> bool:
    denied = "unless" in error and re.search(error["unless"], sentence, re.I)
    return bool(re.search(error["says"], sentence, re.I)) and not denied


@every_error
@both_languages
def test_pattern_catches_the_error(error: dict[str, Any], language: Language) -> None:
    assert makes(error[language], error[language]["wrong"])


@every_error
@both_languages
def test_no_card_or_result_states_the_error(error: dict[str, Any], language: Language, knowledge: Knowledge) -> None:
    said = [(card.id, sentence) for card in knowledge.cards.values() for sentence in stated(card, language)]
    said += [(result.id, result.says.get(language)) for result in knowledge.results.values()]
    assert [place for place in said if makes(error[language], place[1])] == []


@every_error
@both_languages
def test_the_correction_is_stated(error: dict[str, Any], language: Language, knowledge: Knowledge) -> None:
    sentences = [sentence for key in error["card"] for sentence in stated(knowledge.cards[key], language)]
    assert any(re.search(error[language]["fact"], sentence) for sentence in sentences)


@every_error
def test_the_error_belongs_to_a_card_that_carries_the_claim(error: dict[str, Any], knowledge: Knowledge) -> None:
    carriers = {card.id for card in knowledge.cards.values() if error["claim"] in card.seed_claims}
    assert carriers & set(error["card"])
