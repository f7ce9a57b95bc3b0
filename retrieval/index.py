"""A LangChain vector store over FAISS that knows what it was built from."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray


class StaleIndexError(Exception):
    """The stored index was built from something else; the message names the command that rebuilds it."""


@dataclass(frozen=True)
class Certificate:
    """What an index was built from."""

    encoder: str
    dimension: int
    normalised: bool
    knowledge: str
    """Fingerprint of the knowledge base (SHA-256, hex)."""
    passages: int


class FaissStore(VectorStore):
    """Exact inner-product search over L2-normalised vectors, so that the score is the cosine.

    A flat index: at a few thousand passages brute force takes well under a millisecond, and it is exact.
    """

    def __init__(self, embedding: Embeddings, dimension: int) -> None:
        self._embedding = embedding
        self._index: faiss.Index = faiss.IndexFlatIP(dimension)
        self.documents: list[Document] = []

    @property
    def embeddings(self) -> Embeddings:
        """The encoder that made the vectors."""
        return self._embedding

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Embed and add texts; returns their ids."""
        texts = list(texts)
        metadatas = metadatas or [{} for _ in texts]
        ids = ids or [str(len(self.documents) + offset) for offset in range(len(texts))]
        documents = [
            Document(id=key, page_content=text, metadata=metadata)
            for key, text, metadata in zip(ids, texts, metadatas, strict=True)
        ]
        self.add_vectors(np.asarray(self._embedding.embed_documents(texts), dtype=np.float32), documents)
        return ids

    def add_vectors(self, vectors: NDArray[np.float32], documents: list[Document]) -> None:
        """Add documents with their vectors, shape ``(documents, dimension)``, float32, L2 norm 1.

        Raises:
            ValueError: if the shape is another one.
        """
        if vectors.shape != (len(documents), self.dimension):
            raise ValueError(f"vectors have shape {vectors.shape}, expected {(len(documents), self.dimension)}")
        self._index.add(np.ascontiguousarray(vectors))
        self.documents.extend(documents)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        """The ``k`` documents of highest cosine with one query vector, best first; fewer when there are fewer."""
        k = min(k, len(self.documents))
        if k <= 0:
            return []
        scores, rows = self._index.search(np.ascontiguousarray(vector.reshape(1, -1)), k)
        return [(self.documents[row], float(score)) for row, score in zip(rows[0], scores[0], strict=True)]

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of the given rows, shape ``(rows, dimension)``."""
        return np.stack([self._index.reconstruct(int(row)) for row in rows])

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The ``k`` documents nearest to a question."""
        return [document for document, _ in self.similarity_search_with_score(query, k)]

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:
        """The ``k`` documents nearest to a question, with their cosine."""
        return self.nearest(np.asarray(self._embedding.embed_query(query), dtype=np.float32), k)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> "FaissStore":
        """Build a store from texts."""
        store = cls(embedding, dimension=len(embedding.embed_query("dimension")))
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def save(self, folder: Path, encoder: str, knowledge: str) -> None:
        """Write the vectors, the passages and the birth certificate."""
        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._index, str(folder / "index.faiss"))
        lines = [
            json.dumps({"id": document.id, "text": document.page_content, **document.metadata}, ensure_ascii=False)
            for document in self.documents
        ]
        (folder / "passages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        certificate = Certificate(encoder, self.dimension, True, knowledge, len(self.documents))
        (folder / "certificate.json").write_text(json.dumps(asdict(certificate), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: Embeddings, encoder: str, knowledge: str) -> "FaissStore":
        """Read a stored index.

        Raises:
            StaleIndexError: if there is none, or it was built by another encoder or from other knowledge.
        """
        repair = "run 'python -m app weights' to rebuild it"
        try:
            born = Certificate(**json.loads((folder / "certificate.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StaleIndexError(f"no usable index in {folder}; {repair}") from error
        if (born.encoder, born.knowledge) != (encoder, knowledge):
            raise StaleIndexError(
                f"the index in {folder} belongs to {born.encoder} and knowledge {born.knowledge[:12]}, "
                f"not to {encoder} and {knowledge[:12]}; {repair}"
            )
        store = cls(embedding, born.dimension)
        try:
            store._index = faiss.read_index(str(folder / "index.faiss"))
            rows = (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()
        except (OSError, RuntimeError) as error:
            raise StaleIndexError(f"the index in {folder} is incomplete; {repair}") from error
        for line in rows:
            row = json.loads(line)
            store.documents.append(Document(id=row.pop("id"), page_content=row.pop("text"), metadata=row))
        if store._index.ntotal != len(store.documents):
            raise StaleIndexError(
                f"the index in {folder} holds {store._index.ntotal} vectors "
                f"for {len(store.documents)} passages; {repair}"
            )
        return store
