"""Fused search over a small index built with the real encoder."""

from dataclasses import replace

import numpy as np
import pytest
from langchain_core.documents import Document

from app.models.encoder import Encoder
from knowledge import Knowledge
from retrieval.index import FaissStore
from retrieval.passages import passages
from retrieval.search import HEAD_WEIGHT, WORD_WEIGHT, HybridRetriever, best_by_owner

CARDS = ("A1", "D1", "F2", "K2", "K4", "K7", "M2", "M5", "N3", "O3", "S1", "T4")
RESULTS = ("E001", "E031", "E039", "E043")


@pytest.fixture(scope="module")
def retriever(encoder: Encoder, knowledge: Knowledge) -> HybridRetriever:
    small = replace(
        knowledge,
        cards={key: knowledge.cards[key] for key in CARDS},
        results={key: knowledge.results[key] for key in RESULTS},
    )
    # Without the phrasings: a question of this test must not be found by being stored.
    documents = [d for d in passages(small) if not d.metadata["field"].startswith("asked_as")]
    store = FaissStore(encoder, encoder.dimension)
    store.add_vectors(encoder.passages([document.page_content for document in documents]), documents)
    return HybridRetriever(store=store)


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("Does GPT keep its pretrained weights frozen while it is being adapted?", "F2"),
        ("Why does a decoder need more memory the longer its text gets?", "T4"),
        ("Can predicting whether two sentences follow each other prepare a model for chatting?", "D1"),
        ("Which model family should translate between low-resource languages?", "K7"),
        ("GPT 微调时预训练权重要冻住吗？", "F2"),
        ("生成文本时为什么越写越占内存？", "T4"),
        ("英文 BERT 到底读了多少语料？", "S1"),
        ("从文本里抽取人名地名应该用什么模型？", "K2"),
        ("搜索文档该用双塔还是交叉编码器", "K4"),
        ("旋转位置编码有什么好处", "N3"),
        ("ALBERT-xxlarge", "M5"),
        ("[SEP]", "O3"),
        ("RoPE", "N3"),
        ("GLiNER", "K2"),
        ("1.5B", "M2"),
    ],
)
def test_the_right_card_comes_first(retriever: HybridRetriever, question: str, card: str) -> None:
    assert retriever.search(question, kind="card", k=3)[0].id == card


@pytest.mark.parametrize(
    ("question", "card", "asked", "stored"),
    [
        ("少参数的模型一定快吗", "M5", "zh", "en"),
        ("命名实体识别", "K2", "zh", "en"),
        ("how many words did BERT read in pretraining", "S1", "en", "zh"),
        ("freezing pretrained weights of GPT", "F2", "en", "zh"),
        ("machine translation", "K7", "en", "zh"),
    ],
)
def test_questions_cross_languages(
    retriever: HybridRetriever,
    encoder: Encoder,
    knowledge: Knowledge,
    question: str,
    card: str,
    asked: str,
    stored: str,
) -> None:
    documents = [d for d in retriever.store.documents if d.metadata["language"] == stored]
    rows = np.array([row for row, d in enumerate(retriever.store.documents) if d.metadata["language"] == stored])
    one_language = FaissStore(encoder, encoder.dimension)
    one_language.add_vectors(retriever.store.vectors(rows), documents)
    found = HybridRetriever(store=one_language).search(question, kind="card", k=3)
    assert card in [hit.id for hit in found]
    assert all(hit.passage.metadata["language"] == stored != asked for hit in found)


@pytest.mark.parametrize(("kind", "pool"), [("card", CARDS), ("result", RESULTS)])
def test_kind_filter(retriever: HybridRetriever, kind: str, pool: tuple[str, ...]) -> None:
    hits = retriever.search("English to Chinese translation", k=50, kind=kind)  # type: ignore[arg-type]
    assert {hit.id for hit in hits} == set(pool)
    assert {hit.kind for hit in hits} == {kind}


def test_without_filter_both_kinds_come_ranked_and_once(retriever: HybridRetriever) -> None:
    hits = retriever.search("adversarial translation from English to Chinese", k=50)
    assert sorted(hit.id for hit in hits) == sorted((*CARDS, *RESULTS))
    assert "E031" in [hit.id for hit in hits[:2]]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(retriever.search("translation", k=3)) == 3


