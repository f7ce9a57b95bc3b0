"""A linear adapter that learns, from all passages of a card or result together, which questions are about it.

Nearest passages compare a question with one sentence at a time. This head has seen that a card's phrasings, claims and
answer belong together, in both languages, and so tells neighbouring cards apart by what separates them. Ridge
regression from vectors to owners has a closed form: it is fitted in a blink whenever the index is built.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REGULARISATION = 1.0
"""Ridge penalty. Between 0.5 and 2 held-out phrasings hardly tell the values apart."""


@dataclass(frozen=True)
class OwnerHead:
    """One linear score for each owner."""

    owners: tuple[str, ...]
    weights: NDArray[np.float32]
    """Shape ``(dimension, owners)``."""
    offsets: NDArray[np.float32]
    """Shape ``(owners,)``."""

    @classmethod
    def fit(cls, vectors: NDArray[np.float32], owners: Sequence[str]) -> "OwnerHead":
        """Learn from passages.

        Args:
            vectors: shape ``(passages, dimension)``, float32, L2 norm 1.
            owners: the card or result that each passage belongs to.
        """
        from sklearn.linear_model import Ridge

        names, column = np.unique(np.asarray(owners), return_inverse=True)
        ridge = Ridge(alpha=REGULARISATION).fit(vectors, np.eye(len(names), dtype=np.float32)[column])
        # With a single owner scikit-learn drops the axis of targets.
        weights = np.asarray(ridge.coef_, dtype=np.float32).reshape(len(names), -1).T
        offsets = np.broadcast_to(np.asarray(ridge.intercept_, dtype=np.float32), len(names))
        return cls(tuple(str(name) for name in names), np.ascontiguousarray(weights), np.array(offsets))

    def scores(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """How much a question's vector looks like each owner's passages: near 1 for its own, near 0 for others."""
        return dict(zip(self.owners, (vector @ self.weights + self.offsets).tolist(), strict=True))
