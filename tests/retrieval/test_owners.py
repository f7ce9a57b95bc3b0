"""The owner head learns what an owner's passages share."""

import numpy as np
import pytest

from app.wiring import Services
from knowledge import Knowledge
from retrieval.owners import OwnerHead


def clusters(owners: int, each: int, dimension: int, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(owners, dimension))
    rows = np.repeat(centres, each, axis=0) + 0.4 * rng.normal(size=(owners * each, dimension))
    names = [f"o{owner}" for owner in range(owners) for _ in range(each)]
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), names


def test_held_out_passages_find_their_owner() -> None:
    vectors, names = clusters(owners=6, each=9, dimension=21)
    held = np.arange(len(names)) % 9 == 4
    head = OwnerHead.fit(vectors[~held], [name for name, out in zip(names, held, strict=True) if not out])
    for vector, name in zip(vectors[held], np.array(names)[held], strict=True):
        scores = head.scores(vector)
        assert max(scores, key=lambda owner: scores[owner]) == name


def test_scores_are_those_of_ridge_regression_in_closed_form() -> None:
    vectors, names = clusters(owners=4, each=5, dimension=7)
    head = OwnerHead.fit(vectors, names)
    targets = np.eye(4)[[int(name[1:]) for name in names]]
    centred = vectors - vectors.mean(axis=0)
    solved = np.linalg.solve(centred.T @ centred + np.eye(7), centred.T @ (targets - targets.mean(axis=0)))
    expected = (vectors[3] - vectors.mean(axis=0)) @ solved + targets.mean(axis=0)
    assert list(head.scores(vectors[3]).values()) == pytest.approx(expected.tolist(), abs=1e-4)


def test_one_owner_is_no_error() -> None:
    vectors, _ = clusters(owners=1, each=3, dimension=5)
    assert set(OwnerHead.fit(vectors, ["only"] * 3).scores(vectors[0])) == {"only"}


def test_every_card_and_result_has_a_score(knowledge: Knowledge, services: Services) -> None:
    assert set(services.retriever.head.owners) == knowledge.cards.keys() | knowledge.results.keys()
