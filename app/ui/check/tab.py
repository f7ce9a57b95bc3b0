"""The Check tab's components, and what connects them."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from app.settings import Settings
from app.ui.chat import Chat
from app.ui.check import choices
from app.ui.check.check import Check
from app.ui.check.choices import ChoiceParts
from app.ui.check.data import KEPT_S, Found, Sources, build_found, build_sources
from app.ui.check.exports import Form
from app.ui.check.result_parts import ResultParts, build_result, button
from app.ui.check.running import Running
from app.ui.check.shown import Shown
from app.ui.events import QUIET, queued
from app.ui.labels import Labels
from app.wording import say
from knowledge.schema import Language

_SAVE = "() => setTimeout(() => document.querySelector('#check-download').click(), 50)"
"""Saves the file that has just been made ready, so that one press does it."""


@dataclass(frozen=True)
class Parts:
    """The tab's components."""

    sources: Sources
    found: Found
    choices: ChoiceParts
    estimate: gr.HTML
    run: gr.Button
    cancel: gr.Button
    progress: gr.HTML
    result: ResultParts
    running: gr.State
    held: gr.State
    wanted: gr.State
    """Counts how often the chat asked for a check."""

    @property
    def given(self) -> list[Any]:
        """What :func:`app.ui.check.data.given` takes, in its order."""
        return [*self.sources.given, *self.found.columns]


def build(labels: Labels, settings: Settings) -> Parts:
    """Place the tab's components: what is needed for a check above, its result below."""
    labels.add(gr.Markdown(say("check.intro", "en")), value="check.intro")
    with gr.Row(equal_height=False):
        with gr.Column(scale=5, min_width=320):
            sources = build_sources(labels)
        with gr.Column(scale=4, min_width=320):
            found = build_found(labels)
            chosen = choices.build(labels, settings)
            estimate = gr.HTML(elem_id="estimate", js_on_load=None)
            with gr.Row():
                run = button(labels, "check.run", "run-check", variant="primary")
                cancel = button(labels, "check.tab.cancel", "cancel-check", interactive=False)
    progress = gr.HTML(elem_id="check-progress", js_on_load=None)
    return Parts(
        sources,
        found,
        chosen,
        estimate,
        run,
        cancel,
        progress,
        build_result(labels),
        gr.State(Running()),
        gr.State(None, time_to_live=KEPT_S),
        gr.State(0),
    )


def connect(
    chat: Chat, parts: Parts, shown: list[Any], pressed: Any, action: Any, book: Any, language: Any, ready: Any
) -> None:
    """Connect the tab, and the chat's "check it live".

    Args:
        chat: the chat, which shows what became of its advice.
        parts: of this tab.
        shown: the components that :meth:`app.ui.chat.Chat.show` fills.
        pressed: the event after a button in the chat was pressed; ``action`` then tells which.
        action: a state that holds ``check`` when that button was "check it live".
        book: the conversations.
        language: the chosen language.
        ready: the event that tells that the models may have been loaded.
    """
    check = Check(chat.loader)
    _connect_data(check, parts, language, ready)
    _connect_run(check, Shown(chat), parts, shown, pressed, action, book, language)
    _connect_result(Shown(chat), parts, shown, book, language)


