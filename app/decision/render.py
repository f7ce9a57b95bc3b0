"""Fills a rule's sentence with the user's own figures."""

from string import Formatter
from typing import Any

from app.understanding.profile import Fact, TaskProfile
from knowledge.schema import Language, Text

_UNKNOWN = {"en": "some", "zh": "一些"}
_ASSUMED = {"en": " (assumed)", "zh": "（假定）"}


def rendered(text: Text, profile: TaskProfile) -> Text:
    """The text with placeholders such as ``{labels}`` filled, in both languages."""
    return Text(en=filled(text, profile, "en"), zh=filled(text, profile, "zh"))


def filled(text: Text, profile: TaskProfile, language: Language) -> str:
    """The text in one language with placeholders filled from the profile."""
    wording = text.get(language)
    names = placeholders(wording)
    return wording.format(**{name: _shown(profile, name, language) for name in names}) if names else wording


def placeholders(wording: str) -> tuple[str, ...]:
    """Names of the facts a sentence wants filled in."""
    return tuple(name for _, name, _, _ in Formatter().parse(wording) if name)


def _shown(profile: TaskProfile, name: str, language: Language) -> str:
    fact = next((fact for key, fact in profile.facts.items() if key == name), None)
    if fact is None:
        return _UNKNOWN[language]
    shown = duration(fact.value, language) if name == "p95_ms" else number(fact.value, language)
    return shown + (_ASSUMED[language] if is_assumed(fact) else "")


def is_assumed(fact: Fact) -> bool:
    """Whether a fact was taken for granted and not stated."""
    return not fact.words and fact.confidence < 1


def number(value: Any, language: Language) -> str:
    """A count as people write it: ``5,800``, ``2 million``, ``5800``, ``200万``."""
    if language == "zh":
        for unit, name in ((1e8, "亿"), (1e4, "万")):
            if value >= unit:
                return f"{_plain(value / unit)}{name}"
        return _plain(value)
    return f"{_plain(value / 1e6)} million" if value >= 1e6 else f"{_rounded(value):,}"


def duration(milliseconds: float, language: Language) -> str:
    """A time as people write it: ``40 ms``, ``2 seconds``, ``40毫秒``."""
    if milliseconds < 1000:
        return f"{_plain(milliseconds)}{' ms' if language == 'en' else '毫秒'}"
    seconds = milliseconds / 1000
    value, en, zh = (seconds, "second", "秒") if seconds < 60 else (seconds / 60, "minute", "分钟")
    return f"{_plain(value)}{zh}" if language == "zh" else f"{_plain(value)} {en}{'' if value == 1 else 's'}"


def _rounded(value: float) -> float:
    return round(value) if value >= 10 or value == round(value) else round(value, 1)


def _plain(value: float) -> str:
    return f"{value:.4g}" if value < 10_000 else f"{value:.0f}"
