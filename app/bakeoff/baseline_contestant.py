"""What both families must beat: character n-grams with a linear model, and the most frequent class."""

from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Literal

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from app.bakeoff.contestant import Prediction


class LinearContestant:
    """TF-IDF of 2 to 4 characters, so that Chinese needs no word segmenter, and a logistic regression."""

    side: Literal["baseline"] = "baseline"

    def __init__(self) -> None:
        self.name = "TF-IDF + logistic regression"
        self.params_m: float | None = None
        self.examples_used = 0
        self._model: Pipeline = make_pipeline(
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
            LogisticRegression(C=10.0, max_iter=1000),
        )

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Count and train."""
        # A text of one character has no n-gram; padded ones always have, so an all-short table still trains.
        self._model.fit([f" {text} " for text in texts], list(labels))
        self.examples_used = len(texts)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One text at a time; confidence is the model's probability."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Prediction:
        start = perf_counter()
        odds = self._model.predict_proba([f" {text} "])[0]
        milliseconds = (perf_counter() - start) * 1000
        best = int(odds.argmax())
        label = str(self._model.classes_[best])
        return Prediction(label, float(odds[best]), milliseconds, None, None, label)


MAJORITY = "majority class"


class MajorityContestant:
    """Always the most frequent class of the examples, the first one on a draw; reads nothing."""

    side: Literal["baseline"] = "baseline"

    def __init__(self) -> None:
        self.name = MAJORITY
        self.params_m: float | None = None
        self.examples_used = 0
        self._label, self._share = "", 0.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Count the classes."""
        self._label, count = Counter(labels).most_common(1)[0]
        self._share = count / len(labels)
        self.examples_used = len(texts)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """The same label for every text; confidence is its share among the examples."""
        return [Prediction(self._label, self._share, 0.0, None, None, self._label) for _ in texts]
