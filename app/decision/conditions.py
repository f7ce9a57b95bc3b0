"""Whether a rule's conditions hold on a profile."""

from collections.abc import Mapping
from typing import Any

from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Condition, Conditional, Output

USUAL_OUTPUT: Mapping[str, Output] = {
    "classification": "labels",
    "moderation": "labels",
    "pair": "labels",
    "ner": "spans",
    "extraction": "spans",
    "qa_extractive": "spans",
    "qa_generative": "text",
    "retrieval": "vectors",
    "reranking": "scores",
    "clustering": "vectors",
    "summarisation": "text",
    "translation": "text",
    "generation": "text",
    "dialogue": "text",
    "code": "text",
    "reasoning": "text",
}
"""What each kind of task puts out when the user does not say; the same as in ``tasks.yaml``.

Only extraction differs: who wants fields and says no more wants words of the text, while nested or implied
fields, which have to be written, are usually described.
"""

DERIVED: Mapping[str, tuple[FactName, ...]] = {
    "form": ("output", "task", "classes", "label_scheme"),
    "usable_labels": ("labels", "domain_shift", "label_scheme"),
    "usable_per_class": ("labels", "classes", "domain_shift", "label_scheme"),
}
"""Facts that follow from others, and from which:

- ``form``: the output, stated or usual for the task; labels where classes are spoken of
- ``usable_labels``: labels that hold for the texts and classes at hand: none from another domain or for
  classes that keep changing
- ``usable_per_class``: the same divided by the number of classes, two where it is not stated
"""

Values = Mapping[str, Any]
"""What is known, by fact, derived facts included; the unknown is absent."""


def values(profile: TaskProfile) -> Values:
    """All that conditions may look at."""
    known: dict[str, Any] = {name: fact.value for name, fact in profile.facts.items() if fact.value is not None}
    form = _form(known)
    if form is not None:
        known["form"] = form
    usable = _usable_labels(known)
    if usable is not None:
        known["usable_labels"] = usable
        known["usable_per_class"] = usable / max(known.get("classes", 2), 2)
    return known


def holds(condition: Condition, known: Values) -> bool:
    """Whether one condition holds; an unknown fact passes only ``known: false``."""
    value = known.get(condition.fact)
    if value is None:
        return condition.known is False
    if condition.known is False:
        return False
    several = value if isinstance(value, (tuple, list)) else (value,)
    return any(_passes(condition, one) for one in several)


def speaks(rule: Conditional, known: Values) -> bool:
    """Whether a rule's conditions hold taken together."""
    return (
        all(holds(condition, known) for condition in rule.when)
        and (not rule.any_of or any(holds(condition, known) for condition in rule.any_of))
        and not any(holds(condition, known) for condition in rule.unless)
    )


def facts_of(rule: Conditional, profile: TaskProfile) -> tuple[FactName, ...]:
    """The stated facts that a rule looked at and found fitting, each once."""
    known = values(profile)
    found = (item.fact for item in (*rule.when, *rule.any_of) if holds(item, known))
    stated = dict.fromkeys(name for fact in found for name in DERIVED.get(fact, (fact,)))
    return tuple(name for name in profile.facts if name in stated)


def _passes(condition: Condition, value: Any) -> bool:
    if condition.one_of is not None and value not in condition.one_of:
        return False
    if condition.outside is not None and value in condition.outside:
        return False
    if condition.at_least is not None and not value >= condition.at_least:
        return False
    return condition.below is None or bool(value < condition.below)


def _form(known: Values) -> Output | None:
    if "output" in known:
        output: Output = known["output"]
        return output
    if "task" in known:
        return USUAL_OUTPUT.get(known["task"])
    return "labels" if "classes" in known or "label_scheme" in known else None


def _usable_labels(known: Values) -> int | None:
    if known.get("domain_shift") or known.get("label_scheme") == "changing":
        return 0
    return known.get("labels")
