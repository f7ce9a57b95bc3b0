"""Which published results are shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.schema import Result

ANY = "any"
OTHER = "other"
LANGUAGES = ("en", "zh", "multilingual", "code", OTHER)
"""Languages of data sets that can be chosen; ``other`` is every one not named."""
REGIMES = ("zero-shot", "few-shot", "fine-tuned", "mixed", "not-applicable")
WINNERS = ("encoder", "decoder", "encoder-decoder", "hybrid", "baseline", "tie", "none")


@dataclass(frozen=True)
class Filter:
    """What a result must be like; :data:`ANY` leaves a question open."""

    task: str = ANY
    language: str = ANY
    """Language of the data set."""
    regime: str = ANY
    """How the systems were given the task."""
    winner: str = ANY
    since: str = ANY
    """First year."""
    both: bool = False
    """Whether figures of an encoder and of a decoder are wanted."""

    def admits(self, result: Result) -> bool:
        """Whether a result is like that."""
        return (
            self.task in (ANY, result.task)
            and (self.language == ANY or self.language in _languages(result))
            and self.regime in (ANY, result.regime)
            and self.winner in (ANY, result.winner)
            and (self.since == ANY or result.year >= int(self.since))
            and (result.compares_both or not self.both)
        )

    def of(self, results: Iterable[Result]) -> list[Result]:
        """The results that are like that, newest first."""
        return sorted(filter(self.admits, results), key=lambda result: (-result.year, result.id))


def _languages(result: Result) -> set[str]:
    return {language if language in LANGUAGES else OTHER for language in result.languages}


@dataclass(frozen=True)
class Pair:
    """The best encoder and the best decoder of one measure."""

    result: Result
    name: str
    """Data set and metric."""
    encoder: str
    encoder_score: float
    """0 to 100."""
    decoder: str
    decoder_score: float
    """0 to 100."""


def pairs(results: Iterable[Result]) -> list[Pair]:
    """Encoder against decoder wherever a result gives both on one scale of 0 to 100, higher being better.

    Fractions are multiplied by 100; times, prices and scores without a ceiling are left out.
    """
    found = []
    for result in results:
        for measure in result.measures:
            scale = {"%": 1.0, "fraction": 100.0}.get(measure.unit)
            best = {
                side: max((score for score in measure.scores if score.side == side), key=lambda score: score.value)
                for side in ("encoder", "decoder")
                if any(score.side == side for score in measure.scores)
            }
            if scale is None or not measure.higher_is_better or len(best) < 2:
                continue
            ours, theirs = best["encoder"], best["decoder"]
            scores = ours.value * scale, theirs.value * scale
            if all(0 <= score <= 100 for score in scores):
                name = f"{measure.dataset}, {measure.metric}"
                found.append(Pair(result, name, ours.model, scores[0], theirs.model, scores[1]))
    return found
