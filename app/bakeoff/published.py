"""Published results of larger decoders for the task nearest to a run: its own decoder may be a very small one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.schema import Measure, Result, ResultId, Score, TaskKind

LARGE_M = 3000.0
"""Parameters in millions from which a decoder counts as large."""
MOST = 4
_FRONTIER = re.compile(r"\b(ChatGPT|GPT-[345]|text-davinci|Claude|Gemini)", re.IGNORECASE)
"""Large decoders whose makers publish no sizes."""
_PAIRS: tuple[TaskKind, ...] = ("pair",)
_SINGLE: tuple[TaskKind, ...] = ("classification", "moderation")


@dataclass(frozen=True)
class Published:
    """The best encoder and the best large decoder of one measure of a published result."""

    result: Result
    measure: Measure
    encoder: Score
    decoder: Score

    @property
    def id(self) -> ResultId:
        """Id of the result."""
        return self.result.id


def nearest(results: Mapping[str, Result], task: str | None, language: str, pairs: bool) -> tuple[Published, ...]:
    """Up to four results for the nearest kind of task; who won plays no part in the choice.

    The kind of task counts first, then the language, then whether the encoder's size is known, then the year. A second
    result of one paper is taken only where others do not suffice.

    Args:
        results: all there are, by id.
        task: kind of the user's task, where a conversation has established it; rows of pairs outweigh one that only
            says that texts are sorted into classes.
        language: of the data, as a result names it (``en``, ``zh``, ...).
        pairs: whether the run's rows are pairs of texts.
    """
    form = _PAIRS if pairs else _SINGLE
    kinds = list(form) if pairs and task in _SINGLE else list(dict.fromkeys((task, *form)))
    found = [item for result in results.values() if result.task in kinds and (item := _published(result))]

    def rank(item: Published) -> tuple[int, bool, bool, int, str]:
        result = item.result
        unsized = item.encoder.params_m is None
        return kinds.index(result.task), language not in result.languages, unsized, -result.year, result.id

    ranked = sorted(found, key=rank)
    return tuple(sorted(_spread(ranked)[:MOST], key=rank))


def _spread(ranked: list[Published]) -> list[Published]:
    """The best of every source first, then the others, each in their order."""
    best = {item.result.sources[0]: item.id for item in reversed(ranked)}
    return sorted(ranked, key=lambda item: item.id != best[item.result.sources[0]])


def _published(result: Result) -> Published | None:
    """The first measure of quality with an encoder and a large decoder; None without one."""
    for measure in result.measures:
        encoders = [score for score in measure.scores if score.side == "encoder"]
        decoders = [score for score in measure.scores if score.side == "decoder" and _large(score)]
        if encoders and decoders and measure.higher_is_better and measure.unit in ("%", "fraction"):
            return Published(result, measure, _best(encoders), _best(decoders))
    return None


def _large(score: Score) -> bool:
    return score.params_m >= LARGE_M if score.params_m else bool(_FRONTIER.search(score.model))


def _best(scores: list[Score]) -> Score:
    return max(scores, key=lambda score: score.value)
