"""The smallest changes of the task that lead to another verdict."""

from collections.abc import Iterator

from app.decision.asking import settled, with_assumptions
from app.decision.conditions import Values, holds, values
from app.decision.verdict import Flip
from app.understanding.profile import FactName, TaskProfile
from knowledge.schema import Change, Choice, Rules

_MOST = 4


def flips(
    profile: TaskProfile, choice: Choice, rules: Rules, skipped: frozenset[FactName] = frozenset()
) -> tuple[Flip, ...]:
    """At most four single-fact changes after which the choice would differ, the most plausible first.

    Each was checked by judging the changed profile; a fact is named once.
    """
    found: dict[FactName, Flip] = {}
    for flip in _candidates(with_assumptions(profile, rules, skipped), choice, rules, skipped):
        found.setdefault(flip.fact, flip)
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _candidates(profile: TaskProfile, choice: Choice, rules: Rules, skipped: frozenset[FactName]) -> Iterator[Flip]:
    known = values(profile)
    for change in rules.changes:
        value = _changed(change, known)
        if value is None or value == known.get(change.fact):
            continue
        name: FactName = change.fact  # type: ignore[assignment]  # knowledge/ may not import app's names; a test compares
        to = settled(profile.with_fact(name, value), rules, skipped)
        if to is not None and to != choice:
            yield Flip(name, value, change.says, to)


def _changed(change: Change, known: Values) -> object:
    """The value after the change, or None where the change makes no sense."""
    if not all(holds(condition, known) for condition in change.when):
        return None
    if change.times is not None:
        value = known.get(change.fact)
        return None if value is None else value * change.times
    return tuple(change.value) if isinstance(change.value, list) else change.value
