"""Signals of questions whose answer is known, for fitting :class:`~retrieval.answerable.Answerability`."""

from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from retrieval.answerable import Answerability, Signals
from retrieval.search import HybridRetriever

Embed = Callable[[list[str]], NDArray[np.float32]]
"""Questions to vectors, float32, shape ``(texts, dimension)``, L2 norm 1."""


def fit_answerability(retriever: HybridRetriever, unanswerable: Sequence[str], embed: Embed) -> Answerability:
    """Fit on the indexed phrasings of cards and on questions that no card answers."""
    hopeless = [
        retriever.signals(text, retriever.search(text, vector))
        for text, vector in zip(unanswerable, embed(list(unanswerable)), strict=True)
    ]
    return Answerability.fit(_of_phrasings(retriever, embed), hopeless)


def _of_phrasings(retriever: HybridRetriever, embed: Embed) -> list[Signals]:
    """Of each phrasing of a card, looked for in an index that does not hold it."""
    documents = retriever.store.documents
    rows = [row for row, document in enumerate(documents) if document.metadata["kind"] == "card"]
    vectors = retriever.store.vectors(np.array(rows))
    phrasings = [(place, documents[row].page_content) for place, row in enumerate(rows) if _asked(documents[row])]
    found = []
    for (place, text), question in zip(phrasings, embed([text for _, text in phrasings]), strict=True):
        cosines = vectors @ question
        cosines[place] = -1.0
        own = retriever.signals(text, (), without=text)
        found.append(Signals(float(cosines.max()), own.coverage, own.chinese))
    return found


def _asked(document: Document) -> bool:
    return str(document.metadata["field"]).startswith("asked_as")
