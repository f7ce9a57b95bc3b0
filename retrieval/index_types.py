"""Which FAISS index suits how many passages."""

import faiss
import numpy as np
from numpy.typing import NDArray

FLAT_UP_TO = 100_000
"""Most passages that are searched exactly. A query for the 200 nearest, of 384 dimensions, then takes 10 ms on a busy
machine with two cores, and 60 to 90 ms at a million; inverted lists take 3 ms and 10 to 15 ms (``bench scale``)."""

PROBED = 96
"""Lists read for a query. Recall of the ten nearest is 0.996 at 100,000 passages and 0.98 at a million; with 32 it is
0.95 and 0.89, with 64 it is 0.99 and 0.96."""

TRAINED_ON = 64
"""Vectors that k-means sees for each list; FAISS asks for at least 39."""

SEED = 20
"""Of k-means."""


def empty_index(vectors: NDArray[np.float32]) -> faiss.Index:
    """The index for these vectors, trained on them where it must be, and still empty.

    Args:
        vectors: shape ``(passages, dimension)``, float32, L2 norm 1.
    """
    return flat(vectors.shape[1]) if len(vectors) <= FLAT_UP_TO else inverted(vectors)


def flat(dimension: int) -> faiss.Index:
    """Exact inner-product search: every vector is compared."""
    return faiss.IndexFlatIP(dimension)


def inverted(vectors: NDArray[np.float32]) -> faiss.IndexIVFFlat:
    """Inverted lists around as many centroids as the square root of the vectors' number; a query reads the nearest.

    The same vectors give the same index: k-means is seeded.
    """
    count, dimension = vectors.shape
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, round(count**0.5), faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = SEED
    index.cp.max_points_per_centroid = TRAINED_ON
    index.nprobe = PROBED
    # Without this map a stored vector cannot be read back by its row.
    index.make_direct_map()
    index.train(np.ascontiguousarray(vectors))
    return index


def search(index: faiss.Index, vector: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Inner products and rows of the ``k`` nearest to one vector, best first; row -1 where fewer were found."""
    # One query is too little work to share: a second thread makes it two to six times slower on a busy machine.
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # holds for the calling thread alone
    try:
        scores, rows = index.search(np.ascontiguousarray(vector.reshape(1, -1)), k)
    finally:
        faiss.omp_set_num_threads(threads)
    return scores[0], rows[0]
