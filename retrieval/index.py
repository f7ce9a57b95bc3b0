"""A LangChain vector store over FAISS that knows what it was built from."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from retrieval.index_types import empty_index, flat, search


class StaleIndexError(Exception):
    """The stored index was built from something else; the message names the command that rebuilds it."""


@dataclass(frozen=True)
class Certificate:
    """What an index was built from."""

    encoder: str
    dimension: int
    normalised: bool
    passages: int
    sha256: str
    """Of ids and texts of all passages, hex."""

    @classmethod
    def of(cls, encoder: str, dimension: int, documents: Sequence[Document]) -> "Certificate":
        """The certificate of an index over ``documents``."""
        digest = sha256()
        for document in documents:
            digest.update(f"{document.id}\t{document.page_content}\n".encode())
        return cls(encoder, dimension, True, len(documents), digest.hexdigest())


class FaissStore(VectorStore):
    """Inner-product search over L2-normalised vectors, so that the score is the cosine.

    What is added first decides the index, see :mod:`retrieval.index_types`: exact up to many times the passages there
    are now, beyond that approximate.
    """

    def __init__(self, embedding: Embeddings, dimension: int) -> None:
        self._embedding = embedding
        self._index: faiss.Index = flat(dimension)
        self.documents: list[Document] = []
        self._rows: dict[str, list[int]] = {}

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
        if not self.documents:
            self._index = empty_index(vectors)
        self._index.add(np.ascontiguousarray(vectors))
        self._remember(documents)

    def _remember(self, documents: list[Document]) -> None:
        for row, document in enumerate(documents, start=len(self.documents)):
            self._rows.setdefault(document.metadata.get("owner", ""), []).append(row)
        self.documents.extend(documents)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        """The ``k`` documents of highest cosine with one query vector, best first; fewer when there are fewer.

        An approximate index may miss some, or find fewer than ``k`` in the lists that it reads.
        """
        k = min(k, len(self.documents))
        if k <= 0:
            return []
        scores, rows = search(self._index, vector, k)
        return [(self.documents[row], float(score)) for row, score in zip(rows, scores, strict=True) if row >= 0]

    def best_of(self, owner: str, vector: NDArray[np.float32]) -> tuple[Document, float]:
        """The owner's passage of highest cosine with one query vector.

        Raises:
            ValueError: if nothing belongs to ``owner``.
        """
        rows = np.array(self._rows.get(owner, []), dtype=np.int64)
        if not len(rows):
            raise ValueError(f"no passage belongs to {owner!r}")
        cosines = self.vectors(rows) @ vector
        best = int(np.argmax(cosines))
        return self.documents[rows[best]], float(cosines[best])

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of the given rows, shape ``(rows, dimension)``."""
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64)))

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

    def save(self, folder: Path, encoder: str) -> None:
        """Write the vectors and the birth certificate."""
        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._index, str(folder / "index.faiss"))
        certificate = Certificate.of(encoder, self.dimension, self.documents)
        (folder / "certificate.json").write_text(json.dumps(asdict(certificate), indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: Embeddings, encoder: str, documents: list[Document]) -> "FaissStore":
        """Read the stored vectors of ``documents``.

        Raises:
            StaleIndexError: if there are none, or they were made by another encoder or from other passages.
        """
        repair = "run 'python -m app weights' to rebuild it"
        try:
            born = Certificate(**json.loads((folder / "certificate.json").read_text(encoding="utf-8")))
            index = faiss.read_index(str(folder / "index.faiss"))
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise StaleIndexError(f"no usable index in {folder}; {repair}") from error
        wanted = Certificate.of(encoder, born.dimension, documents)
        if born != wanted:
            raise StaleIndexError(
                f"the index in {folder} belongs to {born.encoder} and passages {born.sha256[:12]}, "
                f"not to {encoder} and {wanted.sha256[:12]}; {repair}"
            )
        if (index.ntotal, index.d) != (len(documents), born.dimension):
            raise StaleIndexError(
                f"the index in {folder} holds {index.ntotal} vectors for {len(documents)} passages; {repair}"
            )
        store = cls(embedding, born.dimension)
        store._index = index
        store._remember(documents)
        return store
