"""Facts that words state: the label scheme, hardware, privacy, use of an LLM and so on."""

import re
from typing import Any

from app.understanding.cues import cues, find
from app.understanding.profile import Fact

_GPU_MEMORY = re.compile(
    r"(?<!\d)(\d{1,4})\s?(?:GB?|gigs?)[\s-]*(?:of\s)?(?:\w+\s)?(?:GPU|VRAM|card|graphics|video memory)"
    r"|(?<!\d)(\d{1,4})\s?GB?\s?的?(?:显卡|显存|卡|GPU)",
    re.ASCII | re.IGNORECASE,
)
SMALL_GPU_GB = 16
"""A GPU up to this size is ``small``; see :data:`app.understanding.profile.FactName`."""
_SEVERAL = re.compile(
    r"(?:\b(?:two|three|four|six|eight|[2-9]|\d\d)\s?(?:x\s?|×\s?)?(?:\w+\s){0,2}|[两三四五六七八九几俩]\s?[张块个]\s?)$",
    re.ASCII | re.IGNORECASE,
)
_BIG_NAMED = re.compile(r"\d{3,4}")


def stated(fact: str, values: dict[str, Any], text: str, confidence: float = 0.9) -> Fact | None:
    """The first value of a fact, in the order of ``values``, that a cue speaks for."""
    for cue, value in values.items():
        if match := find(f"{fact}.{cue}", text):
            return Fact(value, match.group().strip(), confidence)
    return None


def label_scheme(text: str) -> Fact | None:
    """``fixed`` or ``changing`` where said outright."""
    return stated("label_scheme", {"changing": "changing", "fixed": "fixed"}, text)


def hardware(text: str) -> Fact | None:
    """``none``, ``small`` or ``large``; two or more small cards count as large, a named card beats a named computer."""
    if no_gpu := find("hardware.no_gpu", text):
        return Fact("none", no_gpu.group().strip(), 0.95)
    if memory := _GPU_MEMORY.search(text):
        size = "small" if int(memory[1] or memory[2]) <= SMALL_GPU_GB and not _several(text, memory) else "large"
        return Fact(size, memory.group().strip(), 0.95)
    if large := find("hardware.large", text):
        return Fact("large", large.group().strip(), 0.9)
    if small := find("hardware.small", text):
        size = "large" if _BIG_NAMED.search(small.group()) and _several(text, small) else "small"
        return Fact(size, small.group().strip(), 0.9)
    return stated("hardware", {"none": "none"}, text, 0.85)


def _several(text: str, match: re.Match[str]) -> bool:
    return _SEVERAL.search(text, max(0, match.start() - 20), match.start()) is not None


def data_may_leave(text: str) -> Fact | None:
    """Whether texts may go outside; a place without a network keeps them in, unless an API is allowed elsewhere."""
    return stated("data_may_leave", {"denied": False, "said": True}, text) or stated(
        "data_may_leave", {"offline": False}, text, 0.6
    )


def llm_use(text: str) -> Fact | None:
    """How an LLM may be used, where said."""
    values = {"offline": "offline", "never": "never", "limited": "limited", "allowed": "allowed"}
    return stated("llm_use", values, text)


def budget(text: str) -> Fact | None:
    """The words that limit money."""
    match = find("budget.words", text)
    return Fact(match.group().strip(), match.group().strip(), 0.8) if match else None


def reasoning(text: str) -> Fact | None:
    """Whether several steps of inference are asked for or ruled out."""
    return stated("reasoning", {"denied": False, "said": True}, text, 0.75)


def words_decide(text: str) -> Fact | None:
    """Whether single words give the answer away; False where the text says that they do not."""
    return stated("words_decide", {"denied": False, "said": True}, text, 0.85)


def flag(fact: str, text: str) -> Fact | None:
    """A fact that is either stated or absent."""
    return stated(fact, {"said": True}, text, 0.8)


def hard_tail(text: str) -> Fact | None:
    """True when most items are said to be easy and a rest to be hard: both halves must be there."""
    most = find("hard_tail.most", text)
    if most is None:
        return None
    for rest in cues()["hard_tail.rest"].finditer(text, most.start()):
        near = text[rest.start() : rest.start() + (70 if rest.group().isascii() else 34)]
        if rest.start() - most.start() < 260 and find("hard_tail.hard", near):
            return Fact(True, text[most.start() : min(rest.end() + 20, most.start() + 160)].strip(), 0.8)
    return None
