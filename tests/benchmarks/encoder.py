"""The embedded encoder in ONNX Runtime against the same weights in torch, one question at a time."""

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np

from app.models.encoder import Encoder, torch_encoder
from app.settings import Settings
from app.wiring import build
from knowledge.schema import LANGUAGES

BLOCK = 20
"""Questions in a row for one runtime before the other's turn: threads of either go on spinning for a moment, and
question by question each would slow the other down."""
WARM_UP = 3


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print milliseconds a question, in alternating blocks, and whether the ranking is the same."""
    services = build(settings, say, with_decoder=False)
    encoders = {
        "torch fp32 eager": torch_encoder(settings.cache_dir, settings.threads),
        "ONNX Runtime fp32": services.encoder,
    }
    asked = [
        (card.id, card.question.get(language)) for card in services.knowledge.cards.values() for language in LANGUAGES
    ]
    spent: dict[str, list[float]] = {name: [] for name in encoders}
    vectors: dict[str, list[np.ndarray]] = {name: [] for name in encoders}
    texts = [text for _, text in asked]
    for block in (texts[start : start + BLOCK] for start in range(0, len(texts), BLOCK)):
        for name, encoder in encoders.items():
            for vector, milliseconds in _timed(encoder, block):
                vectors[name].append(vector)
                spent[name].append(milliseconds)
    medians = {name: float(np.median(values)) for name, values in spent.items()}
    ranked = {
        name: [
            [hit.id for hit in services.retriever.search(text, vector, 5, "card")]
            for (_, text), vector in zip(asked, rows, strict=True)
        ]
        for name, rows in vectors.items()
    }
    for name, lists in ranked.items():
        found = np.mean([card in ids for (card, _), ids in zip(asked, lists, strict=True)])
        print(f"{name:18} median {medians[name]:.1f} ms a question, recall@5 {found:.3f}")
    one, other = vectors.values()
    first, second = ranked.values()
    slow, fast = medians.values()
    print(
        f"{slow / fast:.1f} times as fast; least cosine between both "
        f"{min(float(a @ b) for a, b in zip(one, other, strict=True)):.6f}; same first five cards for "
        f"{sum(a == b for a, b in zip(first, second, strict=True))} of {len(asked)} questions"
    )


def _timed(encoder: Encoder, texts: Sequence[str]) -> list[tuple[np.ndarray, float]]:
    for text in texts[:WARM_UP]:
        encoder.queries([text])
    found = []
    for text in texts:
        started = perf_counter()
        vector = encoder.queries([text])[0]
        found.append((vector, (perf_counter() - started) * 1000))
    return found
