"""The index that is taken at each size, and the approximate one against brute force."""

from pathlib import Path

import faiss
import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from numpy.typing import NDArray

from retrieval import index_types
from retrieval.index import FaissStore
from retrieval.index_types import empty_index, flat, inverted, search
from tests.retrieval.test_faiss_store import unit_rows

ROWS, DIMENSION = 20_011, 23


def stored(vectors: NDArray[np.float32]) -> FaissStore:
    store = FaissStore(DeterministicFakeEmbedding(size=vectors.shape[1]), vectors.shape[1])
    documents = [Document(id=f"d{row}", page_content="", metadata={"owner": f"o{row % 5000}"}) for row in range(ROWS)]
    store.add_vectors(vectors, documents)
    return store


@pytest.fixture(scope="module")
def vectors() -> NDArray[np.float32]:
    """Clusters, as passages of one subject are."""
    centres = np.repeat(unit_rows(500, DIMENSION, seed=1), ROWS // 500 + 1, axis=0)[:ROWS]
    near = centres + 0.5 * unit_rows(ROWS, DIMENSION, seed=2)
    return (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def low_border(monkeypatch: pytest.MonkeyPatch) -> None:
    """A border below which this many vectors do not fall, so that no test needs a hundred thousand."""
    monkeypatch.setattr(index_types, "FLAT_UP_TO", ROWS - 1)


def test_the_border(monkeypatch: pytest.MonkeyPatch, vectors: NDArray[np.float32]) -> None:
    monkeypatch.setattr(index_types, "FLAT_UP_TO", 5000)
    assert isinstance(empty_index(vectors[:5000]), faiss.IndexFlatIP)
    above = empty_index(vectors[:5001])
    assert isinstance(above, faiss.IndexIVFFlat) and above.is_trained
    assert (above.ntotal, above.nlist, above.metric_type) == (0, 71, faiss.METRIC_INNER_PRODUCT)


def test_lists_find_the_ten_nearest(vectors: NDArray[np.float32]) -> None:
    exact, lists = flat(DIMENSION), inverted(vectors)
    exact.add(vectors)
    lists.add(vectors)
    lists.nprobe = 24  # a sixth of the lists, so that finding them is no matter of course
    shares = []
    for row, noise in zip(range(0, ROWS, 500), unit_rows(41, DIMENSION, seed=3), strict=True):
        query = (vectors[row] + 0.3 * noise).astype(np.float32)
        wanted, found = search(exact, query, 10), search(lists, query, 10)
        shares.append(len(set(wanted[1]) & set(found[1])) / 10)
        np.testing.assert_allclose(found[0], vectors[found[1]] @ query, atol=1e-5)
    assert np.mean(shares) >= 0.95


@pytest.mark.usefixtures("low_border")
def test_an_approximate_store_keeps_its_promises(tmp_path: Path, vectors: NDArray[np.float32]) -> None:
    store = stored(vectors)
    assert isinstance(store._index, faiss.IndexIVFFlat)
    rows = np.array([20_000, 3, 777])
    np.testing.assert_array_equal(store.vectors(rows), vectors[rows])
    query = unit_rows(1, DIMENSION, seed=4)[0]
    own = np.arange(17, ROWS, 5000)
    document, cosine = store.best_of("o17", query)
    assert document.id == f"d{own[np.argmax(vectors[own] @ query)]}"
    assert cosine == pytest.approx(float((vectors[own] @ query).max()), abs=1e-5)

    store.save(tmp_path, "e")
    loaded = FaissStore.load(tmp_path, store.embeddings, "e", store.documents)
    assert loaded.nearest(query, 200) == store.nearest(query, 200)
    assert loaded._index.nprobe == index_types.PROBED
    np.testing.assert_array_equal(loaded.vectors(rows), vectors[rows])
    assert loaded.best_of("o17", query) == (document, cosine)


@pytest.mark.usefixtures("low_border")
def test_the_same_vectors_give_the_same_index(vectors: NDArray[np.float32]) -> None:
    one, two = stored(vectors), stored(vectors)
    for query in unit_rows(5, DIMENSION, seed=5):
        assert one.nearest(query, 50) == two.nearest(query, 50)


@pytest.mark.usefixtures("low_border")
def test_more_than_the_lists_hold_comes_once_and_shorter(vectors: NDArray[np.float32]) -> None:
    found = stored(vectors).nearest(unit_rows(1, DIMENSION, seed=6)[0], ROWS)
    assert 1000 < len(found) < ROWS
    assert len({document.id for document, _ in found}) == len(found)


@pytest.mark.usefixtures("low_border")
def test_what_is_added_later_is_found(vectors: NDArray[np.float32]) -> None:
    store, late = stored(vectors), unit_rows(1, DIMENSION, seed=7)
    store.add_vectors(late, [Document(id="late", page_content="")])
    assert store.nearest(late[0], 1)[0][0].id == "late"
    np.testing.assert_array_equal(store.vectors(np.array([ROWS])), late)


def test_searching_leaves_the_number_of_threads_alone() -> None:
    index = flat(3)
    index.add(unit_rows(4, 3, seed=8))
    before = faiss.omp_get_max_threads()
    search(index, unit_rows(1, 3, seed=9)[0], 2)
    assert faiss.omp_get_max_threads() == before
