"""How sure a verdict is: the share of verdicts of its kind that were right on the scenarios."""

import math
from collections.abc import Mapping

from app.decision.conditions import DERIVED
from app.decision.judging import Judgement
from app.understanding.profile import FactName, TaskProfile

LEAST, MOST = 0.35, 0.97
"""No verdict is surer or less sure than this; the procedure is a prior, not a measurement."""
FULL_MARGIN = 4.0
"""Points beyond a threshold from which a score is as clear as it gets."""


def signals(
    judgement: Judgement, profile: TaskProfile, carried: tuple[FactName, ...], assumed: int, conflicts: int
) -> dict[str, float]:
    """What the confidence depends on, each between 0 and 1 except ``reading``, which is 0 or less.

    Args:
        judgement: the judgement.
        profile: the profile that was judged.
        carried: facts that the rules behind the verdict looked at.
        assumed: assumptions the verdict rests on.
        conflicts: demands that cannot be met together.
    """
    read = [profile.facts[name].confidence for name in {*carried, *DERIVED["form"][:1]} if profile.known(name)]
    return {
        "settled": 1.0 if judgement.settled_by else 0.0,
        "margin": 0.0 if judgement.settled_by else max(0.0, min(judgement.margin, FULL_MARGIN)) / FULL_MARGIN,
        "reading": sum(math.log(max(share, 0.05)) for share in read),
        "assumed": min(assumed, 3) / 3,
        "conflicts": min(conflicts, 1),
    }


def confidence(found: Mapping[str, float], odds: Mapping[str, float]) -> float:
    """Between 0.35 and 0.97: a logistic function of the signals.

    Args:
        found: what :func:`signals` gives.
        odds: the logarithm of the odds that each signal adds, and ``base``; fitted by ``bench calibration``.
    """
    logit = odds["base"] + sum(odds[name] * value for name, value in found.items())
    return min(MOST, max(LEAST, 1.0 / (1.0 + math.exp(-logit))))
