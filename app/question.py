"""Cleans a question and refuses what cannot be read."""

import re
import unicodedata

from app.errors import InputError
from app.wording import say
from knowledge.schema import Language

_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
_READABLE = re.compile(r"[A-Za-z\u00c0-\u024f\u4e00-\u9fff]")


def clean(text: str, most: int, language: Language) -> str:
    """The question without control and zero-width characters.

    Args:
        text: what the user typed.
        most: characters allowed.
        language: language of the message of a refusal.

    Raises:
        InputError: with a message for the reader, when nothing can be read from it.
    """
    if len(text) > most:
        raise InputError(say("error.too_long", language, found=f"{len(text):,}", allowed=f"{most:,}"))
    kept = "".join(
        " " if character in "\n\r\t" else character
        for character in text
        if character in "\n\r\t" or unicodedata.category(character) not in _INVISIBLE
    )
    kept = re.sub(r" {2,}", " ", kept).strip()
    if not kept:
        raise InputError(say("error.empty", language))
    letters = [character for character in kept if character.isalpha()]
    if not letters:
        raise InputError(say("error.no_text", language))
    readable = len(_READABLE.findall(kept))
    if readable < 0.5 * len(letters):
        raise InputError(say("error.foreign", language))
    if readable < 2:
        raise InputError(say("error.too_short", language))
    return kept
