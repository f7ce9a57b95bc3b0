"""The examples as the encoder reads them: each text once, for every contestant that builds on it."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.models.encoder import Encoder, Vectors

States = NDArray[np.float16]
"""Tokens of one text after five sixths of the encoder's layers: float16, shape ``(tokens, dimension)``."""

LONGEST = 128
"""Tokens kept of a text's states: those of 2,000 long texts then take 200 MB."""
_BATCH = 16
"""Texts read at once; 16 are as fast as 32 or 64, and a question in the chat waits for fewer."""


class Readings:
    """Reads texts with one encoder and remembers them for as long as the run lasts."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._vectors: dict[str, Vectors] = {}
        self._states: dict[str, States] = {}
        self._seconds: dict[str, float] = {}

    def learn(self, texts: Sequence[str]) -> float:
        """Read what has not been read yet, and tell how many seconds all of ``texts`` took when they were read."""
        new = sorted({text for text in texts if text not in self._seconds}, key=len)
        for batch in (new[start : start + _BATCH] for start in range(0, len(new), _BATCH)):
            started = perf_counter()
            vectors, states = states_of(self.encoder, batch)
            each = (perf_counter() - started) / len(batch)
            for text, vector, state in zip(batch, vectors, states, strict=True):
                self._vectors[text], self._states[text], self._seconds[text] = vector, state, each
        return sum(self._seconds[text] for text in set(texts))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Read texts now, as a service would, and keep their vectors: shape ``(texts, dimension)``, float32, norm 1."""
        vectors = self.encoder.queries(list(texts))
        self._vectors.update(zip(texts, vectors, strict=True))
        return vectors

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Shape ``(texts, dimension)``, float32, L2 norm 1; read only where that has not been done."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self.queries(new)
        return np.stack([self._vectors[text] for text in texts])

    def states(self, texts: Sequence[str]) -> list[States]:
        """Of texts learnt before."""
        return [self._states[text] for text in texts]


def states_of(encoder: Encoder, texts: Sequence[str]) -> tuple[list[Vectors], list[States]]:
    """Vectors and states of texts, from one forward pass."""
    read = encoder.read(list(texts))
    third = slice(2 * encoder.dimension, 3 * encoder.dimension)  # of four layers side by side
    return [item.vector for item in read], [item.states[:LONGEST, third].astype(np.float16) for item in read]
