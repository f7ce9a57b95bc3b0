"""Dense and word search, fused into one ranking of cards and results."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from retrieval.answerable import Signals
from retrieval.bm25 import WordIndex
from retrieval.owners import OwnerHead
from retrieval.store import PassageStore

_HAN = re.compile(r"[\u4e00-\u9fff]")

Kind = Literal["card", "result", "note"]

WORD_WEIGHT = 0.05
"""What the best word match adds to a cosine. Cosines of this encoder spread over about 0.15, so words can
overturn a close call but not a clear one; between 0.02 and 0.08 the practice questions hardly tell them apart."""

HEAD_WEIGHT = 0.3
"""What the owner head adds for a score of 1; it mostly gives the right owner 0.1 to 0.2. Between 0.15 and 0.4 neither
held-out phrasings nor the practice questions tell the values apart."""

NEIGHBOURS = 200
"""Passages taken from the vector index before they are grouped by owner."""

WORD_OWNERS = 10
"""Owners that words alone may bring in beside those neighbours."""


@dataclass(frozen=True)
class Hit:
    """One card, result or user's note found."""

    id: str
    kind: Kind
    score: float
    """Cosine of its best passage plus what words and the owner head add; comparable within one question only."""
    cosine: float
    """Cosine of its best passage, -1 to 1."""
    passage: Document
    """The passage that matched best."""


class HybridRetriever(BaseRetriever):
    """Ranks cards and results by their best passage, by vector and by words, and by what all their passages share."""

    model_config = ConfigDict(arbitrary_types_allowed=True, ignored_types=(cached_property,))

    store: PassageStore
    k: int = 10

    @cached_property
    def word_index(self) -> WordIndex:
        """BM25 over the same passages; built in a fraction of a second, so it is not stored."""
        return WordIndex([document.page_content for document in self.store.documents])

    @cached_property
    def head(self) -> OwnerHead:
        """The owner head over the same passages; fitted in a fraction of a second, so it is not stored."""
        owners = [document.metadata["owner"] for document in self.store.documents]
        return OwnerHead.fit(self.store.vectors(np.arange(len(owners))), owners)

    def search(
        self, question: str, vector: NDArray[np.float32] | None = None, k: int = 10, kind: Kind | None = None
    ) -> list[Hit]:
        """The best ``k`` cards and results, best first.

        Args:
            question: the question's text, for the word search.
            vector: its vector, shape ``(dimension,)``; embedded here when not given.
            k: how many hits.
            kind: only hits of one kind.
        """
        if vector is None:
            vector = np.asarray(self.store.embeddings.embed_query(question), dtype=np.float32)
        lexical = self._by_words(question)
        found = best_by_owner(self.store.nearest(vector, NEIGHBOURS))
        for owner in [owner for owner in lexical if owner not in found][:WORD_OWNERS]:
            found[owner] = self.store.best_of(owner, vector)
        learned = self.head.scores(vector) if found else {}
        hits = [
            Hit(
                id=owner,
                kind=passage.metadata["kind"],
                score=cosine + WORD_WEIGHT * lexical.get(owner, 0.0) + HEAD_WEIGHT * learned[owner],
                cosine=cosine,
                passage=passage,
            )
            for owner, (passage, cosine) in found.items()
            if kind in (None, passage.metadata["kind"])
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def signals(self, question: str, hits: Sequence[Hit], without: str = "", kind: Kind = "card") -> Signals:
        """What tells whether a card answers the question.

        Args:
            hits: what :meth:`search` found for it.
            without: a passage to be left out of account, where the question itself stands in the index.
            kind: what is to answer it.
        """
        cosine = max((hit.cosine for hit in hits if hit.kind == kind), default=-1.0)
        return Signals(cosine, self.word_index.coverage(question, without), bool(_HAN.search(question)))

    def _by_words(self, question: str) -> dict[str, float]:
        """Best BM25 score of each owner that shares a word, divided by the best of all; the best first."""
        scores = self.word_index.scores(question)
        top = float(scores.max(initial=0.0))
        best: dict[str, float] = {}
        for row in np.argsort(-scores)[:NEIGHBOURS]:
            if scores[row] > 0:
                best.setdefault(self.store.documents[row].metadata["owner"], float(scores[row]) / top)
        return best

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
