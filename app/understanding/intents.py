"""What a message is for: a recommendation, knowledge, or something to decline."""

import re
from dataclasses import dataclass
from typing import Literal, cast

from app.understanding.cues import find
from app.understanding.heads import Ranked
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import IntentId

_ODD = re.compile(r"[^\w\s.,;:!?'\"()%/&$€£+\-—–…·“”‘’«»，。；：！？、（）《》【】~～]")
_ODD_SHARE = 0.08
"""Share of odd characters (brackets, angle signs, hashes) from which a short text counts as noise."""
_RUN_OF_SIGNS = re.compile(r"([^\w\s.…!?。！？、，,*#=_-])\1{2,}")
_REPEATED = re.compile(r"(\w{2,})(?:\W+\1\b){1,}|([\u3400-\u9fff])\2{2,}|(\w)\3{5,}", re.IGNORECASE)


DECLINED = ("off-topic", "harmful", "injection")
ENOUGH_TO_DECLINE = 0.3
"""Probability of the three together from which a message is declined.

Questions of writers whom the heads have not read: of those to be declined nine in ten are, of the others one in 140.
"""
ABOUT_A_TASK = 2.0
"""What each stated fact, up to two of them, multiplies the odds of a real task with: who counts labels has one."""
COUNTED_FACTS: tuple[FactName, ...] = (
    "labels",
    "items_per_day",
    "p95_ms",
    "max_tokens",
    "hardware",
    "data_may_leave",
    "llm_use",
    "budget",
)
IN_CONVERSATION = 20.0
"""What an earlier task multiplies these odds with: 'and on a phone?' is about it."""


@dataclass(frozen=True)
class IntentGuess:
    """An intent and how sure it is, between 0 and 1."""

    intent: IntentId
    confidence: float


def intent_of(text: str, opinion: Ranked, facts: TaskProfile, follow_up: bool) -> IntentGuess:
    """The intent of a message.

    Words that command the assistant outweigh everything, and so does noise.

    Args:
        text: the message.
        opinion: the head's intents with probabilities.
        facts: what the message states.
        follow_up: whether the message follows others about a task.
    """
    if find("intent.injection", text):
        return IntentGuess("injection", 0.95)
    if is_noise(text):
        return IntentGuess("off-topic", 0.9)
    shares = dict(opinion)
    counted = min(2, sum(facts.known(name) for name in COUNTED_FACTS))
    shares["recommendation"] *= ABOUT_A_TASK**counted
    if follow_up:
        shares["recommendation"] *= IN_CONVERSATION
        shares["knowledge"] /= IN_CONVERSATION**2 if counted else 1.0  # 'latency no longer matters' asks nothing
    total = sum(shares.values())
    declined = sum(shares[name] for name in DECLINED) / total
    among = DECLINED if declined >= ENOUGH_TO_DECLINE else ("recommendation", "knowledge")
    best = max(among, key=lambda name: shares[name])
    return IntentGuess(cast(IntentId, best), declined if best in DECLINED else shares[best] / total)


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
