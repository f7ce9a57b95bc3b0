"""Questions with their gold reading and verdict, from which understanding and deciding are trained and measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.errors import Fault, KnowledgeError
from knowledge.schema import Choice, IntentId, Language

FOLDER = Path(__file__).parent / "scenarios"
"""Where the shipped scenarios stand, one JSON object a line."""

_FILES = ("scenarios.jsonl", "talks.jsonl", "tasks.jsonl", "facts.jsonl", "wishes.jsonl")

Outcome = Choice | Literal["ask", "decline"]
"""What a question comes to."""

_Row = TypeVar("_Row", bound=BaseModel)


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StatedFact(_Data):
    """A fact of the task profile, as a message states it."""

    fact: str
    """A name of :data:`app.understanding.profile.FactName`."""
    value: Any
    """None where a later message takes the fact back."""
    words: str
    """The clause that states it, copied from the message."""


class Snippet(_Data):
    """A text with what it states: a whole question, or a few words as they stand in one."""

    question: str = Field(min_length=1)
    facts: tuple[StatedFact, ...] = ()

    @model_validator(mode="after")
    def _quotes_itself(self) -> "Snippet":
        for item in self.facts:
            if item.words not in self.question:
                raise ValueError(f"{item.fact}: {item.words!r} does not stand in the question")
        names = [item.fact for item in self.facts]
        if len(names) != len(set(names)):
            raise ValueError("a fact is stated twice")
        return self


class Fragment(Snippet):
    """Words that state a task, or single facts, for training alone."""

    lang: Language


class Wish(_Data):
    """A message with what it is for, for training alone."""

    question: str = Field(min_length=1)
    lang: Language
    intent: IntentId


class Said(Snippet):
    """One message with what it states and what the conversation then comes to."""

    intent: IntentId = "recommendation"
    verdict: Outcome
    also_accept: tuple[Outcome, ...] = ()
    """Other outcomes that an expert would let pass."""

    def accepts(self, outcome: str | None) -> bool:
        """Whether an outcome is right."""
        return outcome == self.verdict or outcome in self.also_accept


class Expected(_Data):
    """One changed fact and the verdict it leads to."""

    fact: str
    change: str
    to: Outcome


class Scenario(Said):
    """A question that starts a conversation."""

    id: str
    """Its first letter names the hand that wrote it, with domains and a voice of its own."""
    lang: Language
    pair: str | None = None
    """Id that a question shares with its counterpart in the other language."""
    flips: Expected | None = None


class Talk(_Data):
    """A conversation; a later turn holds only the facts that it states, changes or takes back."""

    id: str
    lang: Language
    turns: tuple[Said, ...] = Field(min_length=2)


@dataclass(frozen=True)
class Scenarios:
    """All of them."""

    scenarios: tuple[Scenario, ...]
    talks: tuple[Talk, ...]
    tasks: tuple[Fragment, ...]
    """Each states a task and what is to come out, and no other fact."""
    facts: tuple[Fragment, ...]
    """Each states a fact or two, or looks as if it did; what the task is stays open."""
    wishes: tuple[Wish, ...]
    """Messages of every intent, most of them near to another one."""


def fingerprint(folder: Path = FOLDER) -> str:
    """SHA-256 (hex) of the files."""
    digest = sha256()
    for name in _FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def load_scenarios(folder: Path = FOLDER) -> Scenarios:
    """Read and validate the scenarios.

    Raises:
        KnowledgeError: with every fault found, as ``file: id: problem``.
    """
    faults: list[Fault] = []
    files = [folder / name for name in _FILES]
    scenarios = _rows(Scenario, files[0], faults)
    talks = _rows(Talk, files[1], faults)
    tasks, facts = (_rows(Fragment, file, faults) for file in files[2:4])
    wishes = _rows(Wish, files[4], faults)
    faults += _repeated([*scenarios, *talks])
    if faults:
        raise KnowledgeError(faults)
    return Scenarios(tuple(scenarios), tuple(talks), tuple(tasks), tuple(facts), tuple(wishes))


def _rows(kind: type[_Row], path: Path, faults: list[Fault]) -> list[_Row]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            rows.append(kind.model_validate_json(line))
        except ValidationError as error:
            faults += [Fault(path.name, f"line {number}", item["msg"]) for item in error.errors()]
    return rows


def _repeated(rows: Iterable[Any]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for row in rows:
        if row.id in seen:
            faults.append(Fault("scenarios", row.id, "stands twice"))
        seen.add(row.id)
    return faults
