"""The examples as the encoder reads them: each text once, for every contestant that builds on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.models.encoder import Encoder, Vectors

States = NDArray[np.float16]
"""Tokens of one text after five sixths of the encoder's layers: float16, shape ``(tokens, dimension)``."""

LONGEST = 128
"""Tokens kept of a text's states: those of 2,000 long texts then take 200 MB."""
_BATCH = 16


@dataclass(frozen=True)
class _Text:
    vector: Vectors
    states: States
    seconds: float
    """Its share of the time its batch took."""


class Readings:
    """Reads texts with one encoder and remembers them for as long as the run lasts."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._kept: dict[str, _Text] = {}

    def learn(self, texts: Sequence[str]) -> float:
        """Read what has not been read yet, and tell how many seconds all of ``texts`` took when they were read."""
        new = sorted({text for text in texts if text not in self._kept}, key=len)
        for batch in (new[start : start + _BATCH] for start in range(0, len(new), _BATCH)):
            started = perf_counter()
            vectors, states = states_of(self.encoder, batch)
            each = (perf_counter() - started) / len(batch)
            for text, vector, state in zip(batch, vectors, states, strict=True):
                self._kept[text] = _Text(vector, state, each)
        return sum(self._kept[text].seconds for text in set(texts))

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Shape ``(texts, dimension)``, float32, L2 norm 1, of texts learnt before."""
        return np.stack([self._kept[text].vector for text in texts])

    def states(self, texts: Sequence[str]) -> list[States]:
        """Of texts learnt before."""
        return [self._kept[text].states for text in texts]


def states_of(encoder: Encoder, texts: Sequence[str]) -> tuple[list[Vectors], list[States]]:
    """Vectors and states of texts, from one forward pass."""
    read = encoder.read(list(texts))
    third = slice(2 * encoder.dimension, 3 * encoder.dimension)  # of four layers side by side
    return [item.vector for item in read], [item.states[:LONGEST, third].astype(np.float16) for item in read]
