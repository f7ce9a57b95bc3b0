"""What the rules would advise for a table, from nothing but its labels, classes and language."""

from app.bakeoff.reading.rows import Rows
from app.decision.decide import decide
from app.decision.verdict import Verdict
from app.understanding.language import language_of
from app.understanding.profile import FACTS, Fact, FactName, TaskProfile
from knowledge import Knowledge
from knowledge.schema import Language


def profile_of(rows: Rows) -> TaskProfile:
    """What a table tells of its task; all that it does not tell stays open."""
    text = " ".join(row.text for row in rows.rows[:200])
    told: dict[FactName, object] = {
        "task": "pair" if rows.pairs else "classification",
        "output": "labels",
        "labels": len(rows.labelled),
        "classes": len(rows.labels),
        "label_scheme": "fixed",
        "languages": (language_of(text),),
    }
    return TaskProfile({name: Fact(value, words="") for name, value in told.items()})


def advised(rows: Rows, knowledge: Knowledge, language: Language) -> Verdict:
    """The verdict on that profile, as if every question back had been skipped."""
    profile = profile_of(rows)
    return decide(profile, knowledge.rules, knowledge.models, language, skipped=frozenset(FACTS))
