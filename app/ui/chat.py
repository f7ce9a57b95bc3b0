"""What happens in the chat: every event turns a stored book into what is shown."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

import gradio as gr

from app.answering.compose import Shown
from app.answering.stored import joined
from app.assistant import Decision
from app.contract import answer_line
from app.errors import InputError
from app.question import clean
from app.ui import render
from app.ui.conversation import Book, Conversation, Turn, saved
from app.ui.facts import edit_text
from app.ui.loader import Loader
from app.understanding.values import admitted, fact_name
from app.wording import say
from knowledge.schema import Language

SHOWN = 5
"""Components that :meth:`Chat.show` fills."""
KEPT_CHARS = 300
"""Characters kept of a question that was refused for its length."""
SETTLE_S = 0.1
"""How long a sentence that has just been sent may take to reach the browser."""


@dataclass
class Pending:
    """What is being worded in one visit. The running event and the one that overtakes it share the object.

    A new turn may come while the last one is being worded. Gradio's own way to cancel does not do for that: it may end
    the new turn's events along with the old ones'.
    """

    decision: Decision | None = None
    turn: tuple[str, int] | None = None
    """The turn it belongs to and whose wording has not begun; None from then on."""

    def put(self, decision: Decision | None, conversation: Conversation) -> None:
        """Let the last turn's decision wait for its wording."""
        self.decision, self.turn = decision, (conversation.id, len(conversation.turns))

    def take(self, conversation: Conversation) -> Decision | None:
        """The decision to word, once, and only for the turn it belongs to."""
        if self.turn != (conversation.id, len(conversation.turns)):
            return None
        self.turn = None
        return self.decision


