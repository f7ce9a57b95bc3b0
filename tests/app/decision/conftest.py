"""Profiles to decide about, made here: none of them is a practice question."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
import yaml

from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Output, Rules, TaskKind

FOLDER = Path(__file__).parents[3] / "knowledge"

POOL: dict[FactName, tuple[Any, ...]] = {
    "task": get_args(TaskKind),
    "output": get_args(Output),
    "labels": (0, 24, 150, 900, 7000, 80_000),
    "label_scheme": ("fixed", "fixed", "changing"),
    "classes": (2, 6, 40),
    "p95_ms": (10.0, 80.0, 700.0, 20_000.0),
    "items_per_day": (3.0, 600.0, 7000.0, 30_000.0, 4_000_000.0),
    "hardware": ("none", "small", "large"),
    "languages": (("en",), ("zh", "en"), ("en", "yo")),
    "data_may_leave": (True, False),
    "reasoning": (True, False),
    "max_tokens": (300, 12_000, 90_000),
    "budget": ("200 dollars",),
    "llm_use": ("never", "offline", "limited", "allowed"),
    "hard_tail": (True, False),
    "domain_shift": (True, False),
    "words_decide": (True, False),
    "then_text": (True, False),
    "accuracy_first": (True, False),
}
"""Values that random profiles are drawn from."""

Task = Callable[..., TaskProfile]


def build(**facts: Any) -> TaskProfile:
    """A profile with the given facts."""
    profile = TaskProfile()
    for name, value in facts.items():
        profile = profile.with_fact(name, value, words=str(value))  # type: ignore[arg-type]
    return profile


def draw(random: Random) -> TaskProfile:
    """A random profile; the rarer facts are stated more rarely."""
    facts = {name: random.choice(pool) for name, pool in POOL.items() if random.random() < _share(name)}
    return build(**facts)


def _share(name: FactName) -> float:
    return 0.6 if name in ("task", "labels", "label_scheme", "items_per_day") else 0.2


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules.model_validate(yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def task() -> Task:
    return build


@pytest.fixture(scope="session")
def crowd() -> tuple[TaskProfile, ...]:
    """Three hundred random profiles, always the same."""
    random = Random(7)
    return tuple(draw(random) for _ in range(300))


@pytest.fixture(scope="session")
def multitude() -> tuple[TaskProfile, ...]:
    """Enough random profiles to meet every rule."""
    random = Random(11)
    return tuple(draw(random) for _ in range(12_000))
