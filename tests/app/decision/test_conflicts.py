from collections.abc import Callable
from typing import Any

import pytest

from app.decision.decide import decide
from app.understanding.profile import TaskProfile
from knowledge.schema import Rules

Task = Callable[..., TaskProfile]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"accuracy_first": True, "budget": "none", "hardware": "none"}, "cannot be had together"),
        ({"task": "ner", "labels": 0, "llm_use": "never"}, "nothing to learn the task from"),
        ({"labels": 0, "hardware": "none", "data_may_leave": False, "p95_ms": 5.0}, "5 ms"),
        ({"task": "dialogue", "hardware": "none", "p95_ms": 40.0}, "40 ms"),
        ({"task": "summarisation", "llm_use": "never"}, "templates"),
        (
            {"task": "generation", "hardware": "none", "data_may_leave": False, "items_per_day": 25_000.0},
            "25,000 texts a day",
        ),
    ],
)
def test_contradiction_is_named(rules: Rules, task: Task, facts: dict[str, Any], words: str) -> None:
    found = decide(task(**facts), rules, {}, "en").conflicts
    assert any(words in text.en for text in found)
    assert not any("{" in text.en + text.zh for text in found)


def test_plain_task_has_none(rules: Rules, task: Task) -> None:
    assert decide(task(task="classification", labels=900, hardware="none"), rules, {}, "en").conflicts == ()


def test_a_conflict_makes_less_sure(rules: Rules, task: Task) -> None:
    calm = task(task="dialogue", hardware="none", p95_ms=5000.0)
    torn = task(task="dialogue", hardware="none", p95_ms=40.0)
    assert decide(torn, rules, {}, "en").confidence < decide(calm, rules, {}, "en").confidence
