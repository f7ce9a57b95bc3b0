"""What a decision is made of."""

from dataclasses import dataclass
from typing import Any

from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Choice, Probe, Text


@dataclass(frozen=True)
class Reason:
    """One rule that spoke, and how loudly."""

    rule: str
    """Id of the rule in ``rules.yaml``."""
    facts: tuple[FactName, ...]
    """Facts the rule looked at."""
    says: Text
    points: float | None
    """Contribution to the score, positive for an encoder; None for a rule that settled the verdict."""
    evidence: tuple[str, ...]
    """Ids of cards and results behind the rule."""


@dataclass(frozen=True)
class Flip:
    """The change of one fact that leads to another verdict."""

    fact: FactName
    value: Any
    says: Text
    to: Choice


@dataclass(frozen=True)
class Question:
    """The question back whose answers change the verdict most."""

    probe: Probe
    outcomes: tuple[Choice, ...]
    """Verdict for each of the probe's options, in their order."""


@dataclass(frozen=True)
class Verdict:
    """The decision about one profile."""

    choice: Choice | None
    """None when no advice is given before a question is answered."""
    runner_up: Choice | None
    confidence: float
    """Between 0 and 1."""
    score: float
    """Sum of the weights that applied; positive speaks for an encoder."""
    reasons: tuple[Reason, ...]
    """Rules that carried the choice, strongest first."""
    assumptions: tuple[Text, ...]
    """What was taken for granted because it was not stated."""
    conflicts: tuple[Text, ...]
    """Demands that cannot be met together."""
    flips: tuple[Flip, ...]
    question: Question | None
    """The one question worth asking, if any; with ``choice`` None it must be answered first."""
    prediction: Text | None
    models: tuple[str, ...]
    """Ids of models to start with."""
    profile: TaskProfile
    """The profile that was judged."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids behind the reasons, in their order, each once."""
        return tuple(dict.fromkeys(key for reason in self.reasons for key in reason.evidence))
