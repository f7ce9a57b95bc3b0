"""How well facts, tasks and intents are read from questions of writers that the heads have not read."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.models.encoder import load_encoder
from app.settings import Settings
from app.understanding.profile import FACTS
from app.understanding.understand import understanding_of
from knowledge import load_knowledge
from knowledge.scenarios import Said, load_scenarios
from tests.benchmarks.left_out import messages, opinions

WITHIN = {"labels": 1.06, "classes": 1.0, "p95_ms": 1.06, "items_per_day": 2.0, "max_tokens": 1.5}
"""Factor by which a number may differ and still be read right: rates and lengths are converted with rules of thumb."""


@dataclass
class Count:
    """Of one fact: how often it was stated, read, and read right."""

    stated: int = 0
    read: int = 0
    right: int = 0

    def add(self, gold: Any, found: Any, name: str) -> None:
        """Count one message."""
        self.stated += gold is not None
        self.read += found is not None
        self.right += gold is not None and found is not None and same(name, gold, found)

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.read), self.right / max(1, self.stated)
        return f"precision {precision:.3f}  recall {recall:.3f}  stated {self.stated}"


def same(name: str, gold: Any, found: Any) -> bool:
    """Whether a value was read right."""
    if name == "budget":
        return True
    if name == "languages":
        return set(gold) == set(found)
    if name in WITHIN:
        return bool(max(gold, found) <= WITHIN[name] * min(gold, found))
    return bool(gold == found)


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print precision and recall of every fact, and how often intents are right, cross-validated by writer."""
    knowledge, scenarios = load_knowledge(), load_scenarios()
    encoder = load_encoder(settings.encoder, settings.cache_dir, settings.threads, say)
    found = opinions(knowledge, scenarios, encoder, say)
    said = [item for _, item in messages(scenarios)]
    for name, count in counted(said, found).items():
        print(f"{name:16} {count}")
    first = scenarios.scenarios
    right = sum(understanding_of(item.question, found[item.question]).intent == item.intent for item in first)
    print(f"{'intent':16} right {right / len(first):.3f} of {len(first)}")


def counted(said: Iterable[Said], found: Any) -> dict[str, Count]:
    """Counts by fact, in the order of the profile, with all facts together at the end."""
    counts: dict[str, Count] = defaultdict(Count)
    for item in said:
        if item.intent != "recommendation" and not item.facts:
            continue
        profile = understanding_of(item.question, found[item.question]).profile
        gold = {fact.fact: fact.value for fact in item.facts}
        for name in FACTS:
            for key in (name, "all"):
                counts[key].add(gold.get(name), profile.value(name), name)
    return {name: counts[name] for name in (*FACTS, "all")}
