"""Vector servers against the local index: a real PostgreSQL with pgvector, and Qdrant's own local mode."""

import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding

from app.models.encoder import Encoder
from app.settings import Settings
from app.wiring import build_retriever
from knowledge import Knowledge
from retrieval.index import Certificate, FaissStore
from retrieval.search import HybridRetriever
from retrieval.server_collections import Collection, PgvectorCollection, QdrantCollection
from retrieval.servers import BATCH, ServerStore, VectorServerError, collection_name, fill, open_store
from retrieval.store import PassageStore
from tests import postgres
from tests.retrieval.test_faiss_store import unit_rows

ROWS, DIMENSION = 2 * BATCH + 37, 21
Open = Callable[[str, int], Collection]


def local(rows: int = ROWS, dimension: int = DIMENSION, word: str = "text") -> FaissStore:
    store = FaissStore(DeterministicFakeEmbedding(size=dimension), dimension)
    documents = [
        Document(id=f"d{row}/en", page_content=f"{word} {row}", metadata={"owner": f"o{row % 9}", "claims": ["c", "d"]})
        for row in range(rows)
    ]
    store.add_vectors(unit_rows(rows, dimension, seed=rows), documents)
    return store


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    pytest.importorskip("langchain_postgres")
    folder = postgres.programs()
    if folder is None:
        pytest.skip(postgres.NEEDED)
    with postgres.cluster(folder) as url:
        yield url


@pytest.fixture(params=["pgvector", "qdrant"])
def opened(request: pytest.FixtureRequest) -> Open:
    """Opens a collection by name, again and again on the same server."""
    embeddings = DeterministicFakeEmbedding(size=DIMENSION)
    if request.param == "pgvector":
        url = request.getfixturevalue("database")
        return lambda name, _: PgvectorCollection.open(url, name, embeddings)
    pytest.importorskip("langchain_qdrant")
    from qdrant_client import QdrantClient

    client = QdrantClient(":memory:")
    return lambda name, dimension: QdrantCollection(client, name, embeddings, dimension)


def name_of(store: FaissStore, encoder: str = "some/encoder") -> str:
    return collection_name(Certificate.of(encoder, store.dimension, store.documents))


def served(opened: Open, store: FaissStore, encoder: str = "some/encoder") -> tuple[ServerStore, list[str]]:
    """The passages on a server, with what was said about the upload."""
    said: list[str] = []
    collection = opened(name_of(store, encoder), store.dimension)
    fill(collection, store, said.append)
    return ServerStore(store, collection, said.append), said


def same(found: list[tuple[Document, float]], wanted: list[tuple[Document, float]]) -> None:
    """Equal passages and cosines; passages may change places where their cosines differ by less than float32 tells."""
    np.testing.assert_allclose([score for _, score in found], [score for _, score in wanted], atol=2e-6)
    exact = {document.id: score for document, score in wanted}
    inside = [(document, score) for document, score in found if score > wanted[-1][1] + 2e-6]
    assert [exact[document.id] for document, _ in inside] == pytest.approx([score for _, score in inside], abs=2e-6)
    texts = {document.id: document for document, _ in wanted}
    assert all(document == texts[document.id] for document, _ in inside)
    assert len({document.id for document, _ in found}) == len(wanted)


def test_neighbours_and_cosines_are_those_of_brute_force(opened: Open) -> None:
    store = local()
    server, said = served(opened, store)
    for query in unit_rows(7, DIMENSION, seed=1):
        for k in (1, 10, 200):
            same(server.nearest(query, k), store.nearest(query, k))
        same([server.best_of("o4", query)], [store.best_of("o4", query)])
    assert len(said) == 1 and f"uploading {ROWS} passages" in said[0]
    assert server.documents is store.documents and server.embeddings is store.embeddings
    np.testing.assert_array_equal(server.vectors(np.array([40, 3])), store.vectors(np.array([40, 3])))


def test_k_beyond_the_collection_and_none_at_all(opened: Open) -> None:
    store = local(rows=5)
    server, _ = served(opened, store)
    query = unit_rows(1, DIMENSION, seed=2)[0]
    same(server.nearest(query, 50), store.nearest(query, 5))
    assert server.nearest(query, 0) == server.nearest(query, -1) == []
    with pytest.raises(ValueError, match="nobody"):
        server.best_of("nobody", query)


