"""Dense and word search, fused into one ranking of cards and results."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from retrieval.bm25 import WordIndex
from retrieval.index import FaissStore

Kind = Literal["card", "result"]

WORD_WEIGHT = 0.05
"""What the best word match adds to a cosine. Cosines of this encoder spread over about 0.15, so words can
overturn a close call but not a clear one; between 0.02 and 0.08 the practice questions hardly tell them apart."""

NEIGHBOURS = 200
"""Passages taken from the vector index before they are grouped by owner."""


@dataclass(frozen=True)
class Hit:
    """One card or result found."""

    id: str
    kind: Kind
    score: float
    """Cosine of its best passage plus the share of the word score; comparable within one question only."""
    cosine: float
    """Cosine of its best passage, -1 to 1."""
    passage: Document
    """The passage that matched best."""


class HybridRetriever(BaseRetriever):
    """Ranks cards and results by their best passage, by vector and by words."""

    model_config = ConfigDict(arbitrary_types_allowed=True, ignored_types=(cached_property,))

    store: FaissStore
    k: int = 10

    @cached_property
    def word_index(self) -> WordIndex:
        """BM25 over the same passages; built in a fraction of a second, so it is not stored."""
        return WordIndex([document.page_content for document in self.store.documents])

    @cached_property
    def _owners(self) -> NDArray[np.str_]:
        return np.array([document.metadata["owner"] for document in self.store.documents])

    def search(
        self, question: str, vector: NDArray[np.float32] | None = None, k: int = 10, kind: Kind | None = None
    ) -> list[Hit]:
        """The best ``k`` cards and results, best first.

        Args:
            question: the question's text, for the word search.
            vector: its vector, shape ``(dimension,)``; embedded here when not given.
            k: how many hits.
            kind: only cards, or only results.
        """
        if vector is None:
            vector = np.asarray(self.store.embeddings.embed_query(question), dtype=np.float32)
        dense = best_by_owner(self.store.nearest(vector, NEIGHBOURS))
        lexical = self._by_words(question)
        hits = [
            Hit(
                id=owner,
                kind=passage.metadata["kind"],
                score=cosine + WORD_WEIGHT * lexical.get(owner, 0.0),
                cosine=cosine,
                passage=passage,
            )
            for owner, (passage, cosine) in self._with_word_matches(dense, lexical, vector).items()
            if kind in (None, passage.metadata["kind"])
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def _by_words(self, question: str) -> dict[str, float]:
        """Best BM25 score of each owner that shares a word, divided by the best of all."""
        scores = self.word_index.scores(question)
        top = float(scores.max(initial=0.0))
        best: dict[str, float] = {}
        for row in np.argsort(-scores)[:NEIGHBOURS]:
            if scores[row] > 0:
                best.setdefault(str(self._owners[row]), float(scores[row]) / top)
        return best

    def _with_word_matches(
        self, dense: Mapping[str, tuple[Document, float]], lexical: Mapping[str, float], vector: NDArray[np.float32]
    ) -> dict[str, tuple[Document, float]]:
        """Owners from either side; those that only words found get the cosine of their own best passage."""
        missing = [owner for owner in lexical if owner not in dense]
        found = dict(dense)
        for owner in missing:
            rows = np.flatnonzero(self._owners == owner)
            cosines = self.store.vectors(rows) @ vector
            best = int(np.argmax(cosines))
            found[owner] = (self.store.documents[rows[best]], float(cosines[best]))
        return found

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        return [hit.passage for hit in self.search(query, k=self.k)]


def best_by_owner(found: list[tuple[Document, float]]) -> dict[str, tuple[Document, float]]:
    """The best passage of each owner, from passages in falling order of score."""
    best: dict[str, tuple[Document, float]] = {}
    for document, score in found:
        best.setdefault(document.metadata["owner"], (document, score))
    return best
