"""Which FAISS index suits how many passages."""

import faiss
import numpy as np
from numpy.typing import NDArray

FLAT_UP_TO = 100_000
"""TODO"""

PROBED = 16
"""TODO"""

TRAINED_ON = 64
"""Vectors for each list that k-means sees."""

SEED = 20


def empty_index(vectors: NDArray[np.float32]) -> faiss.Index:
    """The index for these vectors, trained on them where it must be, and still empty.

    Args:
        vectors: shape ``(passages, dimension)``, float32, L2 norm 1.
    """
    return flat(vectors.shape[1]) if len(vectors) <= FLAT_UP_TO else inverted(vectors)


def flat(dimension: int) -> faiss.Index:
    """Exact inner-product search: every vector is compared."""
    return faiss.IndexFlatIP(dimension)


def inverted(vectors: NDArray[np.float32], probed: int = PROBED) -> faiss.Index:
    """Inverted lists around as many centroids as the square root of the vectors; a query reads the ``probed`` nearest.

    Two queries with the same vectors give the same: k-means is seeded.
    """
    count, dimension = vectors.shape
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, round(count**0.5), faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = SEED
    index.cp.max_points_per_centroid = TRAINED_ON
    index.cp.spherical = True
    index.nprobe = probed
    # Without this map a stored vector cannot be read back by its row.
    index.make_direct_map()
    index.train(np.ascontiguousarray(vectors))
    return index
