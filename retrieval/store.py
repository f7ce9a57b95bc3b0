"""What the retriever asks of a store of passages, wherever their vectors are searched."""

from typing import Protocol, runtime_checkable

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray


@runtime_checkable
class PassageStore(Protocol):
    """Passages with their vectors: float32, L2 norm 1, so that inner product is cosine."""

    @property
    def documents(self) -> list[Document]:
        """All passages, in the order they were added."""

    @property
    def embeddings(self) -> Embeddings:
        """The encoder that made the vectors."""

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[Document, float]]:
        """The ``k`` passages of highest cosine with one query vector, best first; fewer when there are fewer."""

    def best_of(self, owner: str, vector: NDArray[np.float32]) -> tuple[Document, float]:
        """The owner's passage of highest cosine with one query vector.

        Raises:
            ValueError: if nothing belongs to ``owner``.
        """

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Stored vectors of the given rows, shape ``(rows, dimension)``."""
