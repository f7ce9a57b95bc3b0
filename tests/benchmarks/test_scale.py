"""The vectors that the scale benchmark invents, and what it does without text."""

from pathlib import Path

import numpy as np
import pytest

from app.settings import Settings
from tests.benchmarks import scale
from tests.retrieval.test_faiss_store import unit_rows


def test_invented_vectors_are_distinct_and_stay_near_their_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "CHUNK", 70)
    known = unit_rows(50, 384, seed=1)
    vectors = scale.spread(known, 430)
    assert vectors.shape == (430, 384) and vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors[:50], known)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = (vectors[50:] * known[np.arange(50, 430) % 50]).sum(axis=1)
    assert abs(float(np.median(cosines)) - scale.NEARNESS) < 0.01
    assert len(np.unique(vectors, axis=0)) == 430
    np.testing.assert_array_equal(vectors, scale.spread(known, 430))
    np.testing.assert_array_equal(scale.spread(known, 20), known[:20])


def test_sentences_come_from_every_file_once(tmp_path: Path) -> None:
    for name, word in (("a", "apples"), ("b", "pears")):
        lines = [f"Sentence number {row} is about {word}. Too short." for row in range(40)]
        (tmp_path / f"{name}.txt").write_text("\n".join(lines * 2), encoding="utf-8")
    (tmp_path / "c.txt").write_text("这一句话足够长，可以算作一个完整的中文句子了。短句。" * 3, encoding="utf-8")
    found = scale.sentences(tmp_path, 30)
    assert len(found) == len(set(found)) == 21
    assert sum("apples" in text for text in found) == sum("pears" in text for text in found) == 10
    assert found == scale.sentences(tmp_path, 30)


def test_without_text_nothing_is_measured(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scale.run(settings, print, folder=tmp_path)
    assert capsys.readouterr().out == f"no text in {tmp_path}; nothing measured\n"