class Chat:
    """The chat's events; every method returns values for the components in :meth:`show`'s order."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def show(self, book: Book, language: Language) -> list[Any]:
        """Values for the chat, the panel, the browser, the list and the name."""
        conversation = book.opened()
        listed = [(item.title or say("ui.untitled", language), item.id) for item in book.conversations]
        return [
            render.chat_messages(conversation, language),
            self._panel(conversation, language),
            book.dump(),
            gr.update(choices=listed, value=book.current or None),
            conversation.title,
        ]

    def panel(self, stored: Any, language: Language) -> str:
        """The panel alone."""
        return self._panel(Book.load(stored).opened(), language)

    def _panel(self, conversation: Conversation, language: Language) -> str:
        services = self.loader.peek()
        return render.panel(conversation, services.knowledge if services else None, language)

    def begin(
        self, turn: Turn, conversation: Conversation, book: Book, pending: Pending, language: Language
    ) -> list[Any]:
        """Show the user's message, with verdict and evidence at once when the models are there."""
        if pending.decision is not None:  # overtaken: its last sentence must not arrive after this turn
            pending.decision = pending.turn = None
            sleep(SETTLE_S)
        if conversation.turns and conversation.turns[-1].unfinished():
            conversation = conversation.with_last(stopped=True)
        book = book.put(conversation.with_turn(self._readable(turn, conversation, language)))
        if self.loader.ready and book.opened().turns[-1].line is None:
            book, decision = self._settled(book, language)
            pending.put(decision, book.opened())
        return [*self.show(book, language), working(), pending]

    def _readable(self, turn: Turn, conversation: Conversation, language: Language) -> Turn:
        """The turn; one that cannot be read comes with its refusal, for which no model is needed."""
        if turn.sets or turn.skips:
            return turn
        try:
            clean(turn.text, self.loader.settings.max_question_chars, language)
        except InputError as error:
            refused = Decision("error", language, "", conversation.standing(), text=str(error))
            line = answer_line("", refused, [], None, 0.0)
            return turn.model_copy(update={"line": line, "text": turn.text[:KEPT_CHARS], **saved(refused.standing)})
        return turn

    def submit(self, text: str, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """A typed message."""
        book = Book.load(stored)
        if not text.strip():
            gr.Info(say("error.empty", language))
            return [*self.show(book, language), gr.skip(), pending]
        return self.begin(Turn(text=text), book.opened(), book, pending, language)

    def example(self, event: gr.SelectData, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """An example question that was pressed."""
        return self.submit(str(event.value["text"]), stored, pending, language)

    def retry(self, event: gr.RetryData, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """Answer a message again, dropping what came after it."""
        book = Book.load(stored)
        at = _turn_of(event.index)
        asked = book.opened().turns[at]
        again = Turn(text=asked.text, sets=asked.sets, skips=asked.skips)
        return self.begin(again, book.opened().cut(at), book, pending, language)

    def edit(self, event: gr.EditData, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """Ask an edited message instead, dropping what came after it."""
        book = Book.load(stored)
        before = book.opened().cut(_turn_of(event.index))
        return self.begin(Turn(text=str(event.value)), before, book, pending, language)

    def undo(self, event: gr.UndoData, stored: Any, language: Language) -> list[Any]:
        """Take a message back into the box, dropping its answer and what came after."""
        book = Book.load(stored)
        at = _turn_of(event.index)
        text = book.opened().turns[at].text
        book = book.put(book.opened().cut(at))
        return [*self.show(book, language), gr.update(value=text)]

    def press(self, event: gr.SelectData, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """A button under an answer: answers a question back, or leads to another tab."""
        book, pressed = Book.load(stored), json.loads(event.value)
        if pressed["do"] in ("check", "evidence"):
            return [*self.show(book, language), gr.skip(), pending, gr.Tabs(selected=pressed["do"]), pressed["do"]]
        if pressed["do"] == "say":
            turn = Turn(text=pressed["text"])
        elif pressed["do"] == "skip":
            turn = Turn(text=pressed["label"], skips=pressed["fact"])
        else:
            probes = {probe.fact: probe for probe in self.loader.services().knowledge.rules.probes}
            value = probes[pressed["fact"]].options[pressed["option"]].value
            turn = Turn(text=pressed["label"], sets=(pressed["fact"], value))
        return [*self.begin(turn, book.opened(), book, pending, language), gr.skip(), ""]

    def edit_fact(self, event: gr.EventData, stored: Any, pending: Pending, language: Language) -> list[Any]:
        """A fact set or forgotten by a form of the panel, as a turn; a message where it is not allowed."""
        book, services = Book.load(stored), self.loader.peek()
        fields = event._data or {}
        try:
            name = fact_name(fields.get("fact"), language)
            value = None if "forget" in fields else admitted(name, fields.get("value"), language)
        except InputError as error:
            raise gr.Error(str(error), print_exception=False) from error
        spoken = _spoken(book.opened(), language)
        text = edit_text(name, value, services.knowledge if services else None, spoken)
        return self.begin(Turn(text=text, sets=(name, value)), book.opened(), book, pending, language)

    def wait(self, stored: Any, pending: Pending, language: Language) -> Iterator[list[Any]]:
        """Answer a message that came while the models were still loading."""
        book = Book.load(stored)
        turns = book.opened().turns
        if not turns or turns[-1].line:
            yield [gr.skip() for _ in range(SHOWN)]
            return
        yield from self._while_loading(book, language)
        book, decision = self._settled(book, language)
        pending.put(decision, book.opened())
        yield self.show(book, language)

    def _settled(self, book: Book, language: Language) -> tuple[Book, Decision | None]:
        """Verdict and evidence of the last message, and what the decoder is to word."""
        conversation = book.opened()
        try:
            decision = self._decide(conversation, language)
        except Exception as error:  # whatever went wrong, the reader gets a message and keeps the conversation
            why = say("error.internal", language, why=render.plain(str(error)))
            decision = Decision("error", language, "", conversation.standing(), text=why)
        line = answer_line("", decision, [], None, decision.timings_ms.get("decided", 0.0))
        book = book.put(conversation.with_last(line=line, **saved(decision.standing)))
        return book, decision if decision.plan else None

    def _while_loading(self, book: Book, language: Language) -> Iterator[list[Any]]:
        while not self.loader.ready and self.loader.problem is None:
            messages, *rest = self.show(book, language)
            messages[-1]["content"] = f"*{say('ui.loading', language, step=render.plain(self.loader.step))}*"
            yield [messages, *rest]
            sleep(0.5)

    def _decide(self, conversation: Conversation, language: Language) -> Decision:
        assistant = self.loader.services(timeout_s=0).assistant
        standing = conversation.cut(len(conversation.turns) - 1).standing()
        message = conversation.turns[-1].message()
        asked_in = _spoken(conversation.cut(len(conversation.turns) - 1), language)
        return assistant.decide(message, standing, asked_in if message.sets or message.skips else language)

    def word(self, stored: Any, pending: Pending, language: Language) -> Iterator[list[Any]]:
        """The decoder's words, sentence by sentence as they pass the gate."""
        book = Book.load(stored)
        decision = pending.take(book.opened())
        if decision is None:
            yield [gr.skip() for _ in range(SHOWN)]
            return
        conversation, shown, started = book.opened(), [], perf_counter()
        with closing(self.loader.services().assistant.word(decision)) as items:  # type: ignore[type-var]
            for item in items:
                if pending.decision is not decision:
                    break
                if isinstance(item, Shown):
                    shown.append(item)
                    text = joined((each.text for each in shown), decision.language)
                    line = conversation.turns[-1].line
                    assert line is not None  # the decision put it there
                    conversation = conversation.with_last(line=line.model_copy(update={"answer": text}))
                else:
                    total = decision.timings_ms.get("decided", 0.0) + (perf_counter() - started) * 1000
                    line = answer_line("", decision, shown, item, total)
                    conversation = conversation.with_last(line=line, note=item.note)
                book = book.put(conversation)
                yield self.show(book, language)
        if pending.decision is decision:
            pending.decision = None
        else:  # at its end an event sends its last values once more, and by now another turn stands there
            yield [gr.skip() for _ in range(SHOWN)]

    def idle(self, pending: Pending) -> Any:
        """The box after a wording, unless another one has begun."""
        return gr.skip() if pending.decision else idle()

    def halt(self, pending: Pending) -> None:
        """Before Stop cancels: let no further sentence of the running wording arrive."""
        pending.decision = pending.turn = None
        sleep(SETTLE_S)

    def stopped(self, stored: Any, language: Language) -> list[Any]:
        """After Stop: what passed the gate stays, and the message says so."""
        book = Book.load(stored)
        conversation = book.opened()
        if conversation.turns:
            turn = conversation.turns[-1]
            line = turn.line or answer_line("", Decision("error", language, "", conversation.standing()), [], None, 0.0)
            book = book.put(conversation.with_last(line=line, stopped=True))
        return [*self.show(book, language), idle()]

    def open(self, chosen: str | None, stored: Any, language: Language) -> list[Any]:
        """Another conversation from the list."""
        book = Book.load(stored)
        return self.show(book.model_copy(update={"current": chosen or ""}), language)

    def new(self, stored: Any, language: Language) -> list[Any]:
        """An empty conversation; it joins the list with its first message."""
        return self.show(Book.load(stored).model_copy(update={"current": ""}), language)

    def rename(self, title: str, stored: Any, language: Language) -> list[Any]:
        """Another title for the open conversation."""
        return self.show(Book.load(stored).renamed(title), language)

    def delete(self, stored: Any, language: Language) -> list[Any]:
        """The open conversation gone."""
        return self.show(Book.load(stored).without_current(), language)


def _spoken(conversation: Conversation, language: Language) -> Language:
    """Language of the last answer, or ``language`` before there is one."""
    line = conversation.turns[-1].line if conversation.turns else None
    return line.lang if line else language


def _turn_of(index: Any) -> int:
    """Every turn is two messages: the user's and the answer."""
    return int(index[0] if isinstance(index, list | tuple) else index) // 2


def working() -> Any:
    """The box while an answer is being made: empty, with Stop."""
    return gr.update(value="", submit_btn=False, stop_btn=True)


def idle() -> Any:
    """The box between answers."""
    return gr.update(submit_btn=True, stop_btn=False)
