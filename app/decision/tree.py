"""The decision procedure as a tree of questions, walked with the answers of a profile or of a reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.decision.asking import must_wait, with_assumptions
from app.decision.conditions import DERIVED, Values, holds, speaks, values
from app.decision.judging import judge
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Choice, Conditional, Gate, Rules, SourceTree

KNOWN, SCORE = "known", "score"
"""Ids of the two nodes that are no rules: whether enough is known to weigh, and the weighing itself."""
OTHERWISE = "source-otherwise"
"""Id of the end of the source conversation's tree that no yes leads to."""

Answers = Mapping[str, bool]
"""Yes or no, by the id of a rule or :data:`KNOWN`; what is missing has not been answered yet."""


@dataclass(frozen=True)
class Walk:
    """How far answers lead through the tree."""

    passed: tuple[str, ...]
    """Ids of the nodes on the path, in order, the last one included. Weights are no nodes of their own."""
    leaf: Choice | Literal["ask"] | None
    """Where the path ends; None where it stops at a node without an answer, the last of ``passed``."""
    score: float | None
    """Sum of the weights, where the path came that far."""
    leaning: bool = False
    """Whether the score lies between the thresholds, so that the leaf is only the side it leans to."""


def settling(rules: Rules) -> tuple[Gate, ...]:
    """The rules that settle a verdict, in the order in which they are asked."""
    return (*rules.gates, *rules.overrides)


def walk(rules: Rules, answers: Answers) -> Walk:
    """Follow the answers: the first yes among the settling rules ends it, otherwise the weights are added up.

    A weight without an answer counts as no.
    """
    passed: list[str] = []
    for rule in settling(rules):
        passed.append(rule.id)
        if rule.id not in answers:
            return Walk(tuple(passed), None, None)
        if answers[rule.id]:
            return Walk(tuple(passed), rule.choice, None)
    passed.append(KNOWN)
    if not answers.get(KNOWN, False):
        return Walk(tuple(passed), "ask" if KNOWN in answers else None, None)
    passed.append(SCORE)
    total = score(rules, answers)
    side: Choice = "encoder" if total >= 0 else "decoder"
    return Walk(tuple(passed), side, total, leaning=rules.decoder_to < total < rules.encoder_from)


def score(rules: Rules, answers: Answers) -> float:
    """Sum of the weights that are answered with yes."""
    return sum(weight.points for weight in rules.weights if answers.get(weight.id, False))


def answers_of(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName] = frozenset()) -> Answers:
    """What a conversation's profile answers to every question of the tree; the unknown counts as no."""
    assumed = with_assumptions(profile, rules, skipped)
    known = values(assumed)
    answers = {rule.id: speaks(rule, known) for rule in (*settling(rules), *rules.weights)}
    answers[KNOWN] = not must_wait(judge(assumed, rules), assumed, rules, skipped)
    return answers


def unstated(rule: Conditional, profile: TaskProfile) -> tuple[str, ...]:
    """Facts for want of which a rule was answered with no; empty where it holds or what is known rules it out."""
    known = values(profile)
    if speaks(rule, known) or _ruled_out(rule, known):
        return ()
    missing = (item.fact for item in (*rule.when, *rule.any_of) if item.fact not in known)
    return tuple(dict.fromkeys(name for fact in missing for name in DERIVED.get(fact, (fact,))[:1]))


def _ruled_out(rule: Conditional, known: Values) -> bool:
    """Whether no further fact could make the rule hold."""
    return (
        any(item.fact in known and not holds(item, known) for item in rule.when)
        or any(holds(item, known) for item in rule.unless)
        or (bool(rule.any_of) and all(item.fact in known and not holds(item, known) for item in rule.any_of))
    )


def walk_source(tree: SourceTree, profile: TaskProfile) -> tuple[tuple[str, ...], Choice]:
    """Ids of the nodes of the source conversation's tree that a profile passes, and where it ends."""
    known = values(profile)
    passed = []
    for node in tree.nodes:
        passed.append(node.id)
        if speaks(node, known):
            return tuple(passed), node.choice
    return (*passed, OTHERWISE), tree.otherwise.choice
