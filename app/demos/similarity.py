"""A sentence vector is made by pooling and training; the raw vector of the first token is not one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.errors import InputError
from app.models.encoder import Encoder, Vectors


@dataclass(frozen=True)
class PairSimilarity:
    """One pair of texts, both ways."""

    first: str
    second: str
    pooled: float
    """Cosine of the mean-pooled sentence vectors, -1 to 1."""
    first_token: float
    """Cosine of the raw vectors at the first token (``<s>``, BERT's ``[CLS]``), -1 to 1."""


@dataclass(frozen=True)
class SimilarityResult:
    """All pairs. What counts is not how high the cosines are but how far apart like and unlike pairs come."""

    encoder: str
    first_token: str
    """How the model's tokenizer writes that token."""
    pairs: tuple[PairSimilarity, ...]
    pooled_spread: float
    """Highest minus lowest cosine of sentence vectors, 0 to 2."""
    first_token_spread: float
    """Highest minus lowest cosine of first-token vectors, 0 to 2."""


def compare_similarity(pairs: Sequence[tuple[str, str]], encoder: Encoder) -> SimilarityResult:
    """Compare both kinds of vectors of the same encoder on the user's pairs.

    Raises:
        InputError: if there is no pair, or one has an empty side.
    """
    faults = [f"pair {number}" for number, pair in enumerate(pairs, start=1) if not all(text.strip() for text in pair)]
    if faults or not pairs:
        raise InputError(f"found {', '.join(faults) or 'no pair'} without two texts; expected two texts in every pair")
    texts = [text for pair in pairs for text in pair]
    pooled, raw = _cosines(encoder.queries(texts)), _cosines(_first_token_vectors(texts, encoder))
    compared = tuple(
        PairSimilarity(*pair, pooled=one, first_token=other)
        for pair, one, other in zip(pairs, pooled, raw, strict=True)
    )
    token = str(encoder.model.tokenizer.cls_token or encoder.model.tokenizer.bos_token or "")
    return SimilarityResult(encoder.name, token, compared, max(pooled) - min(pooled), max(raw) - min(raw))


def _first_token_vectors(texts: list[str], encoder: Encoder) -> Vectors:
    """Shape ``(texts, dimension)``, float32, norm 1: last hidden states at position 0, with the prefix of questions."""
    states: Any = encoder.model.encode_query(texts, output_value="token_embeddings")
    raw = np.stack([np.asarray(tokens[0].cpu(), dtype=np.float32) for tokens in states])
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def _cosines(vectors: Vectors) -> list[float]:
    """Of rows 0 and 1, 2 and 3, and so on."""
    return [float(value) for value in (vectors[0::2] * vectors[1::2]).sum(axis=1)]
