"""What a token can help to state: the tags that the head gives to the words of a question."""

from typing import Any

from app.understanding.profile import FactName
from app.understanding.values import CHOICES
from knowledge.scenarios import StatedFact

_ONLY_TRUE: frozenset[FactName] = frozenset({"hard_tail", "domain_shift", "then_text", "accuracy_first"})
"""Facts that nobody states as untrue."""
VALUES: dict[FactName, tuple[Any, ...]] = {
    **{name: (True,) if name in _ONLY_TRUE else values for name, values in CHOICES.items()},
    "labels": (0, "each", None),
    "classes": (None,),
    "p95_ms": (None,),
    "items_per_day": (None,),
    "max_tokens": (None,),
    "budget": (None,),
    "languages": (None,),
}
"""Values that have a tag of their own; None stands for any other, such as every number of labels but 0."""

Tag = tuple[FactName, Any]

TAGS: tuple[Tag, ...] = tuple((name, value) for name, values in VALUES.items() for value in values)
PLACE = {tag: place for place, tag in enumerate(TAGS)}
PER_CLASS = PLACE["labels", "each"]
TASK_TAGS = tuple(place for place, (name, _) in enumerate(TAGS) if name in ("task", "output"))
"""Places of the tags whose words tell what is to be done."""


def tag_of(fact: StatedFact) -> int | None:
    """Place of a stated fact's tag; None for a fact that is taken back or has none."""
    values = VALUES.get(fact.fact, ())  # type: ignore[call-overload]  # a name from a data file may be any
    if fact.value is None or not values:
        return None
    of_its_type = (one for one in values if type(one) is type(fact.value) and one == fact.value)  # 0 is not False
    value = next(of_its_type, None)
    return PLACE.get((fact.fact, value))  # type: ignore[arg-type]
