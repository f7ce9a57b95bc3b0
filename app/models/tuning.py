"""Tunes the upper layers of an encoder on a few hundred texts, in seconds on two cores.

The lower five sixths stay as they are, so their states of each text are computed once and every epoch runs through the
upper layers only. Imported where it is needed, for it needs torch at import.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

BATCH = 16
LEARNING_RATE = 3e-4
"""For the layers, with a linear warm-up over a tenth of the steps and a linear decay. Of 2e-4, 3e-4, 5e-4 and 1e-3 the
one no table came out badly with."""
HEAD_RATE = 1e-2
TEMPERATURE = 0.05
"""Of the contrastive loss (Khosla et al. 2020)."""

States = Sequence[NDArray[np.float16]]
"""Of each text: shape ``(tokens, dimension)``."""


class CannotTuneError(Exception):
    """The encoder is not built as BERT is, so its upper layers cannot be taken out."""


@dataclass
class UpperLayers:
    """Copies of the layers above the lower five sixths, to be trained or run."""

    layers: nn.ModuleList

    @classmethod
    def of(cls, bert: Any) -> "UpperLayers":
        """Of a transformers model of the BERT, RoBERTa or XLM-R kind.

        Raises:
            CannotTuneError: if it is of another kind.
        """
        try:
            layers, depth = bert.encoder.layer, bert.config.num_hidden_layers
        except AttributeError as error:
            raise CannotTuneError(f"{type(bert).__name__} has no layers like BERT's") from error
        upper = copy.deepcopy(layers[round(depth * 5 / 6) :])
        for part in upper.modules():
            if isinstance(part, nn.Dropout):
                part.p = 0.0  # of one to three epochs; drawing its random numbers would take a tenth of the time
        return cls(upper)

    def vectors(self, states: States) -> Tensor:
        """Mean-pooled vectors of L2 norm 1: float32, shape ``(texts, dimension)``."""
        hidden, mask = _padded(states)
        hidden_from = (1 - mask)[:, None, None, :] * torch.finfo(torch.float32).min
        for layer in self.layers:
            out = layer(hidden, attention_mask=hidden_from)
            hidden = out[0] if isinstance(out, tuple) else out
        pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=1)

    @torch.inference_mode()
    def embed(self, states: States) -> NDArray[np.float32]:
        """As :meth:`vectors`, for many texts, without training."""
        self.layers.eval()
        parts = [self.vectors(states[start : start + 64]) for start in range(0, len(states), 64)]
        return torch.cat(parts).numpy()

    def contrast(self, states: States, classes: NDArray[np.int64], epochs: int, seed: int) -> None:
        """Draw texts of one class together and those of different ones apart (supervised contrastive loss)."""
        targets = torch.from_numpy(classes)
        rates = [(list(self.layers.parameters()), LEARNING_RATE)]

        def loss(chosen: list[int]) -> Tensor | None:
            return _contrast(self.vectors([states[place] for place in chosen]), targets[chosen])

        self._train(rates, loss, len(states), 2 * BATCH, epochs, seed)

    def classify(self, states: States, classes: NDArray[np.int64], head: nn.Linear, epochs: int, seed: int) -> None:
        """Train layers and head together to name the class of each text (cross-entropy)."""
        targets = torch.from_numpy(classes)
        rates = [(list(self.layers.parameters()), LEARNING_RATE), (list(head.parameters()), HEAD_RATE)]

        def loss(chosen: list[int]) -> Tensor | None:
            return functional.cross_entropy(head(self.vectors([states[place] for place in chosen])), targets[chosen])

        self._train(rates, loss, len(states), BATCH, epochs, seed)

    def _train(
        self, rates: list[tuple[list[Any], float]], loss: Any, texts: int, size: int, epochs: int, seed: int
    ) -> None:
        torch.manual_seed(seed)
        optimiser = torch.optim.AdamW([{"params": given, "lr": rate} for given, rate in rates], weight_decay=0.01)
        plan = [batch for _ in range(epochs) for batch in _shuffled(texts, size)]
        self.layers.train()
        for step, chosen in enumerate(plan):
            share = min(1.0, (step + 1) / (0.1 * len(plan) + 1)) * (1 - step / len(plan))
            for group, (_, rate) in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            lost = loss(chosen)
            if lost is not None:
                optimiser.zero_grad()
                lost.backward()
                optimiser.step()
        self.layers.eval()


def linear(weights: NDArray[Any], bias: NDArray[Any]) -> nn.Linear:
    """A head that starts from a logistic regression's: ``weights`` of shape ``(classes, dimension)``."""
    head = nn.Linear(weights.shape[1], weights.shape[0])
    with torch.no_grad():
        head.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights)))
        head.bias.copy_(torch.from_numpy(np.ascontiguousarray(bias)))
    return head


@torch.inference_mode()
def probabilities(layers: UpperLayers, head: nn.Linear, states: States) -> NDArray[np.float32]:
    """Shape ``(texts, classes)``.

    A single text runs on one thread: those of ONNX Runtime, which has just read it, still spin on the other cores, and
    waiting for them took three times as long as the work itself.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if len(states) == 1 else threads)
    try:
        return torch.softmax(head(torch.from_numpy(layers.embed(states))), dim=1).numpy()
    finally:
        torch.set_num_threads(threads)


def _contrast(vectors: Tensor, classes: Tensor) -> Tensor | None:
    """None when no two texts of the batch share a class."""
    itself = torch.eye(len(classes), dtype=torch.bool)
    same = ((classes[:, None] == classes[None]) & ~itself).float()
    partners = same.sum(1)
    if not bool((partners > 0).any()):
        return None
    likeness = (vectors @ vectors.T / TEMPERATURE).masked_fill(itself, -1e9)
    log_share = likeness - torch.logsumexp(likeness, 1, keepdim=True)
    each: Tensor = -(same * log_share).sum(1)[partners > 0] / partners[partners > 0]
    return each.mean()


def _shuffled(texts: int, size: int) -> Iterator[list[int]]:
    order = torch.randperm(texts).tolist()
    return (order[start : start + size] for start in range(0, texts, size))


def _padded(states: States) -> tuple[Tensor, Tensor]:
    """Shapes ``(texts, longest, dimension)`` and ``(texts, longest)``, float32."""
    longest = max(len(state) for state in states)
    hidden = torch.zeros(len(states), longest, states[0].shape[1])
    mask = torch.zeros(len(states), longest)
    for place, state in enumerate(states):
        hidden[place, : len(state)] = torch.from_numpy(state.astype(np.float32))
        mask[place, : len(state)] = 1
    return hidden, mask
