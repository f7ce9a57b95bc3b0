"""The encoder side without tuning the encoder: sentence vectors, and a small model on top."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from app.bakeoff.contestants.contestant import labels_of
from app.bakeoff.contestants.heads import head, predictions
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import ContestantKey, Prediction, Side
from app.models.encoder import Encoder, Vectors


class FrozenContestant:
    """The BERT family as it is mostly used with few labels: vectors and a logistic regression.

    For a pair the regression sees where the two vectors agree and where they differ.
    """

    key: ContestantKey = "frozen"
    side: Side = "encoder"

    def __init__(self, readings: Readings) -> None:
        self.name = f"{short(readings.encoder.name)} frozen + logistic regression"
        self.params_m: float | None = readings.encoder.params_m
        self.examples_used = 0
        self.borrowed_seconds = 0.0
        self._readings = readings
        self._head = head()

    def fit(self, examples: Sequence[Row]) -> None:
        """Train the head on vectors that are read once a run."""
        self.borrowed_seconds = self._readings.learn(texts_of(examples))
        self._head.fit(features(examples, self._readings.vectors(texts_of(examples))), labels_of(examples))
        self.examples_used = len(examples)

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Confidence is the head's probability."""
        return safely(self._readings.encoder, rows, self._predict)

    def predict_known(self, rows: Sequence[Row]) -> list[Prediction]:
        """As :meth:`predict`, without reading again what has been read."""
        return self._by(rows, self._readings.vectors(texts_of(rows)))

    def _predict(self, rows: Sequence[Row]) -> list[Prediction]:
        return self._by(rows, self._readings.queries(texts_of(rows)))

    def _by(self, rows: Sequence[Row], vectors: Vectors) -> list[Prediction]:
        return predictions(self._head.predict_proba(self._seen(rows, vectors)), self._head.classes_)

    def _seen(self, rows: Sequence[Row], vectors: Vectors) -> Vectors:
        return features(rows, vectors)


class CosineContestant(FrozenContestant):
    """For pairs: nothing but the cosine of the two vectors, cut where the examples say."""

    key: ContestantKey = "cosine"

    def __init__(self, readings: Readings) -> None:
        super().__init__(readings)
        self.name = f"{short(readings.encoder.name)} cosine + threshold"

    def fit(self, examples: Sequence[Row]) -> None:
        """Find where on the scale from unlike to like the classes change."""
        self.borrowed_seconds = self._readings.learn(texts_of(examples))
        vectors = self._readings.vectors(texts_of(examples))
        self._head = head(1000.0)  # one feature cannot overfit, and its spread is small
        self._head.fit(self._seen(examples, vectors), labels_of(examples))
        self.examples_used = len(examples)

    def _seen(self, rows: Sequence[Row], vectors: Vectors) -> Vectors:
        product: Vectors = (vectors[: len(rows)] * vectors[len(rows) :]).sum(axis=1, keepdims=True)
        return product


def texts_of(rows: Sequence[Row]) -> list[str]:
    """All texts to read: the first ones, then the second ones of pairs."""
    return [row.text for row in rows] + [row.second for row in rows if row.second is not None]


def features(rows: Sequence[Row], vectors: Vectors) -> Vectors:
    """What a head sees of each row, given vectors in the order of :func:`texts_of`.

    Shape ``(rows, dimension)`` for single texts; for pairs ``(rows, 2 * dimension)``: the product of both vectors,
    scaled to the size of their other half, and their absolute difference.
    """
    if len(vectors) == len(rows):
        return vectors
    first, second = vectors[: len(rows)], vectors[len(rows) :]
    scale = np.float32(np.sqrt(vectors.shape[1]))
    return np.hstack([first * second * scale, np.abs(first - second)])


def short(name: str) -> str:
    """A model's name without its owner or folder."""
    return name.rstrip("/").split("/")[-1]


def safely(
    encoder: Encoder, rows: Sequence[Row], predict: Callable[[Sequence[Row]], list[Prediction]]
) -> list[Prediction]:
    """Predictions that tell which rows were cut; whatever breaks inside a model the user chose is its own failure."""
    try:
        said = predict(rows)
    except Exception as error:
        return [Prediction(None, error=str(error)) for _ in rows]
    return [replace(one, clipped=_too_long(encoder, row)) for row, one in zip(rows, said, strict=True)]


def _too_long(encoder: Encoder, row: Row) -> bool:
    """Whether the encoder read only the beginning; a text has no more tokens than characters and two marks."""
    most = encoder.model.max_seq_length
    long = [text for text in (row.text, row.second or "") if most is not None and len(text) + 2 > most]
    return any(len(encoder.model.tokenizer(text, verbose=False)["input_ids"]) > (most or 0) for text in long)
