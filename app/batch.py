"""Answers lines of JSON, for scripts."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from app.answering.compose import Shown
from app.assistant import Assistant, Decision, Message, Standing, Wording
from app.contract import AnswerLine, HitLine, Id, RetrieveLine, answer_line, outcome
from app.errors import InputError
from retrieval.answerable import Answerability
from retrieval.search import HybridRetriever


def ask_one(assistant: Assistant, key: Id, question: str) -> AnswerLine:
    """Answer a single question."""
    return ask(assistant, key, [question]).model_copy(update={"verdicts": None})


def ask(assistant: Assistant, key: Id, turns: list[str]) -> AnswerLine:
    """Answer a conversation's last turn; ``verdicts`` tells what each turn came to.

    Raises:
        InputError: if there is no turn.
    """
    started = perf_counter()
    standing, outcomes = Standing(), []
    decision: Decision | None = None
    for turn in turns:
        decision = assistant.decide(Message(turn), standing)
        standing = decision.standing
        outcomes.append(outcome(decision))
    if decision is None:
        raise InputError("'turns' is empty; give at least one message")
    shown: list[Shown] = []
    wording: Wording | None = None
    for item in assistant.word(decision):
        if isinstance(item, Shown):
            shown.append(item)
        else:
            wording = item
    line = answer_line(key, decision, shown, wording, (perf_counter() - started) * 1000)
    return line.model_copy(update={"verdicts": outcomes})


def ask_lines(assistant: Assistant, lines: Iterable[str]) -> Iterator[AnswerLine]:
    """One answer for each line ``{"id", "question"}`` or ``{"id", "turns": [...]}``.

    Raises:
        InputError: naming the line, if one is no such object.
    """
    for row in _rows(lines):
        question, turns = row.content.get("question"), row.content.get("turns")
        if isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns):
            yield ask(assistant, row.key, turns)
        elif turns is None and isinstance(question, str):
            yield ask_one(assistant, row.key, question)
        else:
            raise InputError(f"line {row.number}: expected 'question' (a text) or 'turns' (a list of texts)")


def retrieve_lines(
    retriever: HybridRetriever, answerability: Answerability, lines: Iterable[str], k: int
) -> Iterator[RetrieveLine]:
    """The ``k`` best cards for each line ``{"id", "question"}``.

    Raises:
        InputError: naming the line, if one is no such object.
    """
    for row in _rows(lines):
        question = row.content.get("question")
        if not isinstance(question, str):
            raise InputError(f"line {row.number}: expected 'question', a text")
        yield retrieve(retriever, answerability, row.key, question, k)


def retrieve(retriever: HybridRetriever, answerability: Answerability, key: Id, question: str, k: int) -> RetrieveLine:
    """The ``k`` best cards for one question."""
    hits = retriever.search(question, k=k, kind="card")
    return RetrieveLine(
        id=key,
        hits=[HitLine(id=hit.id, score=round(hit.score, 6)) for hit in hits],
        answerable=answerability.accepts(retriever.signals(question, hits)),
    )


@dataclass(frozen=True)
class _Row:
    number: int
    """Line of the input, from 1."""
    key: Id
    """The caller's id; the line's number where there is none."""
    content: dict[str, Any]


def _rows(lines: Iterable[str]) -> Iterator[_Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError as error:
            raise InputError(f"line {number}: not JSON ({error})") from error
        if not isinstance(content, dict):
            raise InputError(f'line {number}: expected an object like {{"id": "1", "question": "..."}}')
        key = content.get("id")
        yield _Row(number, key if isinstance(key, str | int) else number, content)
