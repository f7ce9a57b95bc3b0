"""Searches the passages on a vector server instead of in this process."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from time import monotonic
from urllib.parse import urlsplit

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from retrieval.index import Certificate, FaissStore
from retrieval.server_collections import Collection, PgvectorCollection, QdrantCollection

BATCH = 256
"""Passages sent at once; with 384 dimensions about a megabyte."""

RETRY_S = 60.0
"""Seconds that a server which failed is left alone, so that readers do not all wait for its timeout."""

Say = Callable[[str], None]


class VectorServerError(Exception):
    """The vector server cannot be used; the message names the setting or command that mends it."""


class ServerStore:
    """Passages whose nearest neighbours a server finds.

    The local index that the server was filled from stays loaded: the owner head wants every vector, ``best_of`` would
    cost a round trip for each owner, and it answers while the server does not.
    """

    def __init__(self, local: FaissStore, collection: Collection, say: Say = lambda _: None) -> None:
        self._local = local
        self._collection = collection
        self._say = say
        self._retry_at = 0.0

    @property
    def documents(self) -> list[Document]:
        """All passages, in the order they were added."""
        return self._local.documents

    @property
    def embeddings(self) -> Embeddings:
        """The encoder that made the vectors."""
        return self._local.embeddings

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        """The ``k`` documents of highest cosine with one query vector, best first; fewer when there are fewer."""
        k = min(k, len(self.documents))
        if k <= 0:
            return []
        if monotonic() < self._retry_at:
            return self._local.nearest(vector, k)
        try:
            return self._ask(vector, k)
        except Exception as error:  # each server's client fails in its own ways, and none may cost an answer
            self._retry_at = monotonic() + RETRY_S
            self._say(f"the vector server failed ({_first_line(error)}); local index for the next {RETRY_S:.0f} s")
            return self._local.nearest(vector, k)

    def _ask(self, vector: NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        found = self._collection.vectors.similarity_search_with_score_by_vector(vector.tolist(), k=k)
        ranked = [(int(document.metadata["row"]), self._collection.cosine(score)) for document, score in found]
        # Servers break ties as they like; by row, the same question gets the same answer.
        ranked.sort(key=lambda pair: (-pair[1], pair[0]))
        return [(self.documents[row], cosine) for row, cosine in ranked]

    def best_of(self, owner: str, vector: NDArray[np.float32]) -> tuple[Document, float]:
        """The owner's passage of highest cosine with one query vector.

        Raises:
            ValueError: if nothing belongs to ``owner``.
        """
        return self._local.best_of(owner, vector)

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of the given rows, shape ``(rows, dimension)``."""
        return self._local.vectors(rows)


def open_store(url: str, local: FaissStore, encoder: str, say: Say = lambda _: None) -> ServerStore:
    """The passages of ``local`` on a server, uploaded when they are not there yet.

    Args:
        url: ``postgresql://user:password@host/database`` (with the extension pgvector), or ``http(s)://host:port`` of
            Qdrant, whose key, where it wants one, stands in the password's place (``https://:key@host:port``).
        local: passages and vectors.
        encoder: name of the encoder that made the vectors.
        say: told what takes a while, and later when the server fails.

    Raises:
        VectorServerError: if the server cannot be reached, used or filled.
    """
    certificate = Certificate.of(encoder, local.dimension, local.documents)
    try:
        collection = _connect(url, collection_name(certificate), local)
        fill(collection, local, say)
    except VectorServerError:
        raise
    except ImportError as error:
        raise VectorServerError(
            f"BOG_VECTOR_STORE needs packages that are not here ({_first_line(error)}); "
            "run pip install -e '.[vector-servers]', or set BOG_VECTOR_STORE=faiss"
        ) from error
    except Exception as error:  # each server's client fails in its own ways
        raise VectorServerError(
            f"{_shown(url)} cannot be used as a vector server: {_first_line(error)}; "
            "start it, or set BOG_VECTOR_STORE=faiss"
        ) from error
    return ServerStore(local, collection, say)


def collection_name(certificate: Certificate) -> str:
    """Name of the collection that holds exactly what a certificate describes; another certificate, another name."""
    encoder = re.sub(r"[^A-Za-z0-9]+", "-", certificate.encoder.rsplit("/", 1)[-1])[:40]
    digest = sha256(json.dumps(asdict(certificate)).encode()).hexdigest()
    return f"bert-or-gpt-{encoder}-{digest[:16]}"


def fill(collection: Collection, local: FaissStore, say: Say = lambda _: None) -> None:
    """Upload passages and vectors unless the collection holds as many already.

    An upload that broke off is taken up again: rows have fixed ids, so sending one twice changes nothing.

    Raises:
        VectorServerError: if the server holds another number of passages afterwards.
    """
    wanted, held = len(local.documents), collection.count()
    if held == wanted:
        return
    say(f"uploading {wanted} passages to the vector server, once for this knowledge base")
    if held > wanted:
        collection.clear()
    for start in range(0, wanted, BATCH):
        rows = np.arange(start, min(start + BATCH, wanted))
        collection.put(rows, local.vectors(rows), local.documents[start : start + BATCH])
    if (held := collection.count()) != wanted:
        raise VectorServerError(
            f"collection {collection.name} holds {held} passages instead of {wanted} after the upload; "
            "delete it and start again, or set BOG_VECTOR_STORE=faiss"
        )


def _connect(url: str, name: str, local: FaissStore) -> Collection:
    parts = urlsplit(url)
    if parts.scheme == "postgresql" and parts.hostname:
        return PgvectorCollection.open(url, name, local.embeddings)
    if parts.scheme in ("http", "https") and parts.hostname:
        return QdrantCollection.open(url, name, local.embeddings, local.dimension)
    raise VectorServerError(
        f"BOG_VECTOR_STORE is {_shown(url)!r}; it takes faiss, postgresql://user:password@host/database "
        "or http(s)://host:port"
    )


def _shown(url: str) -> str:
    """A URL without user, password and options, any of which may be secret."""
    return re.sub(r"//.*@", "//", url.partition("?")[0])


def _first_line(error: Exception) -> str:
    """The clients' messages run over many lines, some of them with the statement and all its vectors."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
