"""All facts a text states besides the task itself: what rules find in its words, weighed against the tagger."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.understanding import figures, traits
from app.understanding.profile import Fact, FactName, TaskProfile
from app.understanding.tags import VALUES
from app.understanding.tongues import languages
from app.understanding.values import CHOICES
from app.understanding.votes import Votes

_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05)
FULL_WIDTH = {code: code - 0xFEE0 for code in _WIDE}
"""Full-width digits, letters and per cent to their usual forms, one character each, so that spans keep their places."""
LONGEST = 6_000
"""Characters read; more than a question ever needs."""

SAID_SO, SAID_OTHERWISE, ENOUGH = 5.0, 2.0, -0.75
"""What a rule that finds a value adds to its logit and takes from the other values, and the logit that suffices.

Chosen on scenarios of writers whose texts the tagger had not seen (F1 of these facts 0.79; of rules alone 0.63).
"""
HELD_BACK: Mapping[FactName, float] = {"then_text": 0.75}
"""Taken from the logits of facts that settle a verdict by themselves: to miss them costs less than to invent them."""
IMPLIED = 0.5
"""Confidence with which a number of classes, presented without a word of change, means that the list is settled."""
CHOSEN: tuple[FactName, ...] = tuple(name for name in CHOICES if name not in ("task", "output"))
"""Facts with a handful of values, each of which the tagger knows."""


def facts_of(text: str, votes: Votes) -> TaskProfile:
    """A profile of what ``text`` states; ``task`` and ``output`` are read from the whole and stay absent."""
    text = text[:LONGEST].translate(FULL_WIDTH)
    by_rule = _by_rule(text)
    reading = figures.read_numbers(text)
    classes = figures.classes(reading, votes)
    if classes is not None:
        by_rule.setdefault("label_scheme", Fact("fixed", classes.words, IMPLIED))
    known: dict[FactName, Fact] = {}
    for name in CHOSEN:
        if fact := _chosen(name, by_rule.get(name), votes):
            known[name] = fact
    found: Mapping[FactName, Fact | None] = {
        "labels": figures.labels(reading, votes, shifted="domain_shift" in known),
        "classes": classes,
        "p95_ms": figures.p95_ms(reading, votes),
        "items_per_day": figures.items_per_day(reading, votes),
        "max_tokens": figures.max_tokens(reading, votes),
        "budget": _backed(by_rule.get("budget"), votes),
        "languages": by_rule.get("languages"),
    }
    known.update({name: fact for name, fact in found.items() if fact is not None})
    return TaskProfile(MappingProxyType(known))


def _by_rule(text: str) -> dict[FactName, Fact]:
    found: dict[FactName, Fact | None] = {
        "label_scheme": traits.label_scheme(text),
        "hardware": traits.hardware(text),
        "data_may_leave": traits.data_may_leave(text),
        "llm_use": traits.llm_use(text),
        "budget": traits.budget(text),
        "languages": languages(text),
        "reasoning": traits.reasoning(text),
        "hard_tail": traits.hard_tail(text),
        "domain_shift": traits.flag("domain_shift", text),
        "words_decide": traits.words_decide(text),
        "then_text": traits.flag("then_text", text),
        "accuracy_first": traits.flag("accuracy_first", text),
    }
    return {name: fact for name, fact in found.items() if fact is not None}


def _chosen(name: FactName, rule: Fact | None, votes: Votes) -> Fact | None:
    """The value that tagger and rule together are surest of, where that is sure enough."""
    best, value = max(((_score(name, value, rule, votes), value) for value in VALUES[name]), key=lambda pair: pair[0])
    if best < ENOUGH:
        return None
    words = rule.words if rule is not None and rule.value == value else votes.words(name, value)
    return Fact(value, words, confidence(best - ENOUGH))


def _score(name: FactName, value: Any, rule: Fact | None, votes: Votes) -> float:
    peak = votes.peak(name, value) - HELD_BACK.get(name, 0.0)
    if rule is None:
        return peak
    return peak + (SAID_SO * rule.confidence if rule.value == value else -SAID_OTHERWISE * rule.confidence)


def _backed(rule: Fact | None, votes: Votes) -> Fact | None:
    """A limit of money that rule or tagger finds; the rule alone takes every word about money for one."""
    best = votes.peak("budget", None) + (SAID_SO if rule else 0.0)
    if best < ENOUGH:
        return None
    words = rule.words if rule else votes.words("budget", None)
    return Fact(words, words, confidence(best - ENOUGH)) if words else None


def confidence(above: float) -> float:
    """How sure a fact is whose logit lies so much above what suffices: from 0.5 to 1."""
    return round(1.0 / (1.0 + math.exp(-above)), 3)