def test_equal_cosines_come_in_the_order_of_their_rows(opened: Open) -> None:
    store = FaissStore(DeterministicFakeEmbedding(size=DIMENSION), DIMENSION)
    documents = [Document(id=str(row), page_content="the same", metadata={"owner": "o"}) for row in range(40)]
    store.add_vectors(np.repeat(unit_rows(1, DIMENSION, seed=3), 40, axis=0), documents)
    server, _ = served(opened, store)
    assert [document.id for document, _ in server.nearest(unit_rows(1, DIMENSION, seed=4)[0], 40)] == [
        str(row) for row in range(40)
    ]


def test_a_full_collection_is_not_uploaded_again(opened: Open) -> None:
    store = local(rows=30)
    served(opened, store)
    again, said = served(opened, store)
    assert said == []
    query = unit_rows(1, DIMENSION, seed=5)[0]
    same(again.nearest(query, 8), store.nearest(query, 8))


@pytest.mark.parametrize("held", [0, 11, 45])
def test_a_collection_of_another_size_is_mended(opened: Open, held: int) -> None:
    store, other = local(rows=31), local(rows=45, word="other")
    collection = opened(name_of(store), DIMENSION)
    collection.clear()
    rows = np.arange(held)
    if held:
        collection.put(rows, other.vectors(rows), other.documents[:held])
    server, said = served(opened, store)
    assert len(said) == 1 and collection.count() == 31
    query = unit_rows(1, DIMENSION, seed=6)[0]
    same(server.nearest(query, 31), store.nearest(query, 31))


def test_another_certificate_has_its_own_passages(opened: Open) -> None:
    first, second = local(rows=33), local(rows=33, word="changed")
    one, _ = served(opened, first)
    two, said = served(opened, second)
    other_encoder, said_too = served(opened, first, "other/encoder")
    assert len(said) == len(said_too) == 1
    query = unit_rows(1, DIMENSION, seed=7)[0]
    for server, store in ((one, first), (two, second), (other_encoder, first)):
        same(server.nearest(query, 100), store.nearest(query, 100))


def test_encoders_of_different_dimension_share_a_server(opened: Open) -> None:
    wide = local(rows=12, dimension=40)
    server, _ = served(opened, local(rows=12))
    wider, _ = served(opened, wide)
    query = unit_rows(1, 40, seed=8)[0]
    same(wider.nearest(query, 12), wide.nearest(query, 12))
    assert len(server.nearest(unit_rows(1, DIMENSION, seed=8)[0], 12)) == 12


def test_names_tell_every_part_of_a_certificate_apart() -> None:
    certificate = Certificate.of("intfloat/multilingual-e5-small", DIMENSION, local(rows=4).documents)
    changes = ({"encoder": "x/y"}, {"dimension": 3}, {"passages": 5}, {"sha256": "0"}, {"normalised": False})
    names = {collection_name(replace(certificate, **change)) for change in changes}
    assert len(names | {collection_name(certificate)}) == 6
    assert collection_name(certificate).startswith("bert-or-gpt-multilingual-e5-small-")


def test_a_retriever_takes_either_store(opened: Open) -> None:
    store = local(rows=60)
    for document in store.documents:
        document.metadata["kind"] = "card"
    server, _ = served(opened, store)
    assert isinstance(store, PassageStore) and isinstance(server, PassageStore)
    query = unit_rows(1, DIMENSION, seed=9)[0]
    here = HybridRetriever(store=store).search("text 17", query)
    there = HybridRetriever(store=server).search("text 17", query)
    assert [hit.id for hit in there] == [hit.id for hit in here]
    assert [hit.score for hit in there] == pytest.approx([hit.score for hit in here], abs=1e-5)


def test_many_readers_at_once(database: str) -> None:
    store, said = local(rows=50), list[str]()
    server = open_store(database, store, "some/encoder", said.append)
    queries = unit_rows(60, DIMENSION, seed=11)
    with ThreadPoolExecutor(20) as pool:
        for query, found in zip(queries, pool.map(lambda query: server.nearest(query, 9), queries), strict=True):
            same(found, store.nearest(query, 9))
    assert len(said) == 1


