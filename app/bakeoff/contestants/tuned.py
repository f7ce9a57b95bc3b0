"""The encoder side with the encoder itself tuned: its upper layers, as far as seconds on a CPU allow."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from app.bakeoff.contestants.contestant import labels_of
from app.bakeoff.contestants.encoders import safely, short, texts_of
from app.bakeoff.contestants.heads import head, predictions
from app.bakeoff.contestants.readings import Readings, states_of
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import ContestantKey, Prediction, Side

if TYPE_CHECKING:
    from app.models.tuning import UpperLayers

FEW = 16
"""Examples of the median class up to which tuning is contrastive, as in SetFit; above, the head trains along."""
TRAINED_TOKENS = 20_000
"""Tokens that training runs through in all where one epoch has no more, about five seconds on two cores."""
MOST_EPOCHS = 10


def epochs_for(tokens: int) -> int:
    """How often training runs through examples of so many tokens."""
    return max(1, min(MOST_EPOCHS, TRAINED_TOKENS // tokens))


class TunedContestant:
    """Fine-tunes the upper sixth of a BERT-like encoder with its head."""

    key: ContestantKey = "tuned"
    side: Side = "encoder"

    def __init__(self, readings: Readings, seed: int = 0) -> None:
        self.name = f"{short(readings.encoder.name)} fine-tuned"
        self.params_m: float | None = readings.encoder.params_m
        self.examples_used = 0
        self.borrowed_seconds = 0.0
        self._readings, self._seed = readings, seed
        self._layers: UpperLayers | None = None
        self._head: Any = None
        self._classes: tuple[str, ...] = ()

    def fit(self, examples: Sequence[Row]) -> None:
        """Tune on states that are read once a run.

        Raises:
            CannotTuneError: if the encoder is not built as BERT is.
        """
        from app.models.layers import torch_model
        from app.models.tuning import UpperLayers

        texts, labels = texts_of(examples), labels_of(examples)
        self.borrowed_seconds = self._readings.learn(texts)
        states = self._readings.states(texts)
        self._layers = UpperLayers.of(torch_model(self._readings.encoder.model))
        self._classes = tuple(sorted(set(labels)))
        targets = np.array([self._classes.index(label) for label in labels])
        epochs = epochs_for(sum(map(len, states)))
        few = float(np.median(list(Counter(labels).values()))) <= FEW
        if few:
            self._layers.contrast(states, targets, epochs, self._seed)
            self._head = self._started(self._layers.embed(states), targets)
        else:
            self._head = self._started(self._readings.vectors(texts), targets)
            self._layers.classify(states, targets, self._head, epochs, self._seed)
        self.examples_used = len(examples)

    def _started(self, vectors: Any, targets: Any) -> Any:
        """A torch head with the weights of a logistic regression."""
        from app.models.tuning import linear

        fitted = head().fit(vectors, targets)
        weights, bias = fitted.coef_, fitted.intercept_
        if len(weights) == 1:  # scikit-learn keeps one row for two classes
            weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return linear(weights.astype(np.float32), bias.astype(np.float32))

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Confidence is the head's probability."""
        return safely(self._readings.encoder, rows, self._predict)

    def _predict(self, rows: Sequence[Row]) -> list[Prediction]:
        from app.models.tuning import probabilities

        assert self._layers is not None
        _, states = states_of(self._readings.encoder, texts_of(rows))
        return predictions(probabilities(self._layers, self._head, states), self._classes)
