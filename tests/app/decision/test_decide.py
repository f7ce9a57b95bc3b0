from collections.abc import Callable
from typing import Any

import pytest

from app.decision.decide import decide
from app.decision.judging import judge
from app.understanding.profile import TaskProfile
from knowledge.schema import Rules

Task = Callable[..., TaskProfile]

CASES: list[tuple[str | None, dict[str, Any]]] = [
    # gates
    ("encoder", {"task": "moderation", "llm_use": "never", "hard_tail": True, "labels": 3000}),
    ("hybrid:cascade", {"task": "classification", "labels": 4000, "then_text": True}),
    ("encoder-decoder", {"task": "translation", "languages": ("en", "yo")}),
    ("encoder-decoder", {"task": "summarisation", "labels": 30_000, "hardware": "small"}),
    ("hybrid:distil", {"task": "summarisation", "labels": 40, "items_per_day": 60_000, "hardware": "small"}),
    ("hybrid:cascade", {"task": "moderation", "labels": 9000, "hard_tail": True}),
    ("decoder", {"task": "dialogue"}),
    ("decoder", {"task": "translation", "languages": ("en", "fr"), "labels": 0}),
    ("decoder", {"task": "retrieval", "accuracy_first": True, "hardware": "large"}),
    ("encoder", {"task": "clustering", "labels": 0}),
    # score
    ("encoder", {"task": "classification", "labels": 1200, "label_scheme": "fixed", "items_per_day": 400}),
    ("encoder", {"task": "classification", "labels": 120, "classes": 10, "label_scheme": "fixed"}),
    ("decoder", {"task": "classification", "labels": 0, "label_scheme": "fixed", "items_per_day": 60}),
    ("decoder", {"task": "classification", "labels": 2500, "label_scheme": "changing", "items_per_day": 60}),
    ("decoder", {"task": "classification", "labels": 2500, "domain_shift": True, "items_per_day": 60}),
    # overrides
    ("baseline", {"task": "classification", "labels": 1200, "words_decide": True, "hardware": "none"}),
    ("decoder", {"task": "classification", "labels": 9000, "accuracy_first": True, "hardware": "large"}),
    ("encoder", {"task": "classification", "labels": 9000, "accuracy_first": True, "hardware": "none"}),
    ("decoder", {"task": "reranking", "labels": 9000, "p95_ms": 60_000.0}),
    ("decoder", {"task": "classification", "labels": 9000, "max_tokens": 70_000}),
    ("encoder", {"task": "ner", "labels": 0, "label_scheme": "changing"}),
    ("hybrid:distil", {"task": "ner", "labels": 0, "label_scheme": "fixed", "items_per_day": 900_000}),
    ("hybrid:distil", {"task": "classification", "labels": 0, "classes": 5, "budget": "200 dollars"}),
    ("hybrid:distil", {"task": "pair", "labels": 0, "hardware": "none", "data_may_leave": False}),
    ("hybrid:cascade", {"task": "classification", "labels": 5000, "llm_use": "limited"}),
    # too little to go on
    (None, {}),
    (None, {"hardware": "large"}),
    (None, {"labels": 0, "classes": 7, "data_may_leave": True}),
    (None, {"task": "classification"}),
    (None, {"task": "translation"}),
]


@pytest.mark.parametrize(("choice", "facts"), CASES)
def test_choice(rules: Rules, task: Task, choice: str | None, facts: dict[str, Any]) -> None:
    assert decide(task(**facts), rules, {}, "en").choice == choice


def test_same_profile_same_verdict(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd[:100]:
        again = TaskProfile(dict(reversed(profile.facts.items())))
        first, second = decide(profile, rules, {}, "en"), decide(again, rules, {}, "zh")
        assert (first.choice, first.score, first.flips, first.question) == (
            second.choice,
            second.score,
            second.flips,
            second.question,
        )


def test_verdicts_are_complete(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        verdict = decide(profile, rules, {}, "en")
        assert 0.35 <= verdict.confidence <= 0.97
        if verdict.choice is None:
            assert verdict.question is not None and not verdict.flips and not verdict.reasons
        else:
            assert verdict.runner_up != verdict.choice and verdict.runner_up is not None
            assert len(verdict.flips) <= 4


def test_score_is_the_sum_of_the_weights(rules: Rules, task: Task) -> None:
    profile = task(task="classification", labels=5000, label_scheme="fixed", p95_ms=20.0)
    verdict = decide(profile, rules, {}, "en")
    assert verdict.score == sum(reason.points or 0 for reason in verdict.reasons) == 8
    assert [reason.rule for reason in verdict.reasons] == ["enough-labels", "tight-latency", "settled-classes"]
    assert verdict.reasons[0].facts == ("labels", "label_scheme")


def test_settling_rule_comes_first_and_bears_no_points(rules: Rules, task: Task) -> None:
    verdict = decide(task(task="qa_generative", reasoning=True, items_per_day=30.0), rules, {}, "en")
    assert (verdict.reasons[0].rule, verdict.reasons[0].points) == ("writing", None)
    assert [reason.rule for reason in verdict.reasons[1:]] == ["several-steps", "low-volume"]


def test_evidence_is_named(rules: Rules, task: Task) -> None:
    verdict = decide(task(task="dialogue"), rules, {}, "en")
    assert verdict.evidence == rules.gates[6].evidence


def test_order_of_reasons_does_not_support_the_other_side(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        verdict = decide(profile, rules, {}, "en")
        points = [reason.points for reason in verdict.reasons if reason.points is not None]
        assert points == sorted(points, key=abs, reverse=True)
        if verdict.choice == "decoder":
            assert all(point < 0 for point in points)


def test_runner_up_is_what_the_other_rules_would_say(rules: Rules, task: Task) -> None:
    distil = task(task="classification", labels=0, label_scheme="fixed", items_per_day=50_000.0, data_may_leave=True)
    cascade = task(task="moderation", labels=4000, hard_tail=True)
    assert decide(distil, rules, {}, "en").runner_up == "decoder"
    assert decide(cascade, rules, {}, "en").runner_up == "encoder"


def test_more_sure_with_a_larger_margin_and_clearer_reading(rules: Rules, task: Task) -> None:
    close = task(task="classification", labels=500, label_scheme="fixed", items_per_day=700.0)
    clear = task(task="classification", labels=500, label_scheme="fixed", items_per_day=900_000.0)
    doubtful = clear.with_fact("labels", 500, "some five hundred", confidence=0.2)
    sure = [decide(profile, rules, {}, "en").confidence for profile in (close, clear, doubtful)]
    assert sure[0] < sure[1] and sure[2] < sure[1]


def test_prediction_fits_the_form(rules: Rules, task: Task) -> None:
    labels, spans, text = (
        decide(task(task=name, labels=900), rules, {}, "en").prediction
        for name in ("classification", "ner", "dialogue")
    )
    assert labels and spans and labels != spans
    assert text is None


def test_leaving_a_rule_out(rules: Rules, task: Task) -> None:
    profile = task(task="classification", labels=900, words_decide=True)
    assert judge(profile, rules).choice == "baseline"
    assert judge(profile, rules, frozenset({"words-decide"})).choice == "encoder"
