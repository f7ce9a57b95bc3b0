"""The embedded encoder in ONNX Runtime against the same weights in torch, one question at a time."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from app.models.encoder import torch_encoder
from app.settings import Settings
from app.wiring import build
from knowledge.schema import LANGUAGES

QUESTIONS = 160


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print milliseconds a question, interleaved, and whether the ranking is the same."""
    services = build(settings, say, with_decoder=False)
    ours, torch = services.encoder, torch_encoder(settings.cache_dir, settings.threads)
    cards = services.knowledge.cards.values()
    texts = [card.question.get(language) for card in cards for language in LANGUAGES][:QUESTIONS]
    spent: dict[str, list[float]] = {"torch fp32 eager": [], "ONNX Runtime fp32": []}
    cosines, same, right = [], 0, [0, 0]
    for text, owner in zip(texts, [card.id for card in cards for _ in LANGUAGES], strict=False):
        vectors = []
        for name, encoder in (("torch fp32 eager", torch), ("ONNX Runtime fp32", ours)):
            started = perf_counter()
            vectors.append(encoder.queries([text])[0])
            spent[name].append((perf_counter() - started) * 1000)
        cosines.append(float(vectors[0] @ vectors[1]))
        found = [[hit.id for hit in services.retriever.search(text, vector, 5, "card")] for vector in vectors]
        same += found[0] == found[1]
        right = [count + (owner in ids) for count, ids in zip(right, found, strict=True)]
    medians = {name: float(np.median(values[5:])) for name, values in spent.items()}
    for (name, median), count in zip(medians.items(), right, strict=True):
        print(f"{name:18} median {median:.1f} ms a question, recall@5 {count / len(texts):.3f}")
    print(
        f"{medians['torch fp32 eager'] / medians['ONNX Runtime fp32']:.1f} times as fast; least cosine between both "
        f"{min(cosines):.6f}; same first five cards for {same} of {len(texts)} questions"
    )
