"""Training, saving and loading the heads, on small made-up readings; what the shipped ones came from."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.models.encoder import Encoder, Reading
from app.understanding.heads import TRAINED, Heads, StaleHeadsError
from app.understanding.tags import PLACE, TAGS
from app.understanding.training import Example, born_of, examples, train
from app.understanding.votes import Votes
from knowledge import Knowledge
from knowledge.scenarios import StatedFact, load_scenarios

WIDTH = 24
BORN = {"encoder": "tiny", "texts": "abc"}
EVERYTHING = tuple(range(len(TAGS)))


def read(text: str) -> Reading:
    """One token a word; each word has a state of its own, the same in every text."""
    words, spans, place = text.split(), [], 0
    for word in words:
        spans.append((place, place + len(word)))
        place += len(word) + 1
    rows = [np.random.default_rng(sum(map(ord, word)) * len(word)).normal(size=WIDTH) for word in words]
    states = np.asarray(rows, dtype=np.float32)
    return Reading(states.mean(axis=0), states, tuple(spans))


def example(text: str, kind: str, output: str, intent: str, *facts: tuple[str, object, str]) -> Example:
    stated = tuple(StatedFact(fact=name, value=value, words=words) for name, value, words in facts)
    return Example(text, stated, EVERYTHING, {"kind": kind, "output": output, "intent": intent})


ROWS = [
    example(
        "sort apples into crates", "classification", "labels", "recommendation", ("task", "classification", "sort")
    ),
    example(
        "sort pears without gpu", "classification", "labels", "recommendation", ("hardware", "none", "without gpu")
    ),
    example("write letters without gpu", "generation", "text", "recommendation", ("hardware", "none", "without gpu")),
    example("write songs about pears", "generation", "text", "recommendation", ("task", "generation", "write")),
    example("tell jokes about crates", "unclear", "unclear", "off-topic"),
    example("tell stories about apples", "unclear", "unclear", "off-topic"),
]


@pytest.fixture(scope="module")
def small() -> Heads:
    return train(ROWS, [read(row.text) for row in ROWS])


def test_a_token_gets_the_tag_of_the_fact_it_states(small: Heads) -> None:
    text = "write songs without gpu"
    votes = Votes(text, small.read(read(text)))
    assert votes.peak("hardware", "none") > 0 > votes.peak("hardware", "large")
    assert votes.words("hardware", "none") == "without gpu"
    assert votes.at("hardware", "none", text.index("gpu"), len(text)) > votes.at("hardware", "none", 0, 5)


@pytest.mark.parametrize(
    ("text", "kind", "output", "intent"),
    [
        ("sort crates", "classification", "labels", "recommendation"),
        ("write apples", "generation", "text", "recommendation"),
        ("tell jokes", "unclear", "unclear", "off-topic"),
    ],
)
def test_the_whole_is_classified(small: Heads, text: str, kind: str, output: str, intent: str) -> None:
    opinion = small.read(read(text))
    assert (opinion.kinds[0][0], opinion.outputs[0][0], opinion.intents[0][0]) == (kind, output, intent)
    for ranked in (opinion.kinds, opinion.outputs, opinion.intents):
        assert sum(share for _, share in ranked) == pytest.approx(1, abs=1e-5)


def test_the_same_seed_gives_the_same_heads(small: Heads) -> None:
    again = train(ROWS, [read(row.text) for row in ROWS])
    np.testing.assert_array_equal(again.tagger, small.tagger)


def test_what_was_saved_is_loaded(small: Heads, tmp_path: Path) -> None:
    small.save(tmp_path, BORN)
    again = Heads.load(tmp_path, BORN)
    np.testing.assert_allclose(
        again.read(read("sort pears")).tags, small.read(read("sort pears")).tags, rtol=0.02, atol=0.05
    )


@pytest.mark.parametrize("changed", [{**BORN, "encoder": "other"}, {**BORN, "texts": "def"}])
def test_heads_of_other_texts_or_another_encoder_are_refused(
    small: Heads, tmp_path: Path, changed: dict[str, str]
) -> None:
    small.save(tmp_path, BORN)
    with pytest.raises(StaleHeadsError, match="python -m app train"):
        Heads.load(tmp_path, changed)


def test_heads_for_other_tags_are_refused(small: Heads, tmp_path: Path) -> None:
    small.save(tmp_path, BORN)
    birth = json.loads((tmp_path / "heads.json").read_text(encoding="utf-8"))
    (tmp_path / "heads.json").write_text(json.dumps({**birth, "tags": birth["tags"][1:]}), encoding="utf-8")
    with pytest.raises(StaleHeadsError, match="tags"):
        Heads.load(tmp_path, BORN)


def test_missing_heads_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StaleHeadsError, match="no trained heads"):
        Heads.load(tmp_path / "nothing", BORN)


def test_the_shipped_heads_belong_to_the_texts_and_the_encoder(knowledge: Knowledge, encoder: Encoder) -> None:
    Heads.load(TRAINED, born_of(knowledge, encoder.name))


def test_every_tag_has_examples(knowledge: Knowledge) -> None:
    from app.understanding.training import _marks

    rows = [row for row in examples(knowledge, load_scenarios()) if row.tagged]
    seen = np.zeros(len(TAGS), dtype=bool)
    for row in rows:
        holds, _ = _marks(row, read(row.text))
        seen |= holds.any(axis=0)
    assert [tag for tag, place in PLACE.items() if not seen[place]] == []
