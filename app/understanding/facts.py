"""All facts a text states besides the task itself."""

from types import MappingProxyType

from app.understanding import figures, traits
from app.understanding.profile import Fact, FactName, TaskProfile
from app.understanding.tongues import languages

_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05)
FULL_WIDTH = {code: code - 0xFEE0 for code in _WIDE}
"""Full-width digits, letters and per cent to their usual forms, one character each, so that spans keep their places."""
LONGEST = 6_000
"""Characters read; more than a question ever needs."""


def facts_of(text: str) -> TaskProfile:
    """A profile of what ``text`` states; ``task`` and ``output`` are the heads' affair and stay absent."""
    text = text[:LONGEST].translate(FULL_WIDTH)
    found: dict[FactName, Fact | None] = {**_figures(text), **_traits(text)}
    known = {name: fact for name, fact in found.items() if fact is not None}
    if "label_scheme" not in known and (implied := _settled_list(known)):
        known["label_scheme"] = implied
    return TaskProfile(MappingProxyType(known))


def _figures(text: str) -> dict[FactName, Fact | None]:
    reading = figures.read_numbers(text)
    shift = traits.flag("domain_shift", text)
    return {
        "labels": figures.labels(reading, shifted=shift is not None),
        "classes": figures.classes(reading),
        "p95_ms": figures.p95_ms(reading),
        "items_per_day": figures.items_per_day(reading),
        "max_tokens": figures.max_tokens(reading),
        "domain_shift": shift,
    }


def _traits(text: str) -> dict[FactName, Fact | None]:
    return {
        "label_scheme": traits.label_scheme(text),
        "hardware": traits.hardware(text),
        "data_may_leave": traits.data_may_leave(text),
        "llm_use": traits.llm_use(text),
        "budget": traits.budget(text),
        "languages": languages(text),
        "reasoning": traits.reasoning(text),
        "hard_tail": traits.hard_tail(text),
        "words_decide": traits.words_decide(text),
        "then_text": traits.flag("then_text", text),
        "accuracy_first": traits.flag("accuracy_first", text),
    }


def _settled_list(known: dict[FactName, Fact]) -> Fact | None:
    """A number of classes presented without a word of change means that the list is settled."""
    classes = known.get("classes")
    return Fact("fixed", classes.words, 0.7) if classes else None
