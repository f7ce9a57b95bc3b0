"""Cuts cards, results and users' notes into the passages that are indexed.

One vector for a whole card blurs what it says; several short passages that all point to their card let a
question meet the one sentence it resembles.
"""

import re
from collections.abc import Iterator, Sequence

from langchain_core.documents import Document

from knowledge import Knowledge
from knowledge.checks import MARK
from knowledge.notes import Notes
from knowledge.schema import LANGUAGES, Card, Language, Result


def passages(knowledge: Knowledge) -> list[Document]:
    """All passages of the knowledge base, in a stable order.

    Each document's metadata holds ``owner`` (id of the card or result), ``kind`` (``card`` or ``result``),
    ``field`` (which part of it), ``language`` and ``claims`` (ids of the card's claims it states).
    """
    found: list[Document] = []
    for card in knowledge.cards.values():
        found.extend(_card(card))
    for result in knowledge.results.values():
        found.extend(_result(result))
    return found


def passages_of_notes(notes: Notes) -> list[Document]:
    """All passages of a user's notes, in a stable order, with the same metadata; ``kind`` is ``note``.

    A note is in one language, which nobody declared: ``language`` is None. ``field`` ``text.2`` is its third piece.
    """
    found: list[Document] = []
    for key, note in notes.items():
        fields = {"question": f"{note.title}. {note.question}" if note.question else note.title}
        # Unlike a card's claim, a piece does not say by itself what it is about.
        fields |= {f"text.{number}": f"{note.title}. {piece}" for number, piece in enumerate(note.pieces)}
        fields |= {f"asked_as.{number}": phrasing for number, phrasing in enumerate(note.asked_as)}
        found.extend(_passage(key, "note", field, None, text) for field, text in fields.items())
    return found


def _card(card: Card) -> Iterator[Document]:
    for language in LANGUAGES:
        titled = f"{card.title.get(language)}. {card.question.get(language)}"
        yield _passage(card.id, "card", "question", language, titled)
        yield _passage(card.id, "card", "short", language, card.short.get(language))
        for number, paragraph in enumerate(filter(str.strip, card.answer.get(language).splitlines())):
            plain = re.sub(rf"\s*{MARK.pattern}", "", paragraph)
            yield _passage(card.id, "card", f"answer.{number}", language, plain, MARK.findall(paragraph))
        if card.misconception:
            yield _passage(card.id, "card", "misconception", language, card.misconception.said.get(language))
            yield _passage(card.id, "card", "fact", language, card.misconception.fact.get(language))
        for claim in card.claims:
            yield _passage(card.id, "card", claim.id, language, claim.text.get(language), [claim.id])
        for number, phrasing in enumerate(card.asked_as.get(language)):
            yield _passage(card.id, "card", f"asked_as.{number}", language, phrasing)


def _result(result: Result) -> Iterator[Document]:
    for language in LANGUAGES:
        titled = f"{result.title.get(language)}. {result.says.get(language)}"
        yield _passage(result.id, "result", "says", language, titled)


def _passage(
    owner: str, kind: str, field: str, language: Language | None, text: str, claims: Sequence[str] = ()
) -> Document:
    return Document(
        id=f"{owner}/{field}/{language}" if language else f"{owner}/{field}",
        page_content=text,
        metadata={"owner": owner, "kind": kind, "field": field, "language": language, "claims": list(claims)},
    )
