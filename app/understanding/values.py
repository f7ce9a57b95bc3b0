"""Which values each fact can have, and the check of a value that a user sets by hand."""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from app.errors import InputError
from app.understanding.profile import FACTS, FactName, TaskProfile
from app.understanding.tongues import code_of
from app.wording import say
from knowledge.schema import TASK_KINDS, Language, Output

_YES_NO = (True, False)
CHOICES: Mapping[FactName, tuple[str | bool, ...]] = {
    "task": TASK_KINDS,
    "output": get_args(Output),
    "label_scheme": ("fixed", "changing"),
    "hardware": ("none", "small", "large"),
    "data_may_leave": _YES_NO,
    "reasoning": _YES_NO,
    "llm_use": ("never", "offline", "limited", "allowed"),
    "hard_tail": _YES_NO,
    "domain_shift": _YES_NO,
    "words_decide": _YES_NO,
    "then_text": _YES_NO,
    "accuracy_first": _YES_NO,
}
"""Facts with a list of values."""
LEAST: Mapping[FactName, int] = {"labels": 0, "classes": 2, "p95_ms": 0, "items_per_day": 0, "max_tokens": 0}
"""Facts that are numbers, and the least each can be."""
MOST = 10**12
"""What any number can be at most; the wording calls it a trillion."""
_WHOLE: frozenset[FactName] = frozenset({"labels", "classes", "max_tokens"})
MOST_CHARS = 80
"""Characters of the facts in words: ``languages`` and ``budget``."""


def written(value: object) -> str:
    """A value of :data:`CHOICES` as a form sends it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fact_name(name: object, language: Language) -> FactName:
    """The name, if there is such a fact.

    Raises:
        InputError: if there is none.
    """
    for known in FACTS:
        if known == name:
            return known
    raise InputError(say("edit.unknown", language))


def admitted(name: FactName, value: Any, language: Language) -> Any:
    """A value as a profile holds it, from what a form sent or a browser stored.

    Raises:
        InputError: with what is allowed, in ``language``, when the fact cannot have this value.
    """
    if name in CHOICES:
        found: Any = next((option for option in CHOICES[name] if written(option) == written(value)), None)
    elif name in LEAST:
        found = _number(name, value)
    elif name == "languages":
        found = _codes(value)
    else:
        found = _words(value)
    if found is None:
        raise InputError(_allowed(name, language))
    return found


def edited(profile: TaskProfile, name: object, value: Any, language: Language) -> TaskProfile:
    """The profile with one fact set by hand, or forgotten where ``value`` is None.

    Raises:
        InputError: if there is no such fact, or if it cannot have this value.
    """
    known = fact_name(name, language)
    return profile.without(known) if value is None else profile.with_fact(known, admitted(known, value, language))


def _number(name: FactName, value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(re.sub(r"[,，\s]", "", value) if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return None
    if not (math.isfinite(number) and LEAST[name] <= number <= MOST):
        return None
    if name not in _WHOLE:
        return number
    return int(number) if number.is_integer() else None


def _codes(value: Any) -> tuple[str, ...] | None:
    """Codes from a text or a list of codes and names, each once."""
    parts = re.split(r"[,，、;；\s]+", value[:MOST_CHARS]) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return None
    codes = [code_of(str(part)) for part in parts if part]
    return tuple(dict.fromkeys(code for code in codes if code)) if codes and all(codes) else None


def _words(value: Any) -> str | None:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if 0 < len(text) <= MOST_CHARS and text.isprintable() else None


def _allowed(name: FactName, language: Language) -> str:
    fact = say(f"fact.{name}", language)
    if name in CHOICES:
        return say("edit.must_choice", language, name=fact)
    if name in LEAST:
        must = "edit.must_whole" if name in _WHOLE else "edit.must_number"
        return say(must, language, name=fact, least=LEAST[name])
    if name == "languages":
        return say("edit.must_codes", language, name=fact)
    return say("edit.must_words", language, name=fact, most=MOST_CHARS)
