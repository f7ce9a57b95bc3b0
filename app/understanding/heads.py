"""Small trained heads over the frozen encoder: kind of task and intent."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np

from app.errors import AppError
from app.models.encoder import Embed, Vectors
from knowledge.schema import Intent, IntentId, Kind, Output, TaskKind

KIND_C = 100.0
INTENT_C = 30.0
"""Inverse regularisation of the logistic regressions, chosen by five-fold cross-validation over the phrasings."""

_WEIGHTS, _BIRTH = "heads.npz", "heads.json"


class StaleHeadsError(AppError):
    """Saved heads were trained from other phrasings or for another encoder."""


@dataclass(frozen=True)
class Head:
    """One multinomial logistic regression."""

    names: tuple[str, ...]
    weights: Vectors
    """Shape ``(classes, dimension)``, float32."""
    biases: Vectors
    """Shape ``(classes,)``, float32."""

    def ranked(self, vector: Vectors) -> list[tuple[str, float]]:
        """Classes with their probabilities, likeliest first."""
        scores = self.weights @ vector + self.biases
        powers = np.exp(scores - scores.max())
        shares = powers / powers.sum()
        return [(self.names[index], float(shares[index])) for index in np.argsort(-shares)]


@dataclass(frozen=True)
class Birth:
    """What the heads were trained from."""

    fingerprint: str
    """Of the knowledge; see :attr:`knowledge.load.Knowledge.fingerprint`."""
    encoder: str
    dimension: int
    kinds: tuple[str, ...]
    intents: tuple[str, ...]
    outputs: dict[str, str]
    """What each kind of task usually puts out."""


@dataclass(frozen=True)
class Heads:
    """The two heads; each takes one query vector, float32, shape ``(dimension,)``, L2 norm 1."""

    kinds: Head
    intents: Head
    outputs: Mapping[TaskKind, Output]
    """What each kind of task usually puts out."""

    def kind(self, vector: Vectors) -> list[tuple[TaskKind, float]]:
        """Kinds of task with probabilities, likeliest first."""
        return cast(list[tuple[TaskKind, float]], self.kinds.ranked(vector))

    def intent(self, vector: Vectors) -> list[tuple[IntentId, float]]:
        """Intents with probabilities, likeliest first."""
        return cast(list[tuple[IntentId, float]], self.intents.ranked(vector))

    def save(self, folder: Path, fingerprint: str, encoder_name: str) -> None:
        """Write weights (.npz, no pickle) and their birth certificate (.json) into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        birth = Birth(
            fingerprint=fingerprint,
            encoder=encoder_name,
            dimension=int(self.kinds.weights.shape[1]),
            kinds=self.kinds.names,
            intents=self.intents.names,
            outputs={str(kind): output for kind, output in self.outputs.items()},
        )
        np.savez(
            folder / _WEIGHTS,
            kind_weights=self.kinds.weights,
            kind_biases=self.kinds.biases,
            intent_weights=self.intents.weights,
            intent_biases=self.intents.biases,
        )
        (folder / _BIRTH).write_text(json.dumps(asdict(birth), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, fingerprint: str, encoder_name: str) -> "Heads":
        """Read what :meth:`save` wrote.

        Raises:
            StaleHeadsError: if nothing stands there, or it was trained from other phrasings or for another encoder.
        """
        if not ((folder / _WEIGHTS).exists() and (folder / _BIRTH).exists()):
            raise StaleHeadsError(f"no trained heads in {folder}; train them with train_heads() and save() them")
        birth = json.loads((folder / _BIRTH).read_text(encoding="utf-8"))
        wanted = {"fingerprint": fingerprint, "encoder": encoder_name}
        for name, value in wanted.items():
            if birth[name] != value:
                found = birth[name]
                raise StaleHeadsError(f"heads in {folder}: {name} is {found!r}, wanted {value!r}; train them anew")
        with np.load(folder / _WEIGHTS, allow_pickle=False) as arrays:
            return cls(
                Head(tuple(birth["kinds"]), arrays["kind_weights"], arrays["kind_biases"]),
                Head(tuple(birth["intents"]), arrays["intent_weights"], arrays["intent_biases"]),
                birth["outputs"],
            )


def train_heads(kinds: Iterable[Kind], intents: Iterable[Intent], embed: Embed, asked: Iterable[str] = ()) -> Heads:
    """Train both heads from the phrasings in the knowledge; takes seconds besides the embedding.

    Args:
        kinds: kinds of task with their phrasings.
        intents: intents with theirs.
        embed: the frozen encoder.
        asked: further questions of fact, such as those the cards answer.
    """
    kinds = tuple(kinds)
    kind_rows = [(text, kind.id) for kind in kinds for text in (*kind.asked_as.en, *kind.asked_as.zh)]
    intent_rows = [(text, intent.id) for intent in intents for text in (*intent.asked_as.en, *intent.asked_as.zh)]
    intent_rows += [(text, "knowledge") for text in asked]
    # A description of a task is a wish for a recommendation, whatever the task.
    described = [(text, "recommendation") for text, _ in kind_rows]
    texts = [text for text, _ in (*kind_rows, *intent_rows)]
    vectors = embed(texts)
    kind_vectors, intent_vectors = vectors[: len(kind_rows)], vectors[len(kind_rows) :]
    kind_head = fit(kind_vectors, [name for _, name in kind_rows], KIND_C)
    everything = np.concatenate([intent_vectors, kind_vectors])
    intent_head = fit(everything, [name for _, name in (*intent_rows, *described)], INTENT_C)
    return Heads(kind_head, intent_head, {kind.id: kind.output for kind in kinds})


def fit(vectors: Vectors, names: Sequence[str], inverse_regularisation: float) -> Head:
    """One balanced multinomial logistic regression over vectors of shape ``(texts, dimension)``."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=inverse_regularisation, class_weight="balanced", max_iter=2000)
    model.fit(vectors, list(names))
    weights, biases = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights, biases = np.concatenate([-weights, weights]) / 2, np.concatenate([-biases, biases]) / 2
    return Head(tuple(map(str, model.classes_)), weights.astype(np.float32), biases.astype(np.float32))
