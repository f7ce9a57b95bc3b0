"""Cuts cards and results into the passages that are indexed.

One vector for a whole card blurs what it says; several short passages that all point to their card let a
question meet the one sentence it resembles.
"""

from collections.abc import Iterator

from langchain_core.documents import Document

from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Card, Language, Result


def passages(knowledge: Knowledge) -> list[Document]:
    """All passages of the knowledge base, in a stable order.

    Each document's metadata holds ``owner`` (id of the card or result), ``kind`` (``card`` or ``result``),
    ``field`` (which part of it) and ``language``.
    """
    found: list[Document] = []
    for card in knowledge.cards.values():
        found.extend(_card(card))
    for result in knowledge.results.values():
        found.extend(_result(result))
    return found


def _card(card: Card) -> Iterator[Document]:
    for language in LANGUAGES:
        yield _passage(
            card.id, "card", "question", language, f"{card.title.get(language)}. {card.question.get(language)}"
        )
        yield _passage(card.id, "card", "short", language, card.short.get(language))
        if card.misconception:
            yield _passage(card.id, "card", "misconception", language, card.misconception.said.get(language))
        for claim in card.claims:
            yield _passage(card.id, "card", claim.id, language, claim.text.get(language))
        for number, phrasing in enumerate(card.asked_as.get(language)):
            yield _passage(card.id, "card", f"asked_as.{number}", language, phrasing)


def _result(result: Result) -> Iterator[Document]:
    for language in LANGUAGES:
        yield _passage(
            result.id, "result", "says", language, f"{result.title.get(language)}. {result.says.get(language)}"
        )


def _passage(owner: str, kind: str, field: str, language: Language, text: str) -> Document:
    return Document(
        id=f"{owner}/{field}/{language}",
        page_content=text,
        metadata={"owner": owner, "kind": kind, "field": field, "language": language},
    )
