"""Tells questions that a card answers from those that none does.

Three signals decide, weighted by a logistic regression: how near the best card is, how many of the question's words
the knowledge base knows at all, and the language, because cosines between Chinese texts run higher. It learns from the
cards' own phrasings, each taken out of the index before it is looked for, and from questions that no card answers
(``knowledge/unanswerable.yaml``). The threshold is chosen on cross-validated probabilities.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from retrieval.evaluate import auroc

FOLDS = 5
SEED = 0


class StaleAnswerabilityError(Exception):
    """What was fitted belongs to other knowledge or another encoder, or cannot be read."""


@dataclass(frozen=True)
class Signals:
    """What is known about a question once the index has been searched."""

    cosine: float
    """Of the best card's best passage, -1 to 1; -1 without any."""
    coverage: float
    """Share of the question's words, weighted by rarity, that the passages hold; 0 to 1."""
    chinese: bool
    """Whether the question holds Chinese characters."""

    @property
    def values(self) -> tuple[float, float, float]:
        """As numbers, in the order of the weights."""
        return self.cosine, self.coverage, float(self.chinese)


@dataclass(frozen=True)
class Answerability:
    """The fitted decision."""

    weights: tuple[float, float, float]
    """Log-odds for each of :attr:`Signals.values`."""
    offset: float
    threshold: float
    """Least probability that counts as answerable."""
    auroc: float
    """Cross-validated, 0.5 to 1."""
    missed: float
    """Share of answerable questions below the threshold, cross-validated."""
    false_alarms: float
    """Share of unanswerable questions above it, cross-validated."""

    def probability(self, signals: Signals) -> float:
        """That a card answers the question, 0 to 1, at equal odds of both."""
        return float(1 / (1 + np.exp(-(np.dot(self.weights, signals.values) + self.offset))))

    def accepts(self, signals: Signals) -> bool:
        """Whether the question counts as answerable."""
        return self.probability(signals) >= self.threshold

    @classmethod
    def fit(cls, answerable: Sequence[Signals], unanswerable: Sequence[Signals]) -> "Answerability":
        """Learn from both kinds; the threshold makes the sum of both error rates least."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        rows = np.array([signals.values for signals in (*answerable, *unanswerable)])
        truth = np.arange(len(rows)) < len(answerable)
        model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced"))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        held_out = cross_val_predict(model, rows, truth, cv=folds, method="predict_proba")[:, 1]
        yes, no = held_out[truth], held_out[~truth]
        threshold = min(np.unique(held_out), key=lambda value: float(np.mean(yes < value) + np.mean(no >= value)))
        scaler, regression = (step for _, step in model.fit(rows, truth).steps)
        weights = regression.coef_[0] / scaler.scale_
        first, second, third = (float(weight) for weight in weights)
        return cls(
            weights=(first, second, third),
            offset=float(regression.intercept_[0] - np.dot(weights, scaler.mean_)),
            threshold=float(threshold),
            auroc=auroc(yes.tolist(), no.tolist()),
            missed=float(np.mean(yes < threshold)),
            false_alarms=float(np.mean(no >= threshold)),
        )

    def save(self, file: Path, born_of: str) -> None:
        """Write the decision with what it was fitted on."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"born_of": born_of, **asdict(self)}, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, file: Path, born_of: str) -> "Answerability":
        """Read a saved decision.

        Raises:
            StaleAnswerabilityError: if there is none, or it was fitted on something else.
        """
        try:
            row = json.loads(file.read_text(encoding="utf-8"))
            if row.pop("born_of") != born_of:
                raise StaleAnswerabilityError(f"{file} was fitted on other knowledge; run 'python -m app weights'")
            return cls(**{**row, "weights": tuple(row["weights"])})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StaleAnswerabilityError(f"no usable {file}; run 'python -m app weights'") from error