def test_score_is_cosine_plus_words_plus_head(retriever: HybridRetriever, encoder: Encoder) -> None:
    question = "Is ALBERT-xxlarge fast?"
    vector = encoder.queries([question])[0]
    learned = retriever.head.scores(vector)
    by_words = []
    for hit in retriever.search(question, vector, k=50):
        by_words.append(hit.score - hit.cosine - HEAD_WEIGHT * learned[hit.id])
        rows = np.array([r for r, d in enumerate(retriever.store.documents) if d.metadata["owner"] == hit.id])
        assert hit.cosine == pytest.approx(float((retriever.store.vectors(rows) @ vector).max()), abs=1e-5)
    assert all(-1e-6 <= share <= WORD_WEIGHT + 1e-6 for share in by_words)
    assert max(by_words) == pytest.approx(WORD_WEIGHT)


def test_search_is_deterministic_and_takes_a_vector(retriever: HybridRetriever, encoder: Encoder) -> None:
    question = "what is a KV cache"
    first = retriever.search(question, k=8)
    again = retriever.search(question, encoder.queries([question])[0], k=8)
    assert [hit.id for hit in first] == [hit.id for hit in again]
    assert [hit.score for hit in first] == pytest.approx([hit.score for hit in again], abs=1e-5)
    assert retriever.search(question, k=8) == first


def test_langchain_interface_returns_documents(retriever: HybridRetriever) -> None:
    found = retriever.invoke("What does a KV cache cost?")
    assert len(found) == retriever.k == 10
    assert all(isinstance(document, Document) for document in found)
    assert found == [hit.passage for hit in retriever.search("What does a KV cache cost?", k=10)]
    assert found[0].metadata["owner"] == "T4"


def test_words_find_an_owner_that_the_vector_search_left_out(encoder: Encoder) -> None:
    # More than NEIGHBOURS near passages push the one with the exact name out of the vector search.
    near = [
        Document(page_content=f"cats sleep on sofa number {n}", metadata={"owner": f"n{n}", "kind": "card"})
        for n in range(205)
    ]
    far = Document(page_content="zyxomma is a dragonfly", metadata={"owner": "far", "kind": "card"})
    vectors = np.zeros((206, 384), dtype=np.float32)
    vectors[:205, 0] = 1.0
    vectors[205, 1] = 1.0
    store = FaissStore(encoder, 384)
    store.add_vectors(vectors, [*near, far])
    query = np.zeros(384, dtype=np.float32)
    query[0] = 1.0
    retriever = HybridRetriever(store=store)
    hits = {hit.id: hit for hit in retriever.search("zyxomma", query, k=300)}
    assert hits["far"].cosine == 0.0
    assert hits["far"].score == pytest.approx(WORD_WEIGHT + HEAD_WEIGHT * retriever.head.scores(query)["far"])


def test_best_by_owner_keeps_the_first_of_each() -> None:
    rows = [("x", 0.9), ("y", 0.8), ("x", 0.7), ("z", 0.6), ("y", 0.5)]
    found = [(Document(page_content=f"{o}{s}", metadata={"owner": o}), s) for o, s in rows]
    best = best_by_owner(found)
    assert {owner: (d.page_content, s) for owner, (d, s) in best.items()} == {
        "x": ("x0.9", 0.9),
        "y": ("y0.8", 0.8),
        "z": ("z0.6", 0.6),
    }
    assert list(best) == ["x", "y", "z"]
    assert best_by_owner([]) == {}


def test_signals_look_at_cards_alone(retriever: HybridRetriever) -> None:
    question = "Which GPT-2 has 1.5B parameters?"
    hits = retriever.search(question, k=50)
    cards = [hit for hit in hits if hit.kind == "card"]
    assert retriever.signals(question, hits) == retriever.signals(question, cards)
    assert retriever.signals(question, hits).cosine == max(hit.cosine for hit in cards)
    assert retriever.signals(question, [hit for hit in hits if hit.kind == "result"]).cosine == -1.0
    assert retriever.signals(question, []).cosine == -1.0
