"""The chat's components, and what connects them to its events."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
import yaml

from app.ui.chat import Chat, Pending
from app.ui.events import EDITS, FOCUS_CHIP, LINKS, QUIET, queued
from app.ui.labels import Labels
from app.wording import say
from knowledge.schema import Language


@cache
def examples(language: Language) -> list[Any]:
    """Questions to press."""
    rows: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
    return [{"text": text} for text in rows[language]]


def placeholder(language: Language) -> str:
    """What an empty conversation shows."""
    return f"## {say('ui.empty_title', language)}\n{say('ui.empty_body', language)}"


@dataclass(frozen=True)
class Parts:
    """Components of the chat."""

    chatbot: gr.Chatbot
    box: gr.Textbox
    panel: gr.HTML


def build(labels: Labels) -> Parts:
    """Place the chat's components inside the open tab."""
    with gr.Row(equal_height=False):
        with gr.Column(scale=7, min_width=340):
            chatbot = labels.add(
                gr.Chatbot(
                    elem_id="chat",
                    height="66vh",
                    min_height=420,
                    editable="user",
                    buttons=["copy"],
                    feedback_options=None,
                    allow_tags=False,
                    layout="bubble",
                    placeholder=placeholder("en"),
                    examples=examples("en"),
                    show_label=False,
                    label="Conversation",
                ),
                label="ui.chat",
                placeholder=placeholder,
                examples=examples,
            )
            box = labels.add(
                gr.Textbox(
                    elem_id="question",
                    show_label=False,
                    label=say("ui.ask", "en"),
                    lines=1,
                    max_lines=8,
                    placeholder=say("ui.ask_placeholder", "en"),
                    submit_btn=True,
                    autofocus=True,
                ),
                label="ui.ask",
                placeholder="ui.ask_placeholder",
            )
        with gr.Column(scale=4, min_width=320):
            panel = gr.HTML(elem_id="panel", js_on_load=LINKS + EDITS)
    return Parts(chatbot, box, panel)


def connect(chat: Chat, parts: Parts, shown: list[Any], book: Any, language: Any, tabs: Any, action: Any) -> Any:
    """Connect the chat's events.

    Args:
        shown: the components that :meth:`Chat.show` fills, in its order.
        action: a state that holds ``check`` or ``evidence`` after such a button was pressed.

    Returns:
        The last event after a button was pressed, for what other tabs do then.
    """
    chatbot, box, pending = parts.chatbot, parts.box, gr.State(Pending())
    decided: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
    worded = queued("decoder", chat.loader.settings.decoder_slots)
    again: dict[str, Any] = {"trigger_mode": "multiple"}  # an edit may come while the one before is being worded
    running: list[Any] = []

    def chain(first: Any) -> Any:
        decide = first.then(chat.wait, [book, pending, language], shown, **decided, **again)
        word = decide.then(chat.word, [book, pending, language], shown, **worded, **again)
        running.extend((decide, word))
        return word.then(chat.idle, pending, box, **QUIET)

    chain(box.submit(chat.submit, [box, book, pending, language], [*shown, box, pending], **QUIET))
    chain(chatbot.example_select(chat.example, [book, pending, language], [*shown, box, pending], **QUIET))
    chain(chatbot.retry(chat.retry, [book, pending, language], [*shown, box, pending], **QUIET))
    chain(chatbot.edit(chat.edit, [book, pending, language], [*shown, box, pending], **QUIET))
    chatbot.clear(chat.new, [book, language], shown, **QUIET)
    chatbot.undo(chat.undo, [book, language], [*shown, box], **QUIET)
    last = chain(
        chatbot.option_select(chat.press, [book, pending, language], [*shown, box, pending, tabs, action], **QUIET)
    )
    edited = parts.panel.submit(chat.edit_fact, [book, pending, language], [*shown, box, pending], **decided)
    edited.success(None, js=FOCUS_CHIP, **QUIET)
    chain(edited)
    # Halted and cancelled first, marked after: a sentence that was on its way would otherwise wipe out the mark.
    halted = box.stop(chat.halt, pending, None, **QUIET)
    cancelled = halted.then(None, cancels=running, **QUIET)
    cancelled.then(chat.stopped, [book, language], [*shown, box], **QUIET)
    return last
