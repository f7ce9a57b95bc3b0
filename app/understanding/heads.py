"""Small trained heads over the frozen encoder: what each word states, the kind of task, the output and the intent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.models.encoder import Reading
from app.understanding.tags import TAGS, TASK_TAGS
from app.understanding.values import CHOICES
from knowledge.schema import INTENTS

Floats = NDArray[np.float32]

UNCLEAR = "unclear"
"""Class of a message that does not tell what is to be done."""
CLASSES: Mapping[str, tuple[str, ...]] = {
    "kind": (*map(str, CHOICES["task"]), UNCLEAR),
    "output": (*map(str, CHOICES["output"]), UNCLEAR),
    "intent": INTENTS,
}
"""What the heads for whole messages tell apart."""
EVEN_SHARE = 0.02
"""Weight that every token has beside its probability of telling the task, so that no message is without words."""

TRAINED = Path(__file__).parent / "trained"
"""Where the heads stand that come with the project."""
_WEIGHTS, _BIRTH = "heads.npz", "heads.json"

Ranked = list[tuple[str, float]]


class StaleHeadsError(AppError):
    """Saved heads were trained from other texts or for another encoder."""


@dataclass(frozen=True)
class Opinion:
    """What the heads make of one message."""

    kinds: Ranked
    """Kinds of task and :data:`UNCLEAR` with probabilities, likeliest first."""
    outputs: Ranked
    intents: Ranked
    tags: Floats
    """Shape ``(tokens, tags)``: the logit that a token helps to state what the tag says."""
    spans: tuple[tuple[int, int], ...]
    """Where each token stands in the message."""


@dataclass(frozen=True)
class Heads:
    """A linear tagger of tokens, and a network with one hidden layer that three classifiers share.

    The classifiers see the mean of all token states beside the mean of those that, by the tagger, tell the task.
    """

    tagger: Floats
    """Shape ``(states + 1, tags)``; the last row is the bias."""
    hidden: Floats
    """Shape ``(2 * states + 1, units)``."""
    classifiers: Mapping[str, Floats]
    """By name as in :data:`CLASSES`: shape ``(units + 1, classes)``."""

    def read(self, reading: Reading) -> Opinion:
        """Tag the tokens of a message and classify the whole."""
        tags = affine(reading.states, self.tagger)
        units = np.maximum(affine(pooled(reading.states, tags), self.hidden), 0.0)
        ranked = {name: _ranked(CLASSES[name], affine(units, weights)) for name, weights in self.classifiers.items()}
        return Opinion(ranked["kind"], ranked["output"], ranked["intent"], tags, reading.spans)

    def save(self, folder: Path, born_of: Mapping[str, str]) -> None:
        """Write the weights (.npz of float16, no pickle) and their birth certificate (.json) into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {"tagger": self.tagger, "hidden": self.hidden, **self.classifiers}
        np.savez_compressed(folder / _WEIGHTS, **{name: array.astype(np.float16) for name, array in arrays.items()})
        (folder / _BIRTH).write_text(json.dumps(_certificate(born_of), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, born_of: Mapping[str, str]) -> "Heads":
        """Read what :meth:`save` wrote.

        Raises:
            StaleHeadsError: if nothing stands there, or it was trained from other texts or for another encoder.
        """
        if not ((folder / _WEIGHTS).exists() and (folder / _BIRTH).exists()):
            raise StaleHeadsError(f"no trained heads in {folder}; train them with 'python -m app train'")
        birth, wanted = json.loads((folder / _BIRTH).read_text(encoding="utf-8")), _certificate(born_of)
        for name, value in wanted.items():
            if birth.get(name) != value:
                raise StaleHeadsError(
                    f"heads in {folder}: {name} is {birth.get(name)!r}, wanted {value!r}; "
                    "train them anew with 'python -m app train'"
                )
        with np.load(folder / _WEIGHTS, allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        return cls(weights.pop("tagger"), weights.pop("hidden"), weights)


def _certificate(born_of: Mapping[str, str]) -> dict[str, Any]:
    """What the heads were trained from, and what they tell apart."""
    classes = {name: list(values) for name, values in CLASSES.items()}
    return {**born_of, "tags": [f"{name}={value}" for name, value in TAGS], **classes}


def affine(rows: Floats, weights: Floats) -> Floats:
    """Rows times all but the last row of the weights, plus that one."""
    result: Floats = rows @ weights[:-1] + weights[-1]
    return result


def pooled(states: Floats, tags: Floats) -> Floats:
    """The mean of the states weighted by how likely each token tells the task, then their plain mean.

    Args:
        states: float32, shape ``(tokens, states)``.
        tags: logits of the tagger, shape ``(tokens, tags)``.
    """
    shares = _sigmoid(tags[:, TASK_TAGS].max(axis=1)) + np.float32(EVEN_SHARE)
    weighted = (shares / shares.sum()) @ states
    together: Floats = np.concatenate([weighted, states.mean(axis=0)])
    return together


def _sigmoid(logits: Floats) -> Floats:
    """Logits to probabilities."""
    result: Floats = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return result


def _ranked(names: Sequence[str], scores: Floats) -> Ranked:
    powers = np.exp(scores - scores.max())
    shares = powers / powers.sum()
    return [(names[place], float(shares[place])) for place in np.argsort(-shares)]