def test_a_server_that_stops_costs_no_answer() -> None:
    pytest.importorskip("langchain_postgres")
    folder = postgres.programs()
    if folder is None:
        pytest.skip(postgres.NEEDED)
    store, said = local(rows=20), list[str]()
    with postgres.cluster(folder) as url:
        server = open_store(url, store, "some/encoder", said.append)
        query = unit_rows(1, DIMENSION, seed=10)[0]
        same(server.nearest(query, 5), store.nearest(query, 5))
    assert server.nearest(query, 5) == server.nearest(query, 5) == store.nearest(query, 5)
    assert len(said) == 2 and said[1].startswith("the vector server failed (") and "local index" in said[1]
    assert "\n" not in said[1]


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("scheme", ["postgresql", "http"])
def test_a_server_that_is_not_there(scheme: str) -> None:
    pytest.importorskip("langchain_qdrant" if scheme == "http" else "langchain_postgres")
    address = f"127.0.0.1:{closed_port()}"
    with pytest.raises(VectorServerError) as caught:
        open_store(f"{scheme}://reader:hidden@{address}/notes", local(rows=3), "e")
    message = str(caught.value)
    assert address in message and "refused" in message and "BOG_VECTOR_STORE=faiss" in message
    assert "hidden" not in message and "\n" not in message


@pytest.mark.parametrize(
    ("url", "package"), [("postgresql://h/d", "langchain_postgres"), ("http://h", "qdrant_client")]
)
def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, url: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # what an absent package looks like to 'import'
    with pytest.raises(VectorServerError, match=rf"{package}.*pip install -e '\.\[vector-servers\]'"):
        open_store(url, local(rows=3), "e")


@pytest.mark.parametrize(
    "url", ["milvus://127.0.0.1", "chroma", "postgresql://", "http://", "x://u:p/hidden@h?k=hidden"]
)
def test_a_setting_that_names_no_server(url: str) -> None:
    with pytest.raises(VectorServerError, match="it takes faiss, postgresql://") as caught:
        open_store(url, local(rows=3), "e")
    assert "hidden" not in str(caught.value)


def test_a_database_without_pgvector() -> None:
    pytest.importorskip("langchain_postgres")
    folder = next(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if postgres.programs() not in (None, path)), None
    )
    if folder is None:
        pytest.skip("needs a second PostgreSQL, without pgvector")
    with postgres.cluster(folder) as url, pytest.raises(VectorServerError, match='extension "vector"') as caught:
        open_store(url, local(rows=3), "e")
    assert urlsplit(url).password not in str(caught.value).replace(str(folder), "")


@pytest.fixture
def small(knowledge: Knowledge) -> Knowledge:
    """Two cards and a result."""
    cards = {key: knowledge.cards[key] for key in ("T4", "F2")}
    return replace(knowledge, cards=cards, results={"E001": knowledge.results["E001"]})


def on(settings: Settings, folder: Path, store: str) -> Settings:
    return settings.model_copy(update={"cache_dir": folder, "vector_store": store})


def test_the_page_starts_without_its_server(
    settings: Settings, tmp_path: Path, small: Knowledge, encoder: Encoder
) -> None:
    pytest.importorskip("langchain_qdrant")
    said: list[str] = []
    absent = on(settings, tmp_path, f"http://127.0.0.1:{closed_port()}")
    retriever = build_retriever(absent, small, encoder, said.append)
    assert isinstance(retriever.store, FaissStore)
    assert said[-1].startswith("no vector server, the local index is used: http://127.0.0.1:")
    assert retriever.search("What does a KV cache cost?", k=1)[0].id == "T4"


def test_a_knowledge_base_on_pgvector(
    settings: Settings, tmp_path: Path, small: Knowledge, encoder: Encoder, database: str
) -> None:
    said: list[str] = []
    here = build_retriever(on(settings, tmp_path, "faiss"), small, encoder, said.append)
    there = build_retriever(on(settings, tmp_path, database), small, encoder, said.append)
    assert isinstance(there.store, ServerStore)
    assert [line.split()[0] for line in said] == ["indexing", "uploading"]
    for question in ("What does a KV cache cost?", "GPT 微调时预训练权重要冻住吗？"):
        wanted, found = here.search(question), there.search(question)
        assert [(hit.id, hit.kind) for hit in found] == [(hit.id, hit.kind) for hit in wanted]
        assert [hit.cosine for hit in found] == pytest.approx([hit.cosine for hit in wanted], abs=1e-5)
    assert there.invoke("What does a KV cache cost?")[0].metadata["owner"] == "T4"
