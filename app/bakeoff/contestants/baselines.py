"""What both families must beat: the most frequent class, and character n-grams with a linear model."""

from collections import Counter
from collections.abc import Sequence

from app.bakeoff.contestants.contestant import labels_of
from app.bakeoff.contestants.heads import predictions
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import ContestantKey, Prediction, Side


class MajorityContestant:
    """Always the most frequent class of the examples, the first one on a draw; reads nothing."""

    key: ContestantKey = "majority"
    side: Side = "baseline"

    def __init__(self) -> None:
        self.name = "majority class"
        self.params_m: float | None = None
        self.examples_used = 0
        self.borrowed_seconds = 0.0
        self._label, self._share = "", 0.0

    def fit(self, examples: Sequence[Row]) -> None:
        """Count the classes."""
        self._label, count = Counter(labels_of(examples)).most_common(1)[0]
        self._share = count / len(examples)
        self.examples_used = len(examples)

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """The same label for every text; confidence is its share among the examples."""
        return [Prediction(self._label, self._share, raw=self._label) for _ in rows]


class LinearContestant:
    """TF-IDF of 2 to 4 characters, so that Chinese needs no word segmenter, and a logistic regression."""

    key: ContestantKey = "linear"
    side: Side = "baseline"

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        self.name = "TF-IDF + logistic regression"
        self.params_m: float | None = None
        self.examples_used = 0
        self.borrowed_seconds = 0.0
        self._counts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._head = LogisticRegression(C=10.0, max_iter=1000)

    def fit(self, examples: Sequence[Row]) -> None:
        """Count and train."""
        self._counts.fit([_padded(text) for row in examples for text in (row.text, row.second) if text is not None])
        self._head.fit(self._features(examples), labels_of(examples))
        self.params_m = self._head.coef_.size / 1e6
        self.examples_used = len(examples)

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """Confidence is the model's probability."""
        return predictions(self._head.predict_proba(self._features(rows)), self._head.classes_)

    def _features(self, rows: Sequence[Row]) -> object:
        """Shape ``(rows, n-grams)``; for a pair, what the two share and where they differ, side by side."""
        from scipy.sparse import hstack

        first = self._counts.transform([_padded(row.text) for row in rows])
        if rows[0].second is None:
            return first
        second = self._counts.transform([_padded(row.second or "") for row in rows])
        return hstack([first.multiply(second), abs(first - second)]).tocsr()


def _padded(text: str) -> str:
    """A text of one character has no n-gram; padded ones always have, so an all-short table still trains."""
    return f" {text} "
