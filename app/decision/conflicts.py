"""Demands that cannot be met together."""

from app.decision.conditions import speaks, values
from app.decision.render import rendered
from app.understanding.profile import TaskProfile
from knowledge.schema import Rules, Text


def conflicts(profile: TaskProfile, rules: Rules) -> tuple[Text, ...]:
    """What to tell the user about demands that contradict each other, placeholders filled."""
    known = values(profile)
    return tuple(rendered(conflict.says, profile) for conflict in rules.conflicts if speaks(conflict, known))
