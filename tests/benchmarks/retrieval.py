"""Quality of retrieval on questions with graded cards, beside its baselines."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.settings import Settings
from app.wiring import build
from retrieval.answerable import THRESHOLD, confidence
from retrieval.evaluate import auroc, bootstrap_interval, ndcg_at, recall_at, reciprocal_rank
from retrieval.search import HybridRetriever, best_by_owner

PRACTICE = Path(__file__).parents[3] / "shared" / "data" / "questions.jsonl"
"""Practice questions, beside the checkout where there are any; another file of the same form does as well."""

Ranker = Callable[[str, Any], list[str]]


def run(settings: Settings, say: Callable[[str], None], path: Path = PRACTICE) -> None:
    """Print the measures by language, with bootstrap 95% intervals."""
    if not path.exists():
        print(f"no questions at {path}; nothing measured")
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    services = build(settings, say, with_decoder=False)
    vectors = services.encoder.queries([row["question"] for row in rows])
    for name, rank in _rankers(services.retriever).items():
        for language in sorted({row["lang"] for row in rows}):
            asked = [
                (row["relevant"], rank(row["question"], vector))
                for row, vector in zip(rows, vectors, strict=True)
                if row["relevant"] and row["lang"] == language
            ]
            print(f"{name:12} {language:5} {len(asked):4} questions  {_measures(asked)}")
    _answerable(services.retriever, rows, vectors)


def _rankers(retriever: HybridRetriever) -> dict[str, Ranker]:
    store = retriever.store
    owners = [document.metadata["owner"] for document in store.documents]
    cards = {document.metadata["owner"] for document in store.documents if document.metadata["kind"] == "card"}

    def words(question: str, _: Any) -> list[str]:
        scores = retriever.word_index.scores(question)
        ranked = dict.fromkeys(owners[row] for row in np.argsort(-scores) if scores[row] > 0)
        return [owner for owner in ranked if owner in cards][:10]

    def vectors(_: str, vector: Any) -> list[str]:
        return [owner for owner in best_by_owner(store.nearest(vector, 400)) if owner in cards][:10]

    def fused(question: str, vector: Any) -> list[str]:
        return [hit.id for hit in retriever.search(question, vector, 10, "card")]

    return {"words": words, "vectors": vectors, "fused": fused}


def _measures(asked: Sequence[tuple[dict[str, int], list[str]]]) -> str:
    measures: dict[str, list[float]] = {
        "recall@1": [recall_at(ranked, relevant, 1) for relevant, ranked in asked],
        "recall@5": [recall_at(ranked, relevant, 5) for relevant, ranked in asked],
        "nDCG@10": [ndcg_at(ranked, relevant, 10) for relevant, ranked in asked],
        "MRR": [reciprocal_rank(ranked, relevant) for relevant, ranked in asked],
    }
    shown = []
    for name, values in measures.items():
        low, high = bootstrap_interval(values)
        shown.append(f"{name} {np.mean(values):.3f} [{low:.2f}, {high:.2f}]")
    return "  ".join(shown)


def _answerable(retriever: HybridRetriever, rows: list[dict[str, Any]], vectors: Any) -> None:
    found = [
        confidence(retriever.search(row["question"], vector, 10, "card"))
        for row, vector in zip(rows, vectors, strict=True)
    ]
    yes = [value for value, row in zip(found, rows, strict=True) if row["relevant"]]
    no = [value for value, row in zip(found, rows, strict=True) if not row["relevant"]]
    missed = sum(value < THRESHOLD for value in yes) / len(yes)
    alarms = sum(value >= THRESHOLD for value in no) / len(no)
    print(
        f"answerable   AUROC {auroc(yes, no):.3f}; at {THRESHOLD}: {missed:.0%} of answerable questions refused, "
        f"{alarms:.0%} of unanswerable ones answered ({len(yes)} and {len(no)} questions)"
    )
