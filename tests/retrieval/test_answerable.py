"""Knowing when there is nothing to find."""

from pathlib import Path

import numpy as np
import pytest

from app.wiring import Services
from retrieval.answerable import Answerability, Signals, StaleAnswerabilityError
from retrieval.bm25 import WordIndex


def drawn(rng: np.random.Generator, count: int, cosine: float, coverage: float) -> list[Signals]:
    return [
        Signals(
            float(rng.normal(cosine, 0.02)), float(np.clip(rng.normal(coverage, 0.1), 0, 1)), bool(rng.random() < 0.5)
        )
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def fitted() -> Answerability:
    rng = np.random.default_rng(1)
    return Answerability.fit(drawn(rng, 90, 0.92, 0.9), drawn(rng, 40, 0.86, 0.5))


def test_fitted_decision_tells_the_two_apart(fitted: Answerability) -> None:
    assert fitted.auroc > 0.95
    assert fitted.probability(Signals(0.93, 0.95, False)) > 0.9 > 0.1 > fitted.probability(Signals(0.85, 0.4, False))
    assert fitted.accepts(Signals(0.93, 0.95, True)) and not fitted.accepts(Signals(-1.0, 0.0, False))


def test_each_signal_counts_for_an_answer(fitted: Answerability) -> None:
    middle = fitted.probability(Signals(0.89, 0.7, False))
    assert fitted.probability(Signals(0.91, 0.7, False)) > middle < fitted.probability(Signals(0.89, 0.8, False))


def test_signals_without_a_difference_are_no_better_than_chance() -> None:
    rng = np.random.default_rng(2)
    same = Answerability.fit(drawn(rng, 80, 0.9, 0.7), drawn(rng, 80, 0.9, 0.7))
    assert same.auroc < 0.65 and same.missed + same.false_alarms > 0.7


def test_save_and_load_round_trip(fitted: Answerability, tmp_path: Path) -> None:
    fitted.save(tmp_path / "new" / "a.json", "knowledge 1")
    assert Answerability.load(tmp_path / "new" / "a.json", "knowledge 1") == fitted


@pytest.mark.parametrize("damage", ["missing", "other", "broken", "short"])
def test_what_cannot_be_used_is_stale(fitted: Answerability, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "a.json"
    if damage != "missing":
        fitted.save(file, "other knowledge" if damage == "other" else "knowledge 1")
    if damage == "broken":
        file.write_text("{", encoding="utf-8")
    if damage == "short":
        file.write_text('{"born_of": "knowledge 1", "weights": [1, 2, 3]}', encoding="utf-8")
    with pytest.raises(StaleAnswerabilityError, match="python -m app weights"):
        Answerability.load(file, "knowledge 1")


def test_coverage_is_the_share_of_known_words_by_rarity() -> None:
    index = WordIndex(["encoders read text", "decoders write text", "text text text", "编码器读文本"])
    assert index.coverage("text") == 1.0
    assert index.coverage("zyxomma") == 0.0
    assert index.coverage("") == 0.0
    assert 0 < index.coverage("text zyxomma") < index.coverage("encoders zyxomma") < 1
    assert index.coverage("encoders", without="encoders read text") == 0.0
    assert index.coverage("text", without="encoders read text") == 1.0


def test_what_was_learned_on_the_knowledge_base_holds(services: Services) -> None:
    judge = services.answerability
    assert judge.auroc >= 0.93
    assert judge.missed <= 0.15 and judge.false_alarms <= 0.15


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("Is the raw CLS vector any good as a sentence embedding?", True),
        ("How many labels does SetFit need per class?", True),
        ("BERT 为什么能看到右边的词？", True),
        ("级联路由的阈值怎么定", True),
        ("How do I bake sourdough bread without a starter?", False),
        ("Which Formula 1 team won in Monza?", False),
        ("北京到上海的高铁要坐多久？", False),
        ("怎么给盆栽番茄施肥", False),
    ],
)
def test_questions_of_either_kind(services: Services, question: str, known: bool) -> None:
    retriever = services.retriever
    assert services.answerability.accepts(retriever.signals(question, retriever.search(question))) is known
