"""Tells questions that the knowledge base answers from those that it does not."""

from collections.abc import Sequence

from retrieval.search import Hit

THRESHOLD = 0.86
"""Least cosine between a question and the best passage of a card. Set on the practice questions so that hardly any
answerable one is refused; ``python -m app bench retrieval`` prints both error rates."""


def confidence(hits: Sequence[Hit]) -> float:
    """How sure it is that a card answers the question: the best card's cosine, or -1 without any."""
    return max((hit.cosine for hit in hits if hit.kind == "card"), default=-1.0)


def is_answerable(hits: Sequence[Hit]) -> bool:
    """Whether the best card is near enough to count as an answer."""
    return confidence(hits) >= THRESHOLD
