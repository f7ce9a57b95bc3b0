"""Notes are found beside cards and results, whose own ranking does not change."""

from dataclasses import replace

import pytest

from app.models.encoder import Encoder
from knowledge import Knowledge
from knowledge.notes import Note, Notes
from retrieval.index import FaissStore
from retrieval.notes import RetrieverWithNotes
from retrieval.passages import passages, passages_of_notes
from retrieval.search import HybridRetriever

CARDS = ("A1", "F2", "K2", "K4", "M2", "T4")
RESULTS = ("E001", "E031")
NOTES: Notes = {
    "note:pilot": Note(
        title="Pilot on insurance letters",
        text="We fine-tuned ModernBERT on 4,100 insurance letters and reached 91.4% accuracy.\n\nIt cost 300 euros.",
        question="What did the pilot find?",
        asked_as=("letters pilot outcome",),
    ),
    "note:zh": Note(title="客服工单试点", text="我们用四千条工单微调了编码器，比大模型高三个点。"),
}
QUESTIONS = (
    "What did our pilot on insurance letters find?",
    "我们的客服工单试点结果如何",
    "What does a KV cache cost?",
    "4,100 letters",
    "1.5B",
)


def indexed(encoder: Encoder, notes: Notes | Knowledge) -> FaissStore:
    documents = passages(notes) if isinstance(notes, Knowledge) else passages_of_notes(notes)
    store = FaissStore(encoder, encoder.dimension)
    store.add_vectors(encoder.passages([document.page_content for document in documents]), documents)
    return store


@pytest.fixture(scope="module")
def shipped(encoder: Encoder, knowledge: Knowledge) -> HybridRetriever:
    cards, results = ({key: group[key] for key in keys} for keys, group in ((CARDS, knowledge.cards),
                                                                            (RESULTS, knowledge.results)))  # fmt: skip
    return HybridRetriever(store=indexed(encoder, replace(knowledge, cards=cards, results=results)))


@pytest.fixture(scope="module")
def noted(encoder: Encoder, shipped: HybridRetriever) -> RetrieverWithNotes:
    return RetrieverWithNotes.of(shipped, indexed(encoder, NOTES))


def test_passages_of_notes() -> None:
    found = {document.id: document for document in passages_of_notes(NOTES)}
    assert [key for key in found if key.startswith("note:pilot")] == [
        "note:pilot/question",
        "note:pilot/text.0",
        "note:pilot/text.1",
        "note:pilot/asked_as.0",
    ]
    assert found["note:pilot/question"].page_content == "Pilot on insurance letters. What did the pilot find?"
    assert found["note:pilot/text.1"].page_content == "Pilot on insurance letters. It cost 300 euros."
    assert found["note:zh/question"].page_content == "客服工单试点"
    assert {document.metadata["kind"] for document in found.values()} == {"note"}
    assert found["note:zh/text.0"].metadata["owner"] == "note:zh"


@pytest.mark.parametrize(("question", "note"), [(QUESTIONS[0], "note:pilot"), (QUESTIONS[1], "note:zh")])
def test_the_right_note_comes_first(noted: RetrieverWithNotes, question: str, note: str) -> None:
    best = noted.search(question)[0]
    assert (best.id, best.kind) == (note, "note")
    assert {hit.kind for hit in noted.search(question, k=50, kind="note")} == {"note"}
    assert best == noted.search(question, k=1, kind="note")[0]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_shipped_keeps_its_hits_and_scores(
    shipped: HybridRetriever, noted: RetrieverWithNotes, question: str
) -> None:
    before = shipped.search(question, k=50)
    assert [hit for hit in noted.search(question, k=50) if hit.kind != "note"] == before
    for kind in ("card", "result"):
        assert noted.search(question, k=3, kind=kind) == shipped.search(question, k=3, kind=kind)  # type: ignore[arg-type]
    assert noted.signals(question, before) == shipped.signals(question, before)
    assert len(noted.search(question, k=2)) == 2


def test_words_of_notes_count_for_notes_alone(shipped: HybridRetriever, noted: RetrieverWithNotes) -> None:
    question = "insurance euros"
    hits = noted.search(question, k=50)
    of_card, of_note = noted.signals(question, hits), noted.signals(question, hits, kind="note")
    assert of_note.coverage > of_card.coverage == shipped.signals(question, hits).coverage
    assert of_note.cosine == max(hit.cosine for hit in hits if hit.kind == "note")


def test_langchain_interface_returns_notes_too(noted: RetrieverWithNotes) -> None:
    assert noted.invoke(QUESTIONS[0])[0].metadata["owner"] == "note:pilot"
