"""The encoder: any sentence-transformers model, behind LangChain's ``Embeddings``."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from app.models import e5
from app.models.weights import Say, ensure, manifest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
"""Shape ``(texts, dimension)``, float32, each row of L2 norm 1."""


Embed = Callable[[list[str]], Vectors]
"""Texts to vectors."""


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

    def embed_query(self, text: str) -> list[float]:
        """One question's vector, as LangChain wants it."""
        vector: list[float] = self.queries([text])[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Passages' vectors, as LangChain wants them."""
        rows: list[list[float]] = self.passages(texts).tolist()
        return rows


def remembering(embed: Embed) -> Embed:
    """The same embedding, computed once for each text."""
    known: dict[str, Vectors] = {}

    def once(texts: list[str]) -> Vectors:
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            known.update(zip(new, embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return once


def load_encoder(wanted: str, cache_dir: Path, threads: int, say: Say = lambda _: None) -> Encoder:
    """The embedded encoder, or any sentence-transformers id or folder.

    Raises:
        WeightsError: if the embedded weights are missing and cannot be fetched.
    """
    if wanted != "embedded":
        return Encoder(_sentence_transformer(wanted, threads), name=wanted)
    from app.models.layers import export_layers, run_in_onnx

    encoder = torch_encoder(cache_dir, threads, say)
    exported = ensure(manifest()["encoder"], cache_dir).parent / "layers.onnx"
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
