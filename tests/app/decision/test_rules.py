"""Every rule in rules.yaml: it can speak, it is well formed, it names facts that exist."""

import re
from collections.abc import Iterator

import pytest

from app.decision.conditions import DERIVED, holds, speaks, values
from app.decision.flips import flips
from app.decision.judging import judge
from app.decision.render import placeholders
from app.understanding.profile import FACTS, TaskProfile
from knowledge.schema import Condition, Conditional, Rules, Text

_NEEDED_FOR = {"labels": {"labels", "usable_labels", "usable_per_class"}}


def _conditionals(rules: Rules) -> Iterator[Conditional]:
    yield from (*rules.gates, *rules.weights, *rules.overrides, *rules.conflicts)


def _conditions(rules: Rules) -> Iterator[Condition]:
    for rule in _conditionals(rules):
        yield from (*rule.when, *rule.any_of, *rule.unless)
    for item in (*rules.changes, *rules.predictions):
        yield from item.when


def _texts(rules: Rules) -> Iterator[Text]:
    yield from (item.says for item in (*_conditionals(rules), *rules.changes, *rules.predictions))
    for probe in rules.probes:
        yield from (probe.asks, probe.assumed, *(option.says for option in probe.options))


def test_few_rules(rules: Rules) -> None:
    assert len(rules.gates) <= 10 and len(rules.weights) <= 14 and len(rules.overrides) <= 10


def test_ids_are_unique(rules: Rules) -> None:
    ids = [rule.id for rule in _conditionals(rules)]
    assert len(ids) == len(set(ids))


def test_facts_exist(rules: Rules) -> None:
    named = {condition.fact for condition in _conditions(rules)}
    assert named <= {*FACTS, *DERIVED}
    assert {item.fact for item in (*rules.changes, *rules.probes)} <= set(FACTS)


def test_probes_are_the_facts_worth_asking(rules: Rules) -> None:
    asked = {"output", "task", "labels", "items_per_day", "p95_ms", "hardware", "data_may_leave", "languages"}
    assert {probe.fact for probe in rules.probes} == asked


def test_every_gate_and_override_settles_some_profile(rules: Rules, multitude: tuple[TaskProfile, ...]) -> None:
    settled = {found.settled_by.id for profile in multitude if (found := judge(profile, rules)).settled_by}
    assert {rule.id for rule in (*rules.gates, *rules.overrides)} - settled == set()


def test_every_weight_counts_where_the_score_decides(rules: Rules, multitude: tuple[TaskProfile, ...]) -> None:
    counted = set()
    for profile in multitude:
        found = judge(profile, rules)
        if found.settled_by is None:
            counted.update(weight.id for weight in found.weights)
    assert {weight.id for weight in rules.weights} - counted == set()


def test_every_conflict_can_arise(rules: Rules, multitude: tuple[TaskProfile, ...]) -> None:
    known = [values(profile) for profile in multitude]
    assert [rule.id for rule in rules.conflicts if not any(speaks(rule, one) for one in known)] == []


def test_every_change_turns_some_verdict(rules: Rules, multitude: tuple[TaskProfile, ...]) -> None:
    idle = []
    for change in rules.changes:
        alone = rules.model_copy(update={"changes": (change,)})
        fitting = (one for one in multitude if all(holds(condition, values(one)) for condition in change.when))
        if not any(flips(one, judge(one, rules).choice, alone) for one in fitting):
            idle.append((change.fact, change.value))
    assert idle == []


def test_placeholders_are_of_facts_the_rule_needs(rules: Rules) -> None:
    for rule in _conditionals(rules):
        needed = {condition.fact for condition in rule.when}
        for name in (*placeholders(rule.says.en), *placeholders(rule.says.zh)):
            assert needed & _NEEDED_FOR.get(name, {name}), f"{rule.id} fills in {name} without testing it"
        assert set(placeholders(rule.says.en)) == set(placeholders(rule.says.zh)), rule.id


def test_reasons_hold_no_figures(rules: Rules) -> None:
    for rule in (*rules.gates, *rules.weights, *rules.overrides):
        assert not re.search(r"\d", re.sub(r"\{\w+\}", "", rule.says.en + rule.says.zh)), rule.id


def test_chinese_uses_chinese_punctuation(rules: Rules) -> None:
    for text in _texts(rules):
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", text.zh), text.zh


@pytest.mark.parametrize("choice", ["encoder", "decoder", "hybrid:cascade", "hybrid:distil", "baseline"])
def test_measurable_choices_have_a_prediction(rules: Rules, choice: str) -> None:
    assert any(item.choice == choice for item in rules.predictions)
