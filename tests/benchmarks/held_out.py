"""How well a card is found by a phrasing of its own that the index does not hold, with and without the owner head."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.wiring import Services
from retrieval.owners import OwnerHead
from retrieval.search import HEAD_WEIGHT, WORD_WEIGHT

FOLDS = 5
SEED = 0

Floats = NDArray[np.float64]


def run(services: Services, language_of: Callable[[str], str]) -> None:
    """Print recall@1 and recall@5 by language over all phrasings, five-fold."""
    documents = services.retriever.store.documents
    owners = np.array([document.metadata["owner"] for document in documents])
    cards = list(services.knowledge.cards)
    rows = [row for row, found in enumerate(documents) if found.metadata["field"].startswith("asked_as")]
    texts = [documents[row].page_content for row in rows]
    languages = np.array([language_of(text) for text in texts])
    plain, learned = _scores(services, rows, texts, owners, cards)
    wanted = np.array([cards.index(owners[row]) for row in rows])
    for name, scores in (("without owner head", plain), ("with owner head", plain + HEAD_WEIGHT * learned)):
        above = (scores > scores[np.arange(len(rows)), wanted][:, None]).sum(axis=1)
        for language in ("en", "zh", "mixed"):
            own = above[languages == language]
            print(
                f"held-out phrasings, {name:19} {language:6} {len(own):5} questions  "
                f"recall@1 {np.mean(own < 1):.3f}  recall@5 {np.mean(own < 5):.3f}"
            )


def _scores(
    services: Services, rows: list[int], texts: list[str], owners: NDArray[np.str_], cards: list[str]
) -> tuple[Floats, Floats]:
    """Cosine plus words, and the head's score, each of shape ``(questions, cards)``."""
    store, words = services.retriever.store, services.retriever.word_index
    vectors, questions = store.vectors(np.arange(len(owners))), services.encoder.queries(texts)
    fold = np.random.default_rng(SEED).permutation(len(rows)) % FOLDS
    plain, learned = np.empty((len(rows), len(cards))), np.empty((len(rows), len(cards)))
    for number in range(FOLDS):
        held = np.flatnonzero(fold == number)
        kept = np.ones(len(owners), dtype=bool)
        kept[np.array(rows)[held]] = False
        columns = [np.flatnonzero((owners == card) & kept) for card in cards]
        by_words = np.stack([words.scores(texts[place]) for place in held.tolist()])
        lexical = np.stack([by_words[:, column].max(axis=1) for column in columns], axis=1)
        lexical /= np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
        cosines = questions[held] @ vectors.T
        dense = np.stack([cosines[:, column].max(axis=1) for column in columns], axis=1)
        plain[held] = dense + WORD_WEIGHT * lexical
        head = OwnerHead.fit(vectors[kept], owners[kept].tolist())
        places = [head.owners.index(card) for card in cards]
        learned[held] = (questions[held] @ head.weights + head.offsets)[:, places]
    return plain, learned
