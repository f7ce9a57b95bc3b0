"""The vector store against brute force, its files, and its refusal of what is stale."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from numpy.typing import NDArray

from app.models.encoder import Encoder
from retrieval.index import FaissStore, StaleIndexError


def unit_rows(rows: int, dimension: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def filled(rows: int, dimension: int, seed: int = 0) -> tuple[FaissStore, NDArray[np.float32]]:
    store = FaissStore(DeterministicFakeEmbedding(size=dimension), dimension)
    vectors = unit_rows(rows, dimension, seed)
    store.add_vectors(vectors, [Document(id=f"d{row}", page_content=f"text {row}") for row in range(rows)])
    return store, vectors


@pytest.mark.parametrize(
    ("rows", "dimension", "queries", "k"), [(1, 3, 2, 1), (7, 5, 3, 4), (97, 12, 5, 10), (640, 33, 17, 6)]
)
def test_nearest_equals_brute_force(rows: int, dimension: int, queries: int, k: int) -> None:
    store, vectors = filled(rows, dimension, seed=rows)
    for query in unit_rows(queries, dimension, seed=rows + 1):
        found = store.nearest(query, k)
        cosines = vectors @ query
        best = np.argsort(-cosines)[:k]
        assert [document.id for document, _ in found] == [f"d{row}" for row in best]
        np.testing.assert_allclose([score for _, score in found], cosines[best], atol=1e-5)


def test_adding_in_batches_gives_the_same_index() -> None:
    whole, vectors = filled(30, 9)
    parts = FaissStore(DeterministicFakeEmbedding(size=9), 9)
    for start, stop in ((0, 4), (4, 4), (4, 17), (17, 30)):
        parts.add_vectors(vectors[start:stop], whole.documents[start:stop])
    query = unit_rows(1, 9, seed=5)[0]
    assert parts.nearest(query, 8) == whole.nearest(query, 8)
    np.testing.assert_array_equal(parts.vectors(np.array([29, 3])), vectors[[29, 3]])


def test_k_beyond_the_index_gives_everything_once() -> None:
    store, _ = filled(4, 6)
    found = store.nearest(unit_rows(1, 6, seed=2)[0], 50)
    assert sorted(document.id or "" for document, _ in found) == ["d0", "d1", "d2", "d3"]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@pytest.mark.parametrize("k", [0, -1])
def test_no_neighbours_wanted(k: int) -> None:
    assert filled(4, 6)[0].nearest(unit_rows(1, 6, seed=2)[0], k) == []


def test_an_empty_index_finds_nothing() -> None:
    store = FaissStore(DeterministicFakeEmbedding(size=6), 6)
    assert store.nearest(unit_rows(1, 6, seed=2)[0], 3) == []
    assert store.similarity_search("anything") == []


@pytest.mark.parametrize("shape", [(3, 5), (2, 4), (4, 3), (12,)])
def test_vectors_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    store = FaissStore(DeterministicFakeEmbedding(size=4), 4)
    documents = [Document(page_content=str(row)) for row in range(3)]
    with pytest.raises(ValueError, match=r"expected \(3, 4\)"):
        store.add_vectors(np.zeros(shape, dtype=np.float32), documents)
    assert store.documents == []


def other(documents: list[Document]) -> list[Document]:
    """The same passages with one word changed."""
    changed = documents[1].model_copy(update={"page_content": "text one"})
    return [documents[0], changed, *documents[2:]]


def test_save_and_load_round_trip(tmp_path: Path) -> None:
    store, _ = filled(11, 7)
    store.documents[3] = Document(id="d3", page_content="两行\n文字", metadata={"owner": "A1", "language": "zh"})
    store.save(tmp_path / "new" / "index", "some/encoder")
    loaded = FaissStore.load(tmp_path / "new" / "index", store.embeddings, "some/encoder", store.documents)
    query = unit_rows(1, 7, seed=9)[0]
    assert loaded.nearest(query, 11) == store.nearest(query, 11)
    assert loaded.documents == store.documents
    assert loaded.dimension == 7


def test_certificate_says_what_the_index_was_built_from(tmp_path: Path) -> None:
    store = filled(11, 7)[0]
    store.save(tmp_path, "some/encoder")
    lines = "".join(f"{document.id}\t{document.page_content}\n" for document in store.documents)
    assert json.loads((tmp_path / "certificate.json").read_text(encoding="utf-8")) == {
        "encoder": "some/encoder",
        "dimension": 7,
        "normalised": True,
        "passages": 11,
        "sha256": sha256(lines.encode()).hexdigest(),
    }


def test_files_are_plain_data_and_not_pickles(tmp_path: Path) -> None:
    filled(3, 7)[0].save(tmp_path, "e")
    assert {path.name for path in tmp_path.iterdir()} == {"index.faiss", "certificate.json"}
    assert not any(path.read_bytes().startswith(b"\x80") for path in tmp_path.iterdir())


@pytest.mark.parametrize(("encoder", "same"), [("other/encoder", True), ("some/encoder", False)])
def test_an_index_of_something_else_is_stale(tmp_path: Path, encoder: str, same: bool) -> None:
    store, _ = filled(3, 7)
    store.save(tmp_path, "some/encoder")
    documents = store.documents if same else other(store.documents)
    with pytest.raises(StaleIndexError, match="python -m app weights") as caught:
        FaissStore.load(tmp_path, store.embeddings, encoder, documents)
    assert encoder in str(caught.value)


@pytest.mark.parametrize("damage", ["missing folder", "no certificate", "broken certificate", "old certificate"])
def test_an_unusable_index_is_stale(tmp_path: Path, damage: str) -> None:
    store, _ = filled(3, 7)
    if damage != "missing folder":
        store.save(tmp_path / "index", "e")
    certificate = tmp_path / "index" / "certificate.json"
    if damage == "no certificate":
        certificate.unlink()
    if damage == "broken certificate":
        certificate.write_text("{", encoding="utf-8")
    if damage == "old certificate":
        certificate.write_text('{"encoder": "e"}', encoding="utf-8")
    with pytest.raises(StaleIndexError, match="python -m app weights"):
        FaissStore.load(tmp_path / "index", store.embeddings, "e", store.documents)


def test_passages_that_do_not_match_the_vectors_are_stale(tmp_path: Path) -> None:
    store, _ = filled(3, 7)
    store.save(tmp_path, "e")
    two, _ = filled(2, 7)
    two.save(tmp_path / "two", "e")
    (tmp_path / "index.faiss").write_bytes((tmp_path / "two" / "index.faiss").read_bytes())
    with pytest.raises(StaleIndexError, match="2 vectors for 3 passages"):
        FaissStore.load(tmp_path, store.embeddings, "e", store.documents)
    with pytest.raises(StaleIndexError, match="python -m app weights"):
        FaissStore.load(tmp_path / "two", store.embeddings, "e", store.documents)


@pytest.mark.parametrize("damage", ["missing", "cut short"])
def test_a_half_written_index_is_stale(tmp_path: Path, damage: str) -> None:
    store, _ = filled(3, 7)
    store.save(tmp_path, "e")
    file = tmp_path / "index.faiss"
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(StaleIndexError, match="python -m app weights"):
        FaissStore.load(tmp_path, store.embeddings, "e", store.documents)


def test_the_best_passage_of_an_owner_equals_brute_force() -> None:
    vectors = unit_rows(60, 8, seed=3)
    documents = [Document(page_content=str(row), metadata={"owner": f"o{row % 7}"}) for row in range(60)]
    store = FaissStore(DeterministicFakeEmbedding(size=8), 8)
    store.add_vectors(vectors[:25], documents[:25])
    store.add_vectors(vectors[25:], documents[25:])
    query = unit_rows(1, 8, seed=4)[0]
    for owner in range(7):
        best = max(range(owner, 60, 7), key=lambda row: float(vectors[row] @ query))
        document, cosine = store.best_of(f"o{owner}", query)
        assert document.page_content == str(best)
        assert cosine == pytest.approx(float(vectors[best] @ query), abs=1e-5)
    with pytest.raises(ValueError, match="nobody"):
        store.best_of("nobody", query)


def test_from_texts_with_the_real_encoder(encoder: Encoder) -> None:
    store = FaissStore.from_texts(
        ["the cat sleeps", "stock prices fell", "猫在睡觉"],
        encoder,
        [{"n": 0}, {"n": 1}, {"n": 2}],
        ids=["a", "b", "c"],
    )
    assert store.dimension == encoder.dimension == 384
    found = store.similarity_search_with_score("a sleeping cat", k=2)
    assert [document.id for document, _ in found] == ["a", "c"]
    assert 1.0 >= found[0][1] > found[1][1] > 0.7
    assert store.similarity_search("股市下跌", k=1)[0].metadata == {"n": 1}


def test_added_texts_get_running_ids(encoder: Encoder) -> None:
    store = FaissStore(encoder, encoder.dimension)
    assert store.add_texts(["one", "two"]) == ["0", "1"]
    assert store.add_texts(["three"]) == ["2"]
