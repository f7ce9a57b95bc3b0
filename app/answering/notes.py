"""Answers from a user's own notes: quoted as they stand, cited, and marked as the user's."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answering.evidence import Evidence
from app.answering.stored import Plan, Sentence
from app.wording import listed, say
from knowledge.notes import Note
from knowledge.schema import Language
from retrieval.search import Hit

QUOTED = 3
"""Pieces of a note that an answer quotes: the one that was found and what follows it, 1,200 characters at the most."""

_MARK = re.compile(r"\[(\d{1,2})\]")


def evidence(hit: Hit, note: Note, first: int, most: int) -> tuple[Evidence, ...]:
    """The piece of a note that was found and those after it, each a passage of its own.

    Args:
        first: number of the first passage.
        most: how many passages.
    """
    part, _, piece_found = hit.passage.metadata["field"].partition(".")
    start = int(piece_found) if part == "text" else 0
    return tuple(
        Evidence(
            number=number,
            id=hit.id,
            kind="note",
            title=note.title,
            quote=piece,
            sources=(),
            as_of=note.as_of.isoformat() if note.as_of else "",
            against=False,
            source=note.source or "",
        )
        for number, piece in enumerate(note.pieces[start : start + most], start=first)
    )


def answer(items: Sequence[Evidence], language: Language) -> Plan:
    """The answer to a question of fact from passages of one note, in its own words."""
    lead = Sentence(_unmarked(say("stored.note", language, **_named(items[0], language))), verbatim=True)
    return Plan(language, (lead, *(Sentence(_unmarked(item.quote), (item.number,), verbatim=True) for item in items)))


def beside(plan: Plan, item: Evidence) -> Plan:
    """The plan with a note quoted after all the rest, as something that the verdict does not rest on."""
    told = say("stored.note_beside", plan.language, quote=item.quote, **_named(item, plan.language))
    return replace(plan, sentences=(*plan.sentences, Sentence(_unmarked(told), (item.number,), verbatim=True)))


def _named(item: Evidence, language: Language) -> dict[str, str]:
    """A note's title, and its source and date where it has them."""
    dated = say("ui.as_of", language, date=item.as_of) if item.as_of else ""
    facts = listed(filter(None, (item.source, dated)), language)
    return {"title": item.title, "about": say("stored.note_about", language, facts=facts) if facts else ""}


def _unmarked(text: str) -> str:
    """The text without marks of its own, which would pass for citations of this answer."""
    return _MARK.sub(r"(\1)", text)
