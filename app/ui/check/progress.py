"""How far a check is, and how long one will take, in words and as a bar."""

from html import escape
from typing import Protocol

from app.bakeoff.record import Progress
from app.wording import say
from knowledge.schema import Language


class Times(Protocol):
    """What an estimate tells, in seconds."""

    @property
    def seconds(self) -> float:
        """The whole check."""
        ...

    @property
    def without_decoder(self) -> float:
        """The same without the contestants that run a decoder."""
        ...


def duration(seconds: float, language: Language) -> str:
    """A length of time in the roundest words that still help."""
    whole = max(1, round(seconds))
    if whole < 100:
        return say("check.tab.seconds", language, count=whole if whole < 20 else 5 * round(whole / 5))
    return say("check.tab.minutes", language, count=round(whole / 60))


def estimate_html(times: Times, language: Language) -> str:
    """How long the check will take, and what the decoder's share of it is, where it has any."""
    whole, rest = duration(times.seconds, language), duration(times.without_decoder, language)
    key = "check.tab.estimate_both" if rest != whole else "check.tab.estimate"
    return f'<p class="bog-estimate" role="status">{say(key, language, whole=whole, rest=rest)}</p>'


def progress_html(step: Progress, language: Language) -> str:
    """A bar with the stage, the rows done and the time left in words."""
    stage = say(f"check.tab.stage_{step.stage}", language, name=step.contestant or "", done=step.done, total=step.total)
    share = min(max(step.share, 0.0), 1.0)
    told = [f"{share:.0%}"]
    if step.seconds_left is not None:
        told.append(say("check.tab.left", language, time=duration(step.seconds_left, language)))
    return (
        f'<div class="bog-note bog-progress"><p><b>{escape(stage)}</b> <span>{escape(" · ".join(told))}</span></p>'
        f'<progress max="1" value="{share:.3f}" aria-label="{escape(stage)}">{share:.0%}</progress></div>'
    )
