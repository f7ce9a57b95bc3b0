"""A user's own note as a page to read, in HTML: plain paragraphs, everything escaped."""

import re
from html import escape

from app.wording import say
from knowledge.notes import Note
from knowledge.schema import Language

_URL = re.compile(r"https?://[^\s<>\"']+")


def note_html(note: Note, language: Language) -> str:
    """The whole note, with its badge, question, source and date."""
    dated = say("ui.as_of", language, date=note.as_of.isoformat()) if note.as_of else ""
    question = f"<p class='question'>{escape(note.question)}</p>" if note.question else ""
    facts = " · ".join(filter(None, (source_html(note.source or ""), dated)))
    told = f"<p>{say('ui.source', language)}: {facts}</p>" if note.source else f"<p><small>{dated}</small></p>"
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in note.paragraphs)
    return f"<h2>{escape(note.title)} {badge_html(language)}</h2>{question}{paragraphs}{told if facts else ''}"


def badge_html(language: Language) -> str:
    """Tells the user's own words from what is shipped."""
    return f"<span class='bog-badge'>{say('ui.your_note', language)}</span>"


def source_html(source: str) -> str:
    """A source in the user's words; one that is a web address as a whole becomes a link."""
    told = escape(source)
    if not _URL.fullmatch(source):
        return told
    return f'<a href="{told}" target="_blank" rel="noopener noreferrer">{told}</a>'
