"""From a task profile to a verdict: a pure function of the profile and the rules."""

from collections.abc import Mapping

from app.decision.asking import assumptions, question, with_assumptions
from app.decision.conditions import facts_of, holds, values
from app.decision.confidence import LEAST, confidence, signals
from app.decision.conflicts import conflicts
from app.decision.flips import flips
from app.decision.judging import Judgement, judge
from app.decision.models import pick_models
from app.decision.verdict import Reason, Verdict
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Choice, Gate, Language, Model, Rules, Text, Weight

_SUPPORT: Mapping[Choice, int] = {"encoder": 1, "decoder": -1, "hybrid:cascade": 1, "hybrid:distil": 1}
"""Sign of the weights that also speak for a choice; the score says nothing for the other choices."""


def decide(
    profile: TaskProfile,
    knowledge_rules: Rules,
    models: Mapping[str, Model],
    language: Language,
    skipped: frozenset[FactName] = frozenset(),
) -> Verdict:
    """Decide about one task. The same arguments always give the same verdict.

    Args:
        profile: what is known about the task.
        knowledge_rules: the decision procedure.
        models: models that may be named, by id.
        language: language of the question, taken for the texts' language where that is not stated.
        skipped: facts the user did not want to be asked about; they are assumed and not asked again.

    Returns:
        The verdict; its ``choice`` is None when its ``question`` has to be answered first.
    """
    assumed = with_assumptions(profile, knowledge_rules, skipped)
    judgement = judge(assumed, knowledge_rules)
    asked = question(assumed, knowledge_rules, skipped)
    if judgement.thin and asked is not None:
        return Verdict(
            choice=None,
            runner_up=None,
            confidence=LEAST,
            score=judgement.score,
            reasons=(),
            assumptions=(),
            conflicts=conflicts(profile, knowledge_rules),
            flips=(),
            question=asked,
            prediction=None,
            models=(),
            profile=assumed,
        )
    granted = assumptions(profile, knowledge_rules, skipped)
    clashes = conflicts(profile, knowledge_rules)
    reasons = _reasons(judgement, assumed)
    carried = tuple(name for reason in reasons for name in reason.facts)
    found = signals(judgement, assumed, carried, len(granted), len(clashes))
    return Verdict(
        choice=judgement.choice,
        runner_up=_runner_up(judgement, assumed, knowledge_rules),
        confidence=confidence(found, knowledge_rules.confidence.model_dump()),
        score=judgement.score,
        reasons=reasons,
        assumptions=granted,
        conflicts=clashes,
        flips=flips(profile, judgement.choice, knowledge_rules, skipped),
        question=asked,
        prediction=_prediction(judgement.choice, assumed, knowledge_rules),
        models=pick_models(judgement.choice, assumed, models, language),
        profile=assumed,
    )


def _reasons(judgement: Judgement, profile: TaskProfile) -> tuple[Reason, ...]:
    """The rule that settled it, then the weights on the same side, the heaviest first."""
    sign = _SUPPORT.get(judgement.choice, 0)
    if judgement.choice == "hybrid:distil" and values(profile).get("form") == "text":
        sign = 0  # the weights are about models that judge; this student writes
    support = sorted((item for item in judgement.weights if item.points * sign > 0), key=lambda item: -abs(item.points))
    settled = (judgement.settled_by,) if judgement.settled_by else ()
    return tuple(_reason(rule, profile) for rule in (*settled, *support))


def _reason(rule: Gate | Weight, profile: TaskProfile) -> Reason:
    points = rule.points if isinstance(rule, Weight) else None
    return Reason(rule.id, facts_of(rule, profile), rule.says, points, rule.evidence)


def _runner_up(judgement: Judgement, profile: TaskProfile, rules: Rules) -> Choice | None:
    """What would be advised if the rules that lead to the choice did not exist."""
    without: frozenset[str] = frozenset()
    other = judgement
    while other.settled_by is not None and other.choice == judgement.choice:
        without |= {other.settled_by.id}
        other = judge(profile, rules, without)
    if other.choice != judgement.choice:
        return other.choice
    if judgement.choice == "encoder" and _could_be_linear(profile):
        return "baseline"
    return "decoder" if judgement.choice == "encoder" else "encoder"


def _could_be_linear(profile: TaskProfile) -> bool:
    """With labels for classes, the plainest other model is a linear one."""
    known = values(profile)
    return known.get("form") in ("labels", "scores") and known.get("usable_labels", 0) >= 200


def _prediction(choice: Choice, profile: TaskProfile, rules: Rules) -> Text | None:
    known = values(profile)
    fitting = (
        item.says
        for item in rules.predictions
        if item.choice == choice and all(holds(condition, known) for condition in item.when)
    )
    return next(fitting, None)
