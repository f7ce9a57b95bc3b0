"""The encoder side: frozen sentence vectors and a logistic regression on top, trained in milliseconds."""

from collections.abc import Sequence
from time import perf_counter
from typing import Literal

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.bakeoff.contestant import Prediction
from app.models.encoder import Encoder, Vectors

STRENGTH = 10.0
"""Inverse regularisation (scikit-learn's ``C``). Vectors of norm 1 need less of it than the default gives."""


class EncoderContestant:
    """The BERT family as it is mostly used with few labels; nothing inside the encoder is tuned."""

    side: Literal["encoder"] = "encoder"

    def __init__(self, encoder: Encoder) -> None:
        self.name = f"{encoder.name} + logistic regression"
        self.params_m: float | None = encoder.params_m
        self.examples_used = 0
        self._encoder = encoder
        self._head = LogisticRegression(C=STRENGTH, max_iter=1000)
        self._seen: dict[str, Vectors] = {}

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Train the head; vectors of examples are kept, because leave-one-out asks for the same ones again."""
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if new:
            self._seen.update(zip(new, self._encoder.queries(new), strict=True))
        self._head.fit(np.stack([self._seen[text] for text in texts]), list(labels))
        self.examples_used = len(texts)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One text at a time, as a service would see them; confidence is the head's probability."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Prediction:
        start = perf_counter()
        try:
            odds = self._head.predict_proba(self._encoder.queries([text]))[0]
        except Exception as error:  # whatever breaks inside a model the user chose is this side's failure, not ours
            return Prediction(None, None, _since(start), None, None, "", error=str(error))
        milliseconds = _since(start)
        best = int(odds.argmax())
        label = str(self._head.classes_[best])
        tokens, most = self._tokens(text), self._encoder.model.max_seq_length
        clipped = most is not None and tokens > most
        read = min(tokens, most) if most is not None else tokens
        return Prediction(label, float(odds[best]), milliseconds, read, None, label, clipped=clipped)

    def _tokens(self, text: str) -> int:
        return len(self._encoder.model.tokenizer(text, verbose=False)["input_ids"])


def _since(start: float) -> float:
    return (perf_counter() - start) * 1000
