"""Quality of retrieval on questions with graded cards, beside its baselines."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from app.models.encoder import Encoder
from app.settings import Settings
from app.wiring import Services, build
from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Card, Language
from retrieval.evaluate import auroc, bootstrap_interval, ndcg_at, recall_at, reciprocal_rank
from retrieval.index import FaissStore
from retrieval.search import HybridRetriever, best_by_owner
from tests.benchmarks import held_out

PRACTICE = Path(__file__).parents[3] / "shared" / "data" / "questions.jsonl"
"""Practice questions, beside the checkout where there are any; another file of the same form does as well."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

Vector = NDArray[np.float32]
Ranker = Callable[[str, Vector], list[str]]


@dataclass(frozen=True)
class Question:
    """One question with the cards that answer it."""

    text: str
    language: str
    """``en``, ``zh``, or ``mixed`` for Chinese with English words in it."""
    relevant: dict[str, int]
    """Card ids with grade 2 (answers it) or 1 (helps); empty when nothing answers it."""
    vector: Vector


def run(settings: Settings, say: Callable[[str], None], path: Path = PRACTICE) -> None:
    """Print the measures by language, with bootstrap 95% intervals."""
    services = build(settings, say, with_decoder=False)
    held_out.run(services, _language)
    if not path.exists():
        print(f"no questions at {path}; nothing else measured")
        return
    questions = _read(path, services.encoder)
    asked = [question for question in questions if question.relevant]
    groups = {language: [q for q in asked if q.language == language] for language in ("en", "zh", "mixed")}
    groups["zh+mixed"] = groups["zh"] + groups["mixed"]
    for name, rank in _rankers(services).items():
        for language, group in groups.items():
            if group:
                print(f"{name:22} {language:8} {len(group):4} questions  {_measures(group, rank)}")
    _speed(services.retriever, asked)
    _answerable(services, questions)


def _read(path: Path, encoder: Encoder) -> list[Question]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    vectors = encoder.queries([row["question"] for row in rows])
    return [
        Question(row["question"], _language(row["question"]), row["relevant"], vector)
        for row, vector in zip(rows, vectors, strict=True)
    ]


def _language(text: str) -> str:
    if not _HAN.search(text):
        return "en"
    return "mixed" if _LATIN_WORD.search(text) else "zh"


def _rankers(services: Services) -> dict[str, Ranker]:
    retriever = services.retriever
    store = retriever.store
    owners = [document.metadata["owner"] for document in store.documents]
    cards = services.knowledge.cards
    plain = _one_vector_a_card(services.knowledge, services.encoder)

    def words(question: str, _: Vector) -> list[str]:
        scores = retriever.word_index.scores(question)
        ranked = dict.fromkeys(owners[row] for row in np.argsort(-scores) if scores[row] > 0)
        return [owner for owner in ranked if owner in cards][:10]

    def vectors(_: str, vector: Vector) -> list[str]:
        return [owner for owner in best_by_owner(store.nearest(vector, 400)) if owner in cards][:10]

    def one_vector(_: str, vector: Vector) -> list[str]:
        return list(best_by_owner(plain.nearest(vector, 20)))[:10]

    def fused(question: str, vector: Vector) -> list[str]:
        return [hit.id for hit in retriever.search(question, vector, 10, "card")]

    return {
        "BM25 alone": words,
        "encoder + FAISS alone": vectors,
        "one vector a card": one_vector,
        "fused": fused,
    }


def _one_vector_a_card(knowledge: Knowledge, encoder: Encoder) -> FaissStore:
    """What a tutorial builds: each card's text as one document in each language, the nearest k."""
    places = [(card, language) for card in knowledge.cards.values() for language in LANGUAGES]
    return FaissStore.from_texts(
        [_whole(card, language) for card, language in places], encoder, [{"owner": card.id} for card, _ in places]
    )


def _whole(card: Card, language: Language) -> str:
    texts = [card.title, card.question, card.short, card.answer]
    return "\n".join(text.get(language) for text in texts)


def _measures(questions: Sequence[Question], rank: Ranker) -> str:
    asked = [(question.relevant, rank(question.text, question.vector)) for question in questions]
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


def _speed(retriever: HybridRetriever, questions: Sequence[Question]) -> None:
    """Milliseconds of a search once the question's vector is there."""
    spent = []
    for question in questions:
        started = perf_counter()
        retriever.search(question.text, question.vector, 10, "card")
        spent.append((perf_counter() - started) * 1000)
    print(
        f"search without the encoder: median {np.median(spent):.2f} ms, 95% under {np.percentile(spent, 95):.2f} ms "
        f"({len(retriever.store.documents)} passages)"
    )


def _answerable(services: Services, questions: Sequence[Question]) -> None:
    judge, retriever = services.answerability, services.retriever
    found = [
        judge.probability(retriever.signals(question.text, retriever.search(question.text, question.vector)))
        for question in questions
    ]
    yes = [value for value, question in zip(found, questions, strict=True) if question.relevant]
    no = [value for value, question in zip(found, questions, strict=True) if not question.relevant]
    print(
        f"answerable: threshold {judge.threshold:.2f}, cross-validated over the knowledge base's own questions: "
        f"AUROC {judge.auroc:.3f}, {judge.missed:.0%} refused wrongly, {judge.false_alarms:.0%} answered wrongly"
    )
    if no:
        print(
            f"answerable: on these questions AUROC {auroc(yes, no):.3f}; "
            f"{sum(value < judge.threshold for value in yes)} of {len(yes)} answerable ones refused, "
            f"{sum(value >= judge.threshold for value in no)} of {len(no)} unanswerable ones answered"
        )
