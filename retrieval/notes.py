"""Ranks a user's notes beside cards and results, and leaves the ranking of those as it is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.answerable import Signals
from retrieval.index import FaissStore
from retrieval.search import Hit, HybridRetriever, Kind


class RetrieverWithNotes(HybridRetriever):
    """A retriever of cards and results that finds notes as well.

    Notes are ranked in an index over all passages, so that their scores compare with those of cards; cards and results
    keep the hits and scores of the index without notes. Both are searched, which doubles a few milliseconds.
    """

    beside: HybridRetriever
    """Over the passages of cards, results and notes."""

    @classmethod
    def of(cls, shipped: HybridRetriever, notes: FaissStore) -> "RetrieverWithNotes":
        """The retriever over what is shipped and a user's notes, made by the same encoder; neither is changed."""
        both = FaissStore(notes.embeddings, notes.dimension)
        stores = (shipped.store, notes)
        vectors = [store.vectors(np.arange(len(store.documents))) for store in stores]
        both.add_vectors(np.concatenate(vectors), [document for store in stores for document in store.documents])
        return cls(store=shipped.store, k=shipped.k, beside=HybridRetriever(store=both))

    def search(
        self, question: str, vector: NDArray[np.float32] | None = None, k: int = 10, kind: Kind | None = None
    ) -> list[Hit]:
        """The best ``k`` cards, results and notes, best first; arguments as in :class:`HybridRetriever`."""
        if vector is None:
            vector = np.asarray(self.store.embeddings.embed_query(question), dtype=np.float32)
        ours = super().search(question, vector, k, kind) if kind != "note" else []
        notes = self.beside.search(question, vector, k, "note") if kind in (None, "note") else []
        return sorted([*ours, *notes], key=lambda hit: (-hit.score, hit.id))[:k]

    def signals(self, question: str, hits: Sequence[Hit], without: str = "", kind: Kind = "card") -> Signals:
        """What tells whether a card answers the question, or a note; words of notes count for notes alone."""
        if kind == "note":
            return self.beside.signals(question, hits, without, kind)
        return super().signals(question, hits, without, kind)
