"""Training, saving and loading the heads, on small random vectors."""

from pathlib import Path

import numpy as np
import pytest

from app.understanding.heads import Heads, StaleHeadsError, Vectors, fit, train_heads
from knowledge.schema import Intent, Kind, Phrasings, Text

DIMENSION = 12
NAME = Text(en="name", zh="名字")


def embed(texts: list[str]) -> Vectors:
    """Vectors that depend on the first letter, with noise of the text's own."""
    rows = []
    for text in texts:
        noise = np.random.default_rng(sum(map(ord, text))).normal(size=DIMENSION) * 0.1
        noise[ord(text[0]) % DIMENSION] += 1
        rows.append(noise / np.linalg.norm(noise))
    return np.asarray(rows, dtype=np.float32)


def phrasings(letter: str) -> Phrasings:
    return Phrasings(en=tuple(f"{letter}{index}" for index in range(5)), zh=(f"{letter}中",))


@pytest.fixture(scope="module")
def heads() -> Heads:
    kinds = [
        Kind(id="pair", card="A1", name=NAME, output="labels", asked_as=phrasings("a")),
        Kind(id="code", card="A1", name=NAME, output="text", asked_as=phrasings("b")),
        Kind(id="ner", card="A1", name=NAME, output="spans", asked_as=phrasings("c")),
    ]
    intents = [
        Intent(id="knowledge", asked_as=phrasings("d")),
        Intent(id="recommendation", asked_as=phrasings("e")),
        Intent(id="off-topic", asked_as=phrasings("f")),
    ]
    return train_heads(kinds, intents, embed)


@pytest.mark.parametrize(("text", "kind"), [("a9", "pair"), ("b9", "code"), ("c9", "ner")])
def test_a_head_finds_its_kind(heads: Heads, text: str, kind: str) -> None:
    ranked = heads.kind(embed([text])[0])
    assert ranked[0][0] == kind
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("text", "intent"), [("d9", "knowledge"), ("f9", "off-topic"), ("a9", "recommendation")])
def test_a_task_is_a_wish_for_a_recommendation(heads: Heads, text: str, intent: str) -> None:
    assert heads.intent(embed([text])[0])[0][0] == intent


def test_what_was_saved_is_loaded(heads: Heads, tmp_path: Path) -> None:
    heads.save(tmp_path, "abc", "tiny")
    again = Heads.load(tmp_path, "abc", "tiny")
    assert again.kind(embed(["a1"])[0]) == heads.kind(embed(["a1"])[0])
    assert again.outputs == heads.outputs


@pytest.mark.parametrize(("fingerprint", "encoder"), [("other", "tiny"), ("abc", "other")])
def test_stale_heads_are_refused(heads: Heads, tmp_path: Path, fingerprint: str, encoder: str) -> None:
    heads.save(tmp_path, "abc", "tiny")
    with pytest.raises(StaleHeadsError, match="train them anew"):
        Heads.load(tmp_path, fingerprint, encoder)


def test_missing_heads_are_named(tmp_path: Path) -> None:
    with pytest.raises(StaleHeadsError, match="no trained heads"):
        Heads.load(tmp_path / "none", "abc", "tiny")


def test_two_classes_keep_a_row_each() -> None:
    head = fit(embed(["a1", "a2", "b1", "b2"]), ["x", "x", "y", "y"], 10.0)
    assert head.weights.shape == (2, DIMENSION)
    assert head.ranked(embed(["b7"])[0])[0][0] == "y"
