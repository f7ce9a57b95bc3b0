"""Every scenario, conversation and fragment, by id: well formed, of known facts and values, none of it twice."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from app.understanding.profile import FACTS
from app.understanding.tags import VALUES, tag_of
from knowledge import KnowledgeError
from knowledge.scenarios import FOLDER, Said, Snippet, StatedFact, fingerprint, load_scenarios
from knowledge.schema import CHOICES, LANGUAGES, TASK_KINDS

ALL = load_scenarios()
TURNS = [(f"{talk.id}.{number}", turn) for talk in ALL.talks for number, turn in enumerate(talk.turns)]
SAID: dict[str, Said] = {**{said.id: said for said in ALL.scenarios}, **dict(TURNS)}
FRAGMENTS: list[Snippet] = [*ALL.tasks, *ALL.facts]
NUMBERS = ("labels", "classes", "p95_ms", "items_per_day", "max_tokens")


def check_fact(fact: StatedFact) -> None:
    assert fact.fact in FACTS
    if fact.value is None:
        return
    assert tag_of(fact) is not None, f"{fact.fact}={fact.value!r} is no value that can be read"
    assert fact.words.strip()
    if fact.fact in NUMBERS:
        assert fact.value >= (2 if fact.fact == "classes" else 0)
    elif None not in VALUES[fact.fact]:  # type: ignore[index]  # tested above
        assert fact.value in VALUES[fact.fact]  # type: ignore[index]


@pytest.mark.parametrize("key", SAID)
def test_message(key: str) -> None:
    said = SAID[key]
    for fact in said.facts:
        check_fact(fact)
    if said.intent == "recommendation":
        assert said.verdict in (*CHOICES, "ask")
    else:
        assert said.verdict == "decline"
    assert said.verdict not in said.also_accept


@pytest.mark.parametrize("language", LANGUAGES)
def test_fragments(language: str) -> None:
    for part in FRAGMENTS:
        for fact in part.facts:
            check_fact(fact)
    tasks = Counter(fact.value for part in ALL.tasks if part.lang == language for fact in part.facts)
    assert all(tasks[kind] >= 50 for kind in TASK_KINDS)


def test_nothing_stands_twice() -> None:
    texts = Counter([*(said.question for said in SAID.values()), *(part.question for part in FRAGMENTS)])
    assert [text for text, count in texts.items() if count > 1] == []


def test_pairs_stand_in_both_languages_with_one_verdict() -> None:
    pairs: dict[str, list[tuple[str, str]]] = {}
    for said in ALL.scenarios:
        if said.pair:
            pairs.setdefault(said.pair, []).append((said.lang, said.verdict))
    assert len(pairs) == 60
    for members in pairs.values():
        assert sorted(language for language, _ in members) == ["en", "zh"]
        assert len({verdict for _, verdict in members}) == 1


def test_flips_name_a_fact_and_another_verdict() -> None:
    for said in ALL.scenarios:
        if said.flips:
            assert said.flips.to != said.verdict, said.id
            assert said.flips.to in get_args(type(said.flips).model_fields["to"].annotation) or said.flips.to in CHOICES


def test_faults_are_named(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.jsonl"):
        (tmp_path / file.name).write_text("", encoding="utf-8")
    line = '{"lang": "en", "question": "no tags", "facts": [{"fact": "labels", "value": 0, "words": "none"}]}'
    (tmp_path / "facts.jsonl").write_text(line + "\n{\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_scenarios(tmp_path)
    assert "'none' does not stand in the question" in str(caught.value)
    assert "facts.jsonl: line 2" in str(caught.value)
    assert fingerprint(tmp_path) != fingerprint(FOLDER)
