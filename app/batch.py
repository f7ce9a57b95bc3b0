"""Answers lines of JSON, for scripts."""

import json
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Any

from app.answering.compose import Shown
from app.assistant import Assistant, Decision, Message, Standing, Wording
from app.contract import AnswerLine, HitLine, RetrieveLine, answer_line, outcome
from app.errors import InputError
from retrieval.answerable import is_answerable
from retrieval.search import HybridRetriever


def ask(assistant: Assistant, key: str, turns: list[str]) -> AnswerLine:
    """Answer a conversation's last turn; with several turns, ``verdicts`` tells what each came to."""
    started = perf_counter()
    standing, outcomes = Standing(), []
    decision: Decision | None = None
    for turn in turns:
        decision = assistant.decide(Message(turn), standing)
        standing = decision.standing
        outcomes.append(outcome(decision))
    if decision is None:
        raise InputError(f"line {key}: 'turns' is empty; give at least one message")
    shown: list[Shown] = []
    wording: Wording | None = None
    for item in assistant.word(decision):
        if isinstance(item, Shown):
            shown.append(item)
        else:
            wording = item
    line = answer_line(key, decision, shown, wording, (perf_counter() - started) * 1000)
    return line.model_copy(update={"verdicts": outcomes}) if len(turns) > 1 else line


def ask_lines(assistant: Assistant, lines: Iterable[str]) -> Iterator[AnswerLine]:
    """One answer for each line ``{"id", "question"}`` or ``{"id", "turns": [...]}``.

    Raises:
        InputError: naming the line, if one is no such object.
    """
    for key, row in _rows(lines):
        turns: list[Any] = row["turns"] if isinstance(row.get("turns"), list) else [row.get("question")]
        if not turns or not all(isinstance(turn, str) for turn in turns):
            raise InputError(f"line {key}: expected 'question' (a text) or 'turns' (a list of texts)")
        yield ask(assistant, key, turns)


def retrieve_lines(retriever: HybridRetriever, lines: Iterable[str], k: int) -> Iterator[RetrieveLine]:
    """The ``k`` best cards for each line ``{"id", "question"}``.

    Raises:
        InputError: naming the line, if one is no such object.
    """
    for key, row in _rows(lines):
        if not isinstance(row.get("question"), str):
            raise InputError(f"line {key}: expected 'question', a text")
        yield retrieve(retriever, key, row["question"], k)


def retrieve(retriever: HybridRetriever, key: str, question: str, k: int) -> RetrieveLine:
    """The ``k`` best cards for one question."""
    hits = retriever.search(question, k=k, kind="card")
    return RetrieveLine(
        id=key,
        hits=[HitLine(id=hit.id, score=round(hit.score, 6)) for hit in hits],
        answerable=is_answerable(hits),
    )


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"line {number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f'line {number}: expected an object like {{"id": "1", "question": "..."}}')
        yield str(row.get("id", number)), row
