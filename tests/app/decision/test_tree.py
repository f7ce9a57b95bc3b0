"""The tree ends where the procedure decides, and can be walked with other answers."""

from collections.abc import Callable
from typing import Any

import pytest

from app.decision.asking import with_assumptions
from app.decision.decide import decide
from app.decision.tree import KNOWN, OTHERWISE, SCORE, answers_of, score, settling, unstated, walk, walk_source
from app.understanding.profile import FactName, TaskProfile
from knowledge import Knowledge
from knowledge.schema import Rules

Task = Callable[..., TaskProfile]


def test_the_tree_ends_where_the_procedure_decides(rules: Rules, multitude: tuple[TaskProfile, ...]) -> None:
    leaves = set()
    for profile in multitude[:3000]:
        end = walk(rules, answers_of(profile, rules))
        verdict = decide(profile, rules, {}, "en")
        assert end.leaf == (verdict.choice or "ask")
        assert end.score is None or end.score == verdict.score
        leaves.add(end.leaf)
    assert len(leaves) == 7


@pytest.mark.parametrize("skipped", [{"labels"}, {"output", "task", "items_per_day"}])
def test_it_agrees_on_assumptions_too(
    rules: Rules, crowd: tuple[TaskProfile, ...], skipped: frozenset[FactName]
) -> None:
    for profile in crowd:
        verdict = decide(profile, rules, {}, "en", frozenset(skipped))
        assert walk(rules, answers_of(profile, rules, frozenset(skipped))).leaf == (verdict.choice or "ask")


def test_every_verdict_is_told_by_the_rule_at_its_leaf(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        path, verdict = walk(rules, answers_of(profile, rules)), decide(profile, rules, {}, "en")
        if path.passed[-1] not in (KNOWN, SCORE):
            assert verdict.reasons[0].rule == path.passed[-1]


def test_without_answers_it_waits_at_the_first_question(rules: Rules) -> None:
    start = walk(rules, {})
    assert (start.passed, start.leaf, start.score) == ((rules.gates[0].id,), None, None)


def test_no_to_everything_leads_to_the_weighing(rules: Rules) -> None:
    every_no = {rule.id: False for rule in settling(rules)}
    assert walk(rules, every_no).passed[-1] == KNOWN and walk(rules, every_no).leaf is None
    assert walk(rules, {**every_no, KNOWN: False}).leaf == "ask"
    weighed = walk(rules, {**every_no, KNOWN: True})
    assert weighed.passed[-1] == SCORE and weighed.score == 0 and weighed.leaning
    heavy = walk(rules, {**every_no, KNOWN: True, "several-steps": True})
    assert (heavy.leaf, heavy.leaning) == ("decoder", False)
    assert heavy.score == score(rules, {"several-steps": True}) == -3


def test_an_answer_of_ones_own_overrides_the_conversation(rules: Rules, task: Task) -> None:
    told = answers_of(task(task="classification", labels=5000, label_scheme="fixed"), rules)
    assert walk(rules, told).leaf == "encoder"
    assert walk(rules, {**told, "hard-tail": True}).leaf == "hybrid:cascade"
    assert walk(rules, {**told, "hard-tail": True}).passed[-1] == "hard-tail"


@pytest.mark.parametrize(
    ("facts", "path", "end"),
    [
        ({"task": "dialogue", "p95_ms": 200.0}, ("source-fast",), "encoder"),
        ({"task": "classification", "labels": 0}, ("source-fast", "source-reasoning"), "decoder"),
        ({"task": "summarisation"}, ("source-fast", "source-reasoning", "source-writing"), "decoder"),
        (
            {"task": "classification", "labels": 5000},
            ("source-fast", "source-reasoning", "source-writing", OTHERWISE),
            "encoder",
        ),
    ],
)
def test_the_source_tree_is_walked(
    knowledge: Knowledge, task: Task, facts: dict[str, Any], path: tuple[str, ...], end: str
) -> None:
    assert walk_source(knowledge.source_tree, task(**facts)) == (path, end)


def test_what_is_missing_is_named(rules: Rules, task: Task) -> None:
    by_id = {rule.id: rule for rule in (*settling(rules), *rules.weights)}
    letters = task(task="classification", labels=5000)
    assert unstated(by_id["low-volume"], letters) == ("items_per_day",)
    assert unstated(by_id["hard-tail"], letters) == ("hard_tail",)
    assert unstated(by_id["enough-labels"], letters) == ()  # it holds
    assert unstated(by_id["scarce-labels"], letters) == ()  # what is known rules it out
    assert unstated(by_id["enough-labels"], task()) == ("labels",)
    assert unstated(by_id["writing"], task()) == ("output",)


def test_what_is_missing_can_be_answered(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd[:100]:
        assumed = with_assumptions(profile, rules, frozenset())
        for rule in settling(rules):
            assert not any(assumed.known(name) for name in unstated(rule, assumed))  # type: ignore[arg-type]
