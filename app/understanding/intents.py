"""What a message is for: a recommendation, knowledge, or something to decline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.understanding.cues import find
from app.understanding.profile import TaskProfile
from knowledge.schema import IntentId

_ODD = re.compile(r"[^\w\s.,;:!?'\"()%/&$€£+\-—–…·“”‘’«»，。；：！？、（）《》【】~～]")
_ODD_SHARE = 0.08
"""Share of odd characters (brackets, angle signs, hashes) from which a short text counts as noise."""
_RUN_OF_SIGNS = re.compile(r"([^\w\s.…!?。！？、，,*#=_-])\1{2,}")
_REPEATED = re.compile(r"(\w{2,})(?:\W+\1\b){1,}|([\u3400-\u9fff])\2{2,}|(\w)\3{5,}", re.IGNORECASE)


SURE_OF_HARM = 0.6
"""Probability from which the head alone may call a message harmful: an accusation needs more than a hunch."""


@dataclass(frozen=True)
class IntentGuess:
    """An intent and how sure it is, between 0 and 1."""

    intent: IntentId
    confidence: float


def intent_of(
    text: str, opinion: Sequence[tuple[IntentId, float]], facts: TaskProfile, task_words: bool, follow_up: bool
) -> IntentGuess:
    """The intent of a message.

    Words that command the assistant or ask for help with harm outweigh everything; a message with facts about a task
    is about a recommendation whatever the head thinks.

    Args:
        text: the message.
        opinion: the head's intents with probabilities.
        facts: what the message states.
        task_words: whether words spoke for a kind of task.
        follow_up: whether the message follows others about a task.
    """
    if find("intent.injection", text):
        return IntentGuess("injection", 0.95)
    if find("intent.harmful", text) or (find("intent.harmful_matter", text) and not find("intent.protects", text)):
        return IntentGuess("harmful", 0.95)
    if is_noise(text):
        return IntentGuess("off-topic", 0.9)
    scores = dict(opinion)
    scale = _evidence(text, facts, task_words, follow_up, scores.get("harmful", 0.0))
    weighted = {intent: share * scale.get(intent, 1.0) for intent, share in scores.items()}
    best = max(weighted, key=lambda intent: weighted[intent])
    return IntentGuess(best, weighted[best] / sum(weighted.values()))


def _evidence(text: str, facts: TaskProfile, task_words: bool, follow_up: bool, harm: float) -> dict[IntentId, float]:
    """Factors on the head's probabilities."""
    about_models = find("intent.model_words", text) is not None
    stated = len([name for name in facts.facts if name not in ("languages", "reasoning", "classes", "label_scheme")])
    asked = find("intent.asks_choice", text) is not None or challenged(text) is not None
    elsewhere = find("intent.own_work", text) or find("intent.other_field", text)
    if elsewhere and stated < 2 and not (stated and about_models):
        stated, task_words = 0, False
    recommendation = 4.0 ** min(stated, 3) * (1.5 if task_words else 1.0) * (6.0 if follow_up else 1.0)
    if elsewhere and not stated:
        off_topic = 40.0
    else:
        off_topic = 0.07 if about_models and asked else 0.2 if about_models else 1.0 if stated else 1.5
    harmless = find("intent.sensitive", text) is None
    guarding = find("intent.protects", text) is not None
    wary = 0.1 if stated >= 2 else 0.25 if stated or about_models or follow_up else 1.0
    return {
        "recommendation": recommendation * (4.0 if asked else 1.0),
        "off-topic": off_topic * (0.3 if follow_up and stated else 1.0),
        "injection": wary,
        "harmful": 0.03 if harmless else 0.2 if stated >= 2 or follow_up or guarding or harm < SURE_OF_HARM else 0.6,
        "knowledge": 0.3 if stated >= 2 or follow_up else 1.0,
    }


def is_noise(text: str) -> bool:
    """Whether a short text is no sentence at all: heaps of signs, words or characters said over and over."""
    if len(text) > 200 or not text.strip():
        return not text.strip()
    if len(_RUN_OF_SIGNS.findall(text)) >= 2:
        return True
    odd = len(_ODD.findall(text))
    signs = odd / len(text) if odd > 3 else 0.0
    if find("intent.model_words", text) and signs < 2 * _ODD_SHARE:
        return False
    return signs > _ODD_SHARE or (_REPEATED.search(text) is not None and (signs > 0.02 or "%%" in text))


def challenged(text: str) -> Literal["encoder", "decoder"] | None:
    """``decoder`` or ``encoder`` when the message asks why not that one."""
    if find("intent.against_decoder", text):
        return "decoder"
    return "encoder" if find("intent.against_encoder", text) else None
