"""The encoder: any sentence-transformers model, behind LangChain's ``Embeddings``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from app.models import e5
from app.models.weights import Say, ensure, manifest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

Vectors = NDArray[np.float32]
"""Shape ``(texts, dimension)``, float32, each row of L2 norm 1."""


Embed = Callable[[list[str]], Vectors]
"""Texts to vectors."""


@dataclass(frozen=True)
class Reading:
    """What the encoder makes of one text."""

    vector: Vectors
    """Its query vector: float32, shape ``(dimension,)``, L2 norm 1."""
    states: Vectors
    """Tokens in their context: float32, shape ``(tokens, 4 * dimension)``, the states of four layers side by side."""
    spans: tuple[tuple[int, int], ...]
    """Where each token stands in the text, in characters; empty spans outside it."""


class Encoder(Embeddings):
    """Embeds questions and passages with the model's own prefixes, mean pooling and L2 norm."""

    def __init__(self, model: "SentenceTransformer", name: str) -> None:
        self.model = model
        self.name = name
        self.params_m = sum(parameter.numel() for parameter in model.parameters()) / 1e6
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._lock = Lock()  # one forward pass at a time: two would only share the same cores

    def queries(self, texts: list[str]) -> Vectors:
        """Vectors of questions."""
        with self._lock:
            return np.asarray(self.model.encode_query(texts, normalize_embeddings=True), dtype=np.float32)

    def passages(self, texts: list[str], batch: int = 32) -> Vectors:
        """Vectors of passages."""
        with self._lock:
            vectors = self.model.encode_document(texts, batch_size=batch, normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension)

    def read(self, texts: list[str], most_tokens: int = 512) -> list[Reading]:
        """Read questions: their vectors and, from the same pass, the states of their tokens."""
        from app.models.layers import hidden_states

        prefix = str(self.model.prompts.get("query", ""))
        transformer: Any = self.model[0]
        encoded = transformer.tokenizer(
            [prefix + text for text in texts],
            padding=True,
            truncation=True,
            max_length=most_tokens,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets, mask = encoded["offset_mapping"].tolist(), encoded["attention_mask"]
        with self._lock:
            states = hidden_states(transformer.auto_model, encoded["input_ids"], mask)
            vectors = self._pooled(states[-1], mask)
        readings = []
        for row, text in enumerate(texts):
            count = int(mask[row].sum())
            spans = tuple(_within(span, len(prefix), len(text)) for span in offsets[row][:count])
            side_by_side = np.concatenate([layer[row, :count].numpy() for layer in states], axis=1)
            readings.append(Reading(vectors[row], side_by_side.astype(np.float32, copy=False), spans))
        return readings

    def _pooled(self, last: "Tensor", mask: "Tensor") -> Vectors:
        """What the rest of the pipeline (pooling, norm) makes of the last states."""
        features = {"token_embeddings": last, "attention_mask": mask}
        for module in list(self.model.children())[1:]:
            features = module(features)
        vectors = np.asarray(features["sentence_embedding"], dtype=np.float32)
        norms: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms

    def embed_query(self, text: str) -> list[float]:
        """One question's vector, as LangChain wants it."""
        vector: list[float] = self.queries([text])[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Passages' vectors, as LangChain wants them."""
        rows: list[list[float]] = self.passages(texts).tolist()
        return rows


def _within(span: list[int], start: int, length: int) -> tuple[int, int]:
    """A span of the prefixed text as one of the text itself."""
    low, high = (min(max(place - start, 0), length) for place in span)
    return low, high


def load_encoder(wanted: str, cache_dir: Path, threads: int, say: Say = lambda _: None) -> Encoder:
    """The embedded encoder, or any sentence-transformers id or folder.

    Raises:
        WeightsError: if the embedded weights are missing and cannot be fetched.
    """
    if wanted != "embedded":
        return Encoder(_sentence_transformer(wanted, threads), name=wanted)
    from app.models.layers import export_layers, run_in_onnx

    encoder = torch_encoder(cache_dir, threads, say)
    exported = ensure(manifest()["encoder"], cache_dir).parent / "states.onnx"
    if not exported.exists():
        say(f"exporting the layers of {encoder.name} once")
        export_layers(encoder.model, exported)
    run_in_onnx(encoder.model, exported, threads)
    return encoder


def torch_encoder(cache_dir: Path, threads: int, say: Say = lambda _: None) -> Encoder:
    """The embedded encoder with all of it in torch, converted from its packed weights at first use.

    Raises:
        WeightsError: if the weights are missing and cannot be fetched.
    """
    weights = manifest()["encoder"]
    packed = ensure(weights, cache_dir, say)
    folder = packed.parent / "sentence-transformers"
    if not (folder / "done").exists():
        say(f"converting {weights.model} once")
        e5.convert(packed, folder)
        (folder / "done").touch()
    # The pooling layer of BertModel is not part of a sentence encoder; left in, it would be random weights.
    return Encoder(_sentence_transformer(str(folder), threads, add_pooling_layer=False), name=weights.model)


def _sentence_transformer(name: str, threads: int, **model_kwargs: bool) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(threads)
    return SentenceTransformer(name, device="cpu", model_kwargs=model_kwargs)
