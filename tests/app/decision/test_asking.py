from collections.abc import Callable

import pytest

from app.decision.decide import decide
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Choice, Rules

Task = Callable[..., TaskProfile]


def test_nothing_known_asks_for_the_output(rules: Rules, task: Task) -> None:
    verdict = decide(task(), rules, {}, "en")
    assert verdict.choice is None
    assert verdict.question is not None and verdict.question.probe.fact == "output"
    assert len(set(verdict.question.outcomes)) > 1


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"labels": 0, "classes": 12, "label_scheme": "fixed"}, "items_per_day"),
        ({"task": "translation"}, "languages"),
        ({"task": "classification", "label_scheme": "fixed"}, "labels"),
        ({"hardware": "large", "budget": "little"}, "output"),
    ],
)
def test_waits_for(rules: Rules, task: Task, facts: dict[str, object], asked: str) -> None:
    verdict = decide(task(**facts), rules, {}, "en")
    assert verdict.choice is None
    assert verdict.question is not None and verdict.question.probe.fact == asked


def test_asks_nothing_when_nothing_unknown_matters(rules: Rules, task: Task) -> None:
    assert decide(task(task="dialogue"), rules, {}, "en").question is None


def test_a_verdict_may_come_with_a_question(rules: Rules, task: Task) -> None:
    verdict = decide(task(task="classification", p95_ms=20.0, items_per_day=3e6), rules, {}, "en")
    assert verdict.choice == "encoder"
    assert verdict.question is not None and verdict.question.probe.fact == "labels"
    assert any("examples can be labelled" in text.en for text in verdict.assumptions)


def test_outcomes_are_the_verdicts_of_the_options(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        question = decide(profile, rules, {}, "en").question
        if question is None:
            continue
        assert len(question.outcomes) == len(question.probe.options)
        for option, outcome in zip(question.probe.options, question.outcomes, strict=True):
            name: FactName = question.probe.fact  # type: ignore[assignment]
            value = tuple(option.value) if isinstance(option.value, list) else option.value
            assert decide(profile.with_fact(name, value), rules, {}, "en").choice in (outcome, None)


def test_known_and_skipped_facts_are_not_asked(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    skipped: frozenset[FactName] = frozenset({"labels", "items_per_day"})
    for profile in crowd:
        question = decide(profile, rules, {}, "en", skipped=skipped).question
        assert question is None or question.probe.fact not in {*skipped, *profile.facts}


def test_skipping_everything_ends_in_a_verdict(rules: Rules, task: Task) -> None:
    skipped: frozenset[FactName] = frozenset()
    choice: Choice | None = None
    for _ in rules.probes:
        verdict = decide(task(), rules, {}, "en", skipped=skipped)
        choice = verdict.choice
        if verdict.question is None:
            break
        name: FactName = verdict.question.probe.fact  # type: ignore[assignment]
        skipped |= {name}
    assert choice is not None and verdict.assumptions


def test_a_skipped_fact_is_assumed_and_said_so(rules: Rules, task: Task) -> None:
    profile = task(labels=0, classes=12, label_scheme="fixed")
    verdict = decide(profile, rules, {}, "en", skipped=frozenset({"items_per_day"}))
    assumed = next(probe.assumed for probe in rules.probes if probe.fact == "items_per_day")
    assert verdict.choice == "decoder"
    assert assumed in verdict.assumptions
    assert verdict.profile.facts["items_per_day"].confidence < 1


def test_what_is_known_is_not_assumed(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        verdict = decide(profile, rules, {}, "en", skipped=frozenset({"labels"}))
        known = [probe.assumed for probe in rules.probes if probe.fact in profile.facts]
        assert not set(known) & set(verdict.assumptions)
