"""The kind of task: the head's opinion, moved by words that speak for a kind."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from app.understanding.cues import FLAGS
from knowledge.schema import TaskKind

PATH = Path(__file__).with_name("kinds.yaml")


@dataclass(frozen=True)
class KindCue:
    """Words that speak for a kind."""

    kind: TaskKind
    points: float
    """Added to the natural logarithm of the head's probability."""
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class KindCues:
    """Everything in ``kinds.yaml``."""

    aside: re.Pattern[str]
    """Parts of a text that are ruled out or are about models."""
    cues: tuple[KindCue, ...]


@cache
def kind_cues(path: Path = PATH) -> KindCues:
    """The cues, compiled once."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    aside = _any_of([pattern for patterns in rows.pop("aside").values() for pattern in patterns])
    cues = [
        KindCue(kind, float(points), _any_of(patterns))
        for kind, lines in rows.items()
        for points, patterns in lines.items()
    ]
    return KindCues(aside, tuple(cues))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), FLAGS)


@dataclass(frozen=True)
class KindGuess:
    """A kind of task with its probability and the words that spoke for it."""

    kind: TaskKind
    probability: float
    words: str
    """Empty when only the head spoke."""


def ranked_kinds(
    text: str, opinion: Sequence[tuple[TaskKind, float]], extra: Mapping[TaskKind, float]
) -> list[KindGuess]:
    """Kinds, likeliest first: the head's probabilities times the exponential of the points of cues and of ``extra``."""
    known = kind_cues()
    task = known.aside.sub(lambda match: "," * len(match.group()), text)
    scores = {kind: math.log(max(share, 1e-6)) + extra.get(kind, 0.0) for kind, share in opinion}
    words: dict[TaskKind, str] = {}
    for cue in known.cues:
        if match := cue.pattern.search(task):
            scores[cue.kind] += cue.points
            words.setdefault(cue.kind, match.group().strip(" ,，"))
    total = sum(math.exp(score) for score in scores.values())
    guesses = [KindGuess(kind, math.exp(score) / total, words.get(kind, "")) for kind, score in scores.items()]
    return sorted(guesses, key=lambda guess: -guess.probability)
