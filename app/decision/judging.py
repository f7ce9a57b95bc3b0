"""The bare judgement of a profile by the rules, without anything around it."""

from dataclasses import dataclass

from app.decision.conditions import Values, speaks, values
from app.understanding.profile import TaskProfile
from knowledge.schema import Choice, Gate, Rules, Weight

_FEW_PER_CLASS = 8
"""Labels of a class from which a small encoder can be trained, the smallest number the few-shot results report."""


@dataclass(frozen=True)
class Judgement:
    """What the rules make of a profile."""

    choice: Choice
    """Where the score is undecided, the side it leans to."""
    settled_by: Gate | None
    """Gate or override that settled it; None where the score did."""
    weights: tuple[Weight, ...]
    """Weights that applied."""
    score: float
    """Their sum."""
    margin: float
    """Distance of the score from the threshold it passed; negative where it passed none."""
    form_known: bool
    """Whether it is known what is to come out."""
    informed: bool
    """Whether the inputs that weigh most are known: the labels, and the volume where labels are scarce."""

    @property
    def thin(self) -> bool:
        """Whether the profile is too thin to choose on: no rule settled it, and the score says little."""
        return self.settled_by is None and (not self.form_known or (self.margin < 0 and not self.informed))


def judge(profile: TaskProfile, rules: Rules, without: frozenset[str] = frozenset()) -> Judgement:
    """Judge a profile: gates, then the score, then the overrides.

    Args:
        profile: what is known about the task.
        rules: the decision procedure.
        without: ids of gates and overrides to leave out.
    """
    known = values(profile)
    weights = tuple(weight for weight in rules.weights if speaks(weight, known))
    score = sum(weight.points for weight in weights)
    settling = (rule for rule in (*rules.gates, *rules.overrides) if rule.id not in without and speaks(rule, known))
    settled_by = next(settling, None)
    leaning: Choice = "encoder" if score >= 0 else "decoder"
    margin = score - rules.encoder_from if score >= 0 else rules.decoder_to - score
    choice = settled_by.choice if settled_by else leaning
    return Judgement(choice, settled_by, weights, score, margin, "form" in known, _informed(known))


def _informed(known: Values) -> bool:
    per_class = known.get("usable_per_class")
    return per_class is not None and (per_class >= _FEW_PER_CLASS or "items_per_day" in known)
