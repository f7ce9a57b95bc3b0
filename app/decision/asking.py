"""Which question back is worth asking, and whether the verdict has to wait for it."""

from collections.abc import Iterator

from app.decision.judging import Judgement, judge
from app.decision.verdict import Question
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Choice, Probe, Rules, Text

_SHAPE: frozenset[str] = frozenset({"output", "task"})
"""Facts without which no other question makes sense, and which need no asking once the form is known."""


def question(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName] = frozenset()) -> Question | None:
    """The question whose answers lead to the most different verdicts, or None when none changes anything.

    Among equals the one that stands first in the rules is asked.
    """
    best: Question | None = None
    for candidate in _candidates(profile, rules, skipped):
        if best is None or len(set(candidate.outcomes)) > len(set(best.outcomes)):
            best = candidate
    return best


def settled(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName] = frozenset()) -> Choice | None:
    """The choice for a profile, or None when a question has to be answered first."""
    judgement = judge(profile, rules)
    return None if must_wait(judgement, profile, rules, skipped) else judgement.choice


def must_wait(judgement: Judgement, profile: TaskProfile, rules: Rules, skipped: frozenset[FactName]) -> bool:
    """Whether the case is thin and a question back would settle more than a guess."""
    return judgement.thin and next(_candidates(profile, rules, skipped), None) is not None


def with_assumptions(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName]) -> TaskProfile:
    """The profile with the facts the user did not want to be asked about taken for granted.

    An assumed fact has no words and the confidence 0.5.
    """
    for probe in rules.probes:
        if probe.fact in skipped and probe.assumed_value is not None and not profile.known(_name(probe)):
            profile = profile.with_fact(_name(probe), _value(probe.assumed_value), confidence=0.5)
    return profile


def assumptions(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName]) -> tuple[Text, ...]:
    """What the verdict takes for granted: skipped facts, and unknown ones that could have changed it."""
    assumed = with_assumptions(profile, rules, skipped)
    choice = judge(assumed, rules).choice
    resting = {probe.fact for probe in _relevant(assumed, rules) if _rests_on(probe, assumed, rules, choice)}
    taken = {probe.fact for probe in rules.probes if probe.fact in skipped and not profile.known(_name(probe))}
    return tuple(probe.assumed for probe in rules.probes if probe.fact in resting | taken)


def _rests_on(probe: Probe, profile: TaskProfile, rules: Rules, choice: Choice) -> bool:
    """Whether the choice agrees with the probe's assumption and not with all of its options."""
    if set(_outcomes(probe, profile, rules)) <= {choice}:
        return False
    if probe.assumed_value is None:
        return True
    return judge(profile.with_fact(_name(probe), _value(probe.assumed_value)), rules).choice == choice


def _candidates(profile: TaskProfile, rules: Rules, skipped: frozenset[FactName]) -> Iterator[Question]:
    """Questions about unknown facts whose answers do not all lead to the same verdict."""
    for probe in _relevant(profile, rules):
        if probe.fact not in skipped:
            outcomes = _outcomes(probe, profile, rules)
            if len(set(outcomes)) > 1:
                yield Question(probe, outcomes)


def _relevant(profile: TaskProfile, rules: Rules) -> tuple[Probe, ...]:
    """Probes of what is not known: first what is to come out, then the rest."""
    form_known = judge(profile, rules).form_known
    return tuple(
        probe for probe in rules.probes if not profile.known(_name(probe)) and (probe.fact in _SHAPE) != form_known
    )


def _outcomes(probe: Probe, profile: TaskProfile, rules: Rules) -> tuple[Choice, ...]:
    return tuple(judge(profile.with_fact(_name(probe), _value(option.value)), rules).choice for option in probe.options)


def _name(probe: Probe) -> FactName:
    name: FactName = probe.fact  # type: ignore[assignment]  # knowledge/ may not import app's names; a test compares
    return name


def _value(value: object) -> object:
    """Lists in the data file stand for tuples in a profile."""
    return tuple(value) if isinstance(value, list) else value
