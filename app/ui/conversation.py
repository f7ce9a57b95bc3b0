"""Conversations as plain data, kept by the browser; every function here is pure."""

import uuid
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, field_validator

from app.assistant import Message, Standing
from app.bakeoff.summary import RunSummary
from app.contract import AnswerLine
from app.understanding.profile import FACTS, Fact, FactName, TaskProfile

MOST_CONVERSATIONS = 25
"""Conversations a browser keeps; its storage holds about 5 MB."""
MOST_TURNS = 40
TITLE_CHARS = 48


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class SavedFact(_Data):
    """A fact of a profile as stored."""

    value: Any
    words: str = ""
    confidence: float = 1.0


class Turn(_Data):
    """One message of the user and what was answered."""

    text: str
    sets: tuple[str, Any] | None = None
    skips: str | None = None
    line: AnswerLine | None = None
    """The answer, as far as it has come; None while the question is being read."""
    note: str = ""
    stopped: bool = False
    facts: dict[str, SavedFact] = Field(default_factory=dict)
    """Profile after this turn."""
    skipped: tuple[str, ...] = ()
    run: RunSummary | None = None
    """The run that tested this turn's advice."""

    @field_validator("run", mode="wrap")
    @classmethod
    def _readable_run(cls, stored: Any, read: ValidatorFunctionWrapHandler) -> RunSummary | None:
        """A run in another version's form is dropped: the conversation must not be lost with it."""
        try:
            run: RunSummary | None = read(stored)
        except ValidationError:
            return None
        return run

    def unfinished(self) -> bool:
        """Whether its answer is still being worded: the wording ends with a note on how it came about."""
        return bool(self.line and self.line.citations and not self.note)

    def message(self) -> Message:
        """What the user did."""
        return Message(self.text, self.sets, self.skips)  # type: ignore[arg-type]  # names come from our own buttons


class Conversation(_Data):
    """One conversation."""

    id: str
    title: str = ""
    turns: tuple[Turn, ...] = ()

    def standing(self) -> Standing:
        """What the conversation has established."""
        if not self.turns:
            return Standing()
        last = self.turns[-1]
        facts: dict[FactName, Fact] = {
            name: Fact(_value(last.facts[name].value), last.facts[name].words, last.facts[name].confidence)
            for name in FACTS
            if name in last.facts
        }
        known = frozenset(name for name in FACTS if name in last.skipped)
        return Standing(TaskProfile(facts), known)

    def task(self) -> Standing | None:
        """What stands, where the conversation is about a task at all."""
        standing = self.standing()
        line = self.turns[-1].line if self.turns else None
        decided = line is not None and (line.verdict or line.ask)
        return standing if decided or standing.profile.facts or standing.skipped else None

    def cut(self, count: int) -> "Conversation":
        """Only the first ``count`` turns."""
        return self.model_copy(update={"turns": self.turns[:count]})

    def with_turn(self, turn: Turn) -> "Conversation":
        """One turn more; the first one names the conversation."""
        title = self.title or turn.text[:TITLE_CHARS]
        return self.model_copy(update={"turns": (*self.turns, turn)[-MOST_TURNS:], "title": title})

    def with_last(self, **changes: Any) -> "Conversation":
        """The last turn changed."""
        last = self.turns[-1].model_copy(update=changes)
        return self.model_copy(update={"turns": (*self.turns[:-1], last)})


class Book(_Data):
    """All conversations of one browser, newest first, and which one is open."""

    current: str = ""
    conversations: tuple[Conversation, ...] = ()

    @classmethod
    def load(cls, stored: Any) -> "Book":
        """What a browser had stored; an empty book when there is nothing usable."""
        try:
            return cls.model_validate(stored or {})
        except ValueError:
            return cls()

    def dump(self) -> dict[str, Any]:
        """As plain data for the browser."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def opened(self) -> Conversation:
        """The open conversation, or a new one."""
        for conversation in self.conversations:
            if conversation.id == self.current:
                return conversation
        return Conversation(id=uuid.uuid4().hex[:12])

    def put(self, conversation: Conversation) -> "Book":
        """With ``conversation`` stored, moved to the front and open."""
        others = tuple(other for other in self.conversations if other.id != conversation.id)
        return Book(current=conversation.id, conversations=(conversation, *others)[:MOST_CONVERSATIONS])

    def renamed(self, title: str) -> "Book":
        """With the open conversation under another title; blank titles change nothing."""
        title = title.strip()[:TITLE_CHARS]
        if not title or not self.current:
            return self
        return self._mapped(lambda item: item.model_copy(update={"title": title}))

    def without_current(self) -> "Book":
        """With the open conversation deleted."""
        rest = tuple(item for item in self.conversations if item.id != self.current)
        return Book(current="", conversations=rest)

    def _mapped(self, change: Any) -> "Book":
        changed = tuple(change(item) if item.id == self.current else item for item in self.conversations)
        return Book(current=self.current, conversations=changed)


def with_run(book: Book, run: RunSummary) -> Book:
    """With a run at the open conversation's latest recommendation.

    Unchanged if that recommends something else by now than what the run tested, or if there is none.
    """
    conversation = book.opened()
    decided = [place for place, turn in enumerate(conversation.turns) if turn.line and turn.line.verdict]
    if not decided:
        return book
    at, turns = decided[-1], list(conversation.turns)
    line = turns[at].line
    if line is None or line.verdict != run.choice:
        return book
    turns[at] = turns[at].model_copy(update={"run": run})
    return book.put(conversation.model_copy(update={"turns": tuple(turns)}))


def saved(standing: Standing) -> dict[str, Any]:
    """Fields of a :class:`Turn` that hold what stands after it."""
    facts = {
        name: SavedFact(value=fact.value, words=fact.words, confidence=fact.confidence)
        for name, fact in standing.profile.facts.items()
    }
    return {"facts": facts, "skipped": tuple(sorted(standing.skipped))}


def _value(value: Any) -> Any:
    """JSON has no tuples."""
    return tuple(value) if isinstance(value, list) else value
