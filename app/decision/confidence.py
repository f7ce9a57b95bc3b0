"""How sure a verdict is."""

from app.decision.judging import Judgement
from app.understanding.profile import TaskProfile

LEAST, MOST = 0.35, 0.97
"""No verdict is surer or less sure than this; the procedure is a prior, not a measurement."""


def confidence(judgement: Judgement, profile: TaskProfile, assumed: int, conflicts: int) -> float:
    """Between 0.35 and 0.97; grows with the margin and with what is stated, falls with what is assumed.

    A rule that settles the case counts as a margin of three points.

    Args:
        judgement: the judgement.
        profile: the profile that was judged.
        assumed: assumptions the verdict rests on.
        conflicts: demands that cannot be met together.
    """
    margin = 3.0 if judgement.settled_by else judgement.margin
    sure = 0.76 + 0.04 * min(margin, 4.0) + 0.01 * min(len(profile.facts), 6)
    sure -= 0.03 * min(assumed, 3) + 0.1 * conflicts
    return min(MOST, max(LEAST, sure * _reading(profile)))


def _reading(profile: TaskProfile) -> float:
    """How surely the facts were read: between 0.7 and 1."""
    facts = profile.facts.values()
    mean = sum(fact.confidence for fact in facts) / len(facts) if facts else 1.0
    return 0.7 + 0.3 * min(1.0, max(0.0, mean))
