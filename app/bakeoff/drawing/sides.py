"""Who stands for the encoder and who for the decoder, and how they are named and compared."""

from collections.abc import Sequence
from dataclasses import replace

from app.bakeoff.drawing.labels import trimmed
from app.bakeoff.drawing.numbers import points, short_size, size, times
from app.bakeoff.report import DECODERS, ENCODERS, Comparison, Report, Score
from app.wording import say
from knowledge.schema import Language

SAME = 1.05
"""How many times as much still counts as the same cost or time."""


def encoder(report: Report) -> Score | None:
    """Who stands for the encoders; None where none took part."""
    return _first(report, ENCODERS)


def decoder(report: Report) -> Score | None:
    """Who stands for the decoders; None where none took part."""
    return _first(report, DECODERS)


def measured(report: Report) -> list[Score]:
    """Scores that have an accuracy."""
    return [score for score in report.scores if score.broken is None and score.accuracy is not None]


def named(score: Score, language: Language) -> str:
    """A contestant with the size of its model, for a sentence or a header."""
    size_of = sized(score, language)
    return f"{score.name}（{size_of}）" if language == "zh" else f"{score.name} ({size_of})"


def sized(score: Score, language: Language) -> str:
    """How big the model of a contestant is."""
    return size(score.params_m, language, score.side)


def tagged(score: Score, most: float, language: Language) -> str:
    """A contestant with the size of its model, for a picture; a name wider than ``most`` is cut."""
    name = say("check.report.cascade_short", language) if score.key == "cascade" else trimmed(score.name, most)
    return name if score.params_m is None else f"{name} · {short_size(score.params_m)}"


def compared(report: Report, first: str, second: str) -> Comparison | None:
    """The comparison of two contestants by their names, seen from the first."""
    for found in report.comparisons:
        if (found.first, found.second) == (first, second):
            return found
        if (found.first, found.second) == (second, first):
            return _mirrored(found)
    return None


def sentence(clauses: str, language: Language) -> str:
    """With its full stop."""
    return clauses + ("。" if language == "zh" else ".")


def against(report: Report, language: Language) -> str:
    """Encoder against decoder in accuracy, as a clause without a full stop; empty where one is missing."""
    ours, theirs = encoder(report), decoder(report)
    found = compared(report, ours.name, theirs.name) if ours and theirs else None
    if ours is None or theirs is None or found is None:
        return ""
    way = "ahead" if found.difference > 0 else "behind" if found.difference < 0 else "level"
    return say(
        f"check.report.{way}",
        language,
        first=named(ours, language),
        second=named(theirs, language),
        points=points(abs(found.difference)).removeprefix("+"),
        low=points(found.low),
        high=points(found.high),
    )


def ratio(ours: float | None, theirs: float | None, what: str, second: str, language: Language) -> str:
    """How ours relates to theirs, as a clause; empty where one is unknown or 0.

    Args:
        ours: an amount.
        theirs: another of the same unit.
        what: ``cost`` or ``time``.
        second: whose amount theirs is.
        language: of the clause.
    """
    if not ours or not theirs:
        return ""
    most = max(ours / theirs, theirs / ours)
    way = "same" if most < SAME else "less" if ours < theirs else "more"
    return say(f"check.report.{what}_{way}", language, times=times(most), second=second)


def _first(report: Report, keys: Sequence[str]) -> Score | None:
    found = (report.score(key) for key in keys)
    return next((score for score in found if score and score.broken is None and score.asked), None)


def _mirrored(found: Comparison) -> Comparison:
    return replace(
        found,
        first=found.second,
        second=found.first,
        difference=-found.difference,
        low=-found.high,
        high=-found.low,
        only_first=found.only_second,
        only_second=found.only_first,
        speedup=1 / found.speedup if found.speedup else None,
    )
