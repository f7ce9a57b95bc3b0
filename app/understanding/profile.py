"""The profile of a task: what the question states, each fact with the words it was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

from knowledge.schema import IntentId, Language

FactName = Literal[
    "task",
    "output",
    "labels",
    "label_scheme",
    "classes",
    "p95_ms",
    "items_per_day",
    "hardware",
    "languages",
    "data_may_leave",
    "reasoning",
    "max_tokens",
    "budget",
    "llm_use",
    "hard_tail",
    "domain_shift",
    "words_decide",
    "then_text",
    "accuracy_first",
]
"""What a profile can hold:

- ``task``: a :data:`knowledge.schema.TaskKind`
- ``output``: ``labels``, ``scores``, ``spans``, ``vectors`` or ``text`` (JSON, code and prose)
- ``labels``: labelled examples or pairs in all, ``0`` when there are none (int)
- ``label_scheme``: ``fixed`` or ``changing``
- ``classes``: number of classes (int)
- ``p95_ms``: longest time allowed per item, milliseconds (float)
- ``items_per_day``: items a day, converted from other rates, peaks included (float)
- ``hardware``: ``none`` (no GPU: CPU, laptop, edge), ``small`` (one GPU up to 16 GB) or ``large`` (more)
- ``languages``: codes of the text's languages, where stated (tuple)
- ``data_may_leave``: whether texts may go to an outside API (bool)
- ``reasoning``: whether several steps of inference are needed (bool)
- ``max_tokens``: longest input in tokens (int)
- ``budget``: the words that limit money (str)
- ``llm_use``: ``never``, ``offline`` (only before going live), ``limited`` (a share or quota of items), ``allowed``
- ``hard_tail``: most items are easy and a stated rest is hard (bool)
- ``domain_shift``: labels come from other texts than the ones to be processed (bool)
- ``words_decide``: single words give the answer away or must be shown as the reason (bool)
- ``then_text``: labels or spans first, and for some items a written text as well (bool)
- ``accuracy_first``: accuracy is all that counts (bool)
"""

FACTS: tuple[FactName, ...] = get_args(FactName)


@dataclass(frozen=True)
class Fact:
    """One thing the question states."""

    value: Any
    words: str
    """The words it was read from; empty when the user set it by a button or a chip."""
    confidence: float = 1.0
    """Between 0 and 1."""


@dataclass(frozen=True)
class TaskProfile:
    """What is known about the user's task; what is not stated is absent."""

    facts: Mapping[FactName, Fact] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, name: FactName) -> Any:
        """The fact's value, or None when it is not known."""
        fact = self.facts.get(name)
        return None if fact is None else fact.value

    def known(self, name: FactName) -> bool:
        """Whether the fact is stated."""
        return name in self.facts

    def with_fact(self, name: FactName, value: Any, words: str = "", confidence: float = 1.0) -> "TaskProfile":
        """A copy with one fact set."""
        return replace(self, facts=MappingProxyType({**self.facts, name: Fact(value, words, confidence)}))

    def without(self, name: FactName) -> "TaskProfile":
        """A copy with one fact forgotten."""
        return replace(self, facts=MappingProxyType({key: fact for key, fact in self.facts.items() if key != name}))


@dataclass(frozen=True)
class Understanding:
    """What one message was read as."""

    language: Language
    """Language to answer in."""
    intent: IntentId
    intent_confidence: float
    profile: TaskProfile
    """Facts stated in this message alone."""
    restart: bool
    """Whether the message asks to start over."""
    asks_choice: bool
    """Whether its words ask for a model to choose, whatever else it is about."""
    challenges: Literal["encoder", "decoder"] | None
    """When the message asks "why not that one?"."""
    replaces: bool = False
    """Whether it wants something instead of what was wanted before."""
