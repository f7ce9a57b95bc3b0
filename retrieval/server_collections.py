"""One knowledge base's passages on a vector server: what differs between the servers."""

from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

if TYPE_CHECKING:
    from langchain_postgres import PGVector
    from qdrant_client import QdrantClient

TIMEOUT_S = 5
"""Seconds to wait for a connection, and for one answer."""


class ScoredSearch(Protocol):
    """The method of LangChain's vector stores that takes a vector and gives scores."""

    def similarity_search_with_score_by_vector(
        self, embedding: list[float], k: int = 4
    ) -> list[tuple[Document, float]]:
        """The ``k`` nearest documents with the server's own score, nearest first."""


class Collection(Protocol):
    """Passages on a server, each with its row in the metadata."""

    name: str

    @property
    def vectors(self) -> ScoredSearch:
        """LangChain's store."""

    def cosine(self, score: float) -> float:
        """The cosine that a score of this server stands for."""

    def count(self) -> int:
        """Passages there now."""

    def put(self, rows: NDArray[np.int64], vectors: NDArray[np.float32], documents: list[Document]) -> None:
        """Store passages and their vectors, shape ``(rows, dimension)``, over whatever those rows held."""

    def clear(self) -> None:
        """Remove all passages of this collection, and no others."""


class PgvectorCollection:
    """In PostgreSQL with the extension pgvector, through LangChain's ``PGVector``.

    The vector column takes any dimension, so several encoders share the table; pgvector cannot index such a column
    and searches it exactly.
    """

    def __init__(self, store: "PGVector") -> None:
        self.vectors = store
        self.name: str = store.collection_name

    @classmethod
    def open(cls, url: str, name: str, embeddings: Embeddings) -> "PgvectorCollection":
        """Connect, and create extension, tables and collection where they are missing."""
        from langchain_postgres import PGVector

        # An administrator may fix the dimension and add an HNSW index; without these two settings it would return at
        # most 40 rows, and fewer where other collections share the table.
        options = f"-c statement_timeout={TIMEOUT_S}s -c hnsw.ef_search=400 -c hnsw.iterative_scan=strict_order"
        store = PGVector(
            embeddings,
            connection=url.replace("postgresql://", "postgresql+psycopg://", 1),
            collection_name=name,
            engine_args={
                "connect_args": {"connect_timeout": TIMEOUT_S, "options": options},
                "pool_pre_ping": True,
            },
        )
        return cls(store)

    def cosine(self, score: float) -> float:
        """From the cosine distance."""
        return 1.0 - score

    def count(self) -> int:
        """Passages there now."""
        with self.vectors.session_maker() as session:
            collection = self.vectors.get_collection(session)
            row = self.vectors.EmbeddingStore
            return int(session.query(row).filter(row.collection_id == collection.uuid).count())

    def put(self, rows: NDArray[np.int64], vectors: NDArray[np.float32], documents: list[Document]) -> None:
        """Store passages and their vectors, shape ``(rows, dimension)``, over whatever those rows held."""
        self.vectors.add_embeddings(
            [document.page_content for document in documents],
            vectors.tolist(),
            [_metadata(document, row) for document, row in zip(documents, rows.tolist(), strict=True)],
            # All collections share one table, and ids are its key.
            [f"{self.name}/{row}" for row in rows.tolist()],
        )

    def clear(self) -> None:
        """Remove all passages of this collection, and no others."""
        self.vectors.delete_collection()
        self.vectors.create_collection()


class QdrantCollection:
    """In Qdrant, through LangChain's ``QdrantVectorStore``."""

    def __init__(self, client: "QdrantClient", name: str, embeddings: Embeddings, dimension: int) -> None:
        from langchain_qdrant import QdrantVectorStore

        self.name = name
        self._client = client
        self._dimension = dimension
        if not client.collection_exists(name):
            self._create()
        self.vectors: QdrantVectorStore = QdrantVectorStore(
            client, name, embeddings, validate_embeddings=False, validate_collection_config=False
        )

    @classmethod
    def open(cls, url: str, name: str, embeddings: Embeddings, dimension: int) -> "QdrantCollection":
        """Connect, and create the collection where it is missing."""
        from qdrant_client import QdrantClient

        parts = urlsplit(url)
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        key = unquote(parts.password) if parts.password else None
        client = QdrantClient(url=bare, api_key=key, timeout=TIMEOUT_S, check_compatibility=False)
        return cls(client, name, embeddings, dimension)

    def _create(self) -> None:
        from qdrant_client.models import Distance, VectorParams

        self._client.create_collection(
            self.name, vectors_config=VectorParams(size=self._dimension, distance=Distance.COSINE)
        )

    def cosine(self, score: float) -> float:
        """Qdrant's score for this distance is the cosine."""
        return score

    def count(self) -> int:
        """Passages there now."""
        return int(self._client.count(self.name, exact=True).count)

    def put(self, rows: NDArray[np.int64], vectors: NDArray[np.float32], documents: list[Document]) -> None:
        """Store passages and their vectors, shape ``(rows, dimension)``, over whatever those rows held."""
        from qdrant_client.models import PointStruct

        points = [
            PointStruct(
                id=row,
                vector=vector.tolist(),
                payload={"page_content": document.page_content, "metadata": _metadata(document, row)},
            )
            for row, vector, document in zip(rows.tolist(), vectors, documents, strict=True)
        ]
        self._client.upsert(self.name, points, wait=True)

    def clear(self) -> None:
        """Remove all passages of this collection, and no others."""
        self._client.delete_collection(self.name)
        self._create()


def _metadata(document: Document, row: int) -> dict[str, Any]:
    return {**document.metadata, "row": row}
