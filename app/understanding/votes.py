"""What the tagger says about a message, asked by tag and place."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from app.understanding.heads import Floats, Opinion
from app.understanding.profile import FactName
from app.understanding.tags import PLACE

NEVER = -9.0
"""Logit where there is no token to ask."""
_BESIDE = -1.5
"""Logit from which a token belongs to the words of a fact that another token states."""
_LATIN_WORD = re.compile(r"[A-Za-z0-9]+")
_TRIMMED = " ,.;:!?，。；：！？、()（）\"'“”"


@dataclass(frozen=True)
class Votes:
    """The tagger's logits for one message."""

    text: str
    opinion: Opinion

    @cached_property
    def _tokens(self) -> tuple[list[tuple[int, int]], Floats]:
        kept = [place for place, (start, end) in enumerate(self.opinion.spans) if end > start]
        return [self.opinion.spans[place] for place in kept], self.opinion.tags[kept]

    def peak(self, name: FactName, value: Any) -> float:
        """How surely anything in the message states a fact: the mean of the two highest logits."""
        logits = self._tokens[1][:, PLACE[name, value]]
        if not len(logits):
            return NEVER
        return float(np.sort(logits)[-2:].mean())

    def at(self, name: FactName, value: Any, start: int, end: int) -> float:
        """How surely the words between two places state a fact: the highest logit of their tokens."""
        spans, logits = self._tokens
        inside = [place for place, (low, high) in enumerate(spans) if low < end and high > start]
        return float(logits[inside, PLACE[name, value]].max()) if inside else NEVER

    def words(self, name: FactName, value: Any) -> str:
        """The words around the surest token that state a fact with it."""
        spans, logits = self._tokens
        if not spans:
            return ""
        column = logits[:, PLACE[name, value]]
        first = last = int(column.argmax())
        while first > 0 and column[first - 1] > _BESIDE:
            first -= 1
        while last + 1 < len(spans) and column[last + 1] > _BESIDE:
            last += 1
        return _whole(self.text, spans[first][0], spans[last][1]).strip(_TRIMMED)


def _whole(text: str, start: int, end: int) -> str:
    """A part of a text, its Latin words not cut in two."""
    for word in _LATIN_WORD.finditer(text):
        if word.start() < start < word.end():
            start = word.start()
        if word.start() < end < word.end():
            end = word.end()
    return text[start:end]