def _connect_data(check: Check, parts: Parts, language: Any, ready: Any) -> None:
    """Tell after every change what was found in the data and how long the check will take."""
    sources, found, chosen = parts.sources, parts.found, parts.choices
    filled = [found.note, *found.columns, chosen.who, chosen.offer, sources.drop]
    latest: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
    sources.sample.input(check.sampled, sources.sample, sources.given, **QUIET)
    news = [
        # Not "input", which comes with keys alone: most tables are pasted.
        sources.paste.change(check.edited, sources.paste, [sources.file, sources.sample], **latest),
        sources.upload.upload(check.uploaded, sources.upload, sources.file, **QUIET),
        sources.upload_test.upload(check.uploaded, sources.upload_test, sources.test, **QUIET),
        sources.drop.click(lambda: [None, None], None, [sources.file, sources.test], **QUIET),
    ]
    seen = [*sources.given, chosen.offer, language]
    told = [change.then(check.found_anew, seen, filled, **latest) for change in news]
    kept = [*(column.input for column in found.columns), language.change, ready]
    told.append(gr.on(kept, check.found, [*parts.given, chosen.offer, language], filled, **latest))
    # In the queue of the checks: the few rows it tries would spoil the times of one that runs.
    trying = {**queued("check", 1), "show_progress": "hidden", "trigger_mode": "always_last"}
    reckoned = [*parts.given, *chosen.plan, language]
    for event in told:
        event.then(check.estimated, reckoned, parts.estimate, **trying)
    numbers = [chosen.seed.change, chosen.most_train.change, chosen.most_test.change]
    gr.on([chosen.who.input, *numbers], check.estimated, reckoned, parts.estimate, **trying)


def _connect_run(
    check: Check,
    result: Shown,
    parts: Parts,
    shown: list[Any],
    pressed: Any,
    action: Any,
    book: Any,
    language: Any,
) -> None:
    """One check at a time: two would spoil each other's times."""
    counting = {**QUIET, "queue": True}  # outside the queue the page does not learn that a state has changed
    pressed.then(lambda what, count: count + (what == "check"), [action, parts.wanted], parts.wanted, **counting)
    buttons, running = [parts.run, parts.cancel], parts.running
    places = [parts.progress, parts.result.result, parts.result.more, *buttons]
    begun = gr.on([parts.run.click, parts.wanted.change], check.begin, [running, language], places, **QUIET)
    told = [*parts.given, *parts.choices.plan, *parts.choices.prices, book, language]
    outputs = [parts.held, parts.progress, parts.result.result, *buttons]
    one_at_a_time = {**queued("check", 1), "show_progress_on": parts.progress}
    ran = begun.then(check.run, [running, *told], outputs, **one_at_a_time)
    filled = ran.then(result.show, _seen(parts, language), [parts.progress, *parts.result.shown], **QUIET)
    filled.then(result.attached, [parts.held, book, language], shown, **QUIET)

    stopping = parts.cancel.click(check.stop, [running, language], parts.progress, **QUIET)
    stopped = stopping.then(check.stopped, running, None, **QUIET).then(None, cancels=[ran], **QUIET)
    stopped.then(check.idle, [running, language], [parts.progress, *buttons], **QUIET)


def _connect_result(result: Shown, parts: Parts, shown: list[Any], book: Any, language: Any) -> None:
    """What can be done with a result, and its change of language."""
    places, held = parts.result, parts.held
    kept, latest = [held, parts.progress, *places.shown], {**QUIET, "trigger_mode": "always_last"}
    language.change(result.show, _seen(parts, language), kept[1:], **QUIET)
    places.whose.input(result.matrix, [held, places.whose, language], places.matrix, **QUIET)
    places.wanted.input(result.rows, [held, places.wanted, language], places.rows, **QUIET)
    relabelled = [
        places.rows.input(
            result.relabelled, [held, places.rows, places.whose, places.wanted, language], kept, **latest
        ),
        places.reset.click(result.reset, _seen(parts, language), kept, **QUIET),
    ]
    for event in relabelled:
        event.then(result.attached, [held, book, language], shown, **QUIET)
    prices = parts.choices.prices
    gr.on([price.change for price in prices], result.repriced, [held, *prices, places.whose, language], kept, **latest)
    for form, pressed in places.saves.items():
        save = partial(_saved, result, form, places.download.GRADIO_CACHE)
        made = pressed.click(save, [held, language], places.download, **QUIET)
        made.success(None, js=_SAVE, **QUIET)


def _saved(result: Shown, form: Form, folder: str, held: Any, language: Language) -> str:
    return result.exported(held, form, language, folder)


def _seen(parts: Parts, language: Any) -> list[Any]:
    """What :meth:`app.ui.check.shown.Shown.show` needs."""
    return [parts.held, parts.result.whose, parts.result.wanted, language]
