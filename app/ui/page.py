"""The whole page: header, sidebar, tabs."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.ui import about_tab, chat_tab, decision_tab, demos_tab
from app.ui.api import add_api
from app.ui.chat import Chat
from app.ui.check import tab as check_tab
from app.ui.check.data import KEPT_S
from app.ui.conversation import Book
from app.ui.events import QUIET
from app.ui.evidence import tab as evidence_tab
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.wording import say
from knowledge.schema import LANGUAGES, Language

BRAND = '<h1><span class="e">BERT</span> or <span class="d">GPT</span>?</h1>'
POLL_S = 1.0
CLEARED_EVERY_S = 600
"""Seconds between two looks for files to delete, which are the exports of checks."""


@dataclass(frozen=True)
class _Sidebar:
    """The list of conversations and what can be done with the open one."""

    new: gr.Button
    listed: gr.Radio
    name: gr.Textbox
    rename: gr.Button
    delete: gr.Button


def build_page(loader: Loader) -> gr.Blocks:
    """The page over services that may still be loading."""
    labels, chat = Labels(), Chat(loader)
    cleared = (CLEARED_EVERY_S, KEPT_S)
    page = gr.Blocks(title="BERT or GPT?", fill_width=True, analytics_enabled=False, delete_cache=cleared)
    with page:
        secret = loader.settings.history_secret
        book = gr.BrowserState(storage_key="bert-or-gpt-book", secret=secret)
        spoken = gr.BrowserState(storage_key="bert-or-gpt-language", secret=secret)
        action = gr.State("")
        sidebar = _sidebar(labels)
        language, status = _header(labels)
        with gr.Tabs(elem_id="tabs") as tabs:
            with _tab(labels, "chat"):
                parts = chat_tab.build(labels)
            with _tab(labels, "check"):
                check = check_tab.build(labels, loader.settings)
            with _tab(labels, "demos"):
                demos_tab.build(loader, labels, language)
            with _tab(labels, "decision"):
                decision = decision_tab.build(labels)
            with _tab(labels, "evidence"):
                evidence = evidence_tab.build(labels)
            with _tab(labels, "about"):
                about = about_tab.build(labels)
        shown = [parts.chatbot, parts.panel, book, sidebar.listed, sidebar.name]
        pressed = chat_tab.connect(chat, parts, shown, book, language, tabs, action)
        check_tab.connect(chat, check, shown, pressed, action, book, language, status.change)
        linking = [parts.panel, decision.tree, decision.source, check.result.published]
        evidence_tab.connect(loader, evidence, linking, tabs, pressed, action, book, language, status.change)
        about_tab.connect(loader, about, status.change, language)
        decision_tab.connect(loader, decision, book, language, status.change)
        # The panel tells more once the knowledge is there: evidence, names of tasks, what was assumed.
        status.change(chat.panel, [book, language], parts.panel, **QUIET)
        _connect_sidebar(chat, sidebar, shown, book, language)
        _connect_language(page, chat, labels, shown, book, language, spoken)
        _connect_status(page, loader, status, language)
        add_api(loader)
    return page


def _connect_sidebar(chat: Chat, sidebar: _Sidebar, shown: list[Any], book: Any, language: Any) -> None:
    sidebar.listed.input(chat.open, [sidebar.listed, book, language], shown, **QUIET)
    sidebar.new.click(chat.new, [book, language], shown, **QUIET)
    gr.on([sidebar.rename.click, sidebar.name.submit], chat.rename, [sidebar.name, book, language], shown, **QUIET)
    sidebar.delete.click(chat.delete, [book, language], shown, **QUIET)


def _connect_language(
    page: gr.Blocks, chat: Chat, labels: Labels, shown: list[Any], book: Any, language: Any, spoken: Any
) -> None:
    """Switch all wording, and come back in the language and conversation that were left."""

    def switch(chosen: Language, stored: Any) -> list[Any]:
        return [*labels.updates(chosen), *chat.show(Book.load(stored), chosen), chosen]

    def restore(stored: Any, kept: Any, request: gr.Request) -> list[Any]:
        chosen = kept if kept in LANGUAGES else _preferred(request)
        shows = chat.show(Book.load(stored), chosen)
        return [chosen, *labels.updates(chosen), *labels.first.values(chosen), *shows]

    language.input(switch, [language, book], [*labels.components, *shown, spoken], **QUIET)
    opened = [language, *labels.components, *labels.first.components, *shown]
    page.load(restore, [book, spoken], opened, **QUIET)


def _connect_status(page: gr.Blocks, loader: Loader, status: gr.HTML, language: Any) -> None:
    """Tell how far loading is until it is done."""
    timer = gr.Timer(POLL_S)

    def poll(chosen: Language) -> list[Any]:
        return [status_html(loader, chosen), gr.Timer(active=not (loader.ready or loader.problem))]

    gr.on([timer.tick, page.load, language.change], poll, language, [status, timer], **QUIET)


def _sidebar(labels: Labels) -> _Sidebar:
    with gr.Sidebar(open=False, width=290, elem_id="sidebar"):
        new = labels.add(gr.Button(say("ui.new", "en"), variant="primary", elem_id="new"), value="ui.new")
        listed = labels.add(
            gr.Radio([], label=say("ui.conversations", "en"), elem_id="conversations"), label="ui.conversations"
        )
        name = labels.add(gr.Textbox(label=say("ui.name", "en"), elem_id="name"), label="ui.name")
        with gr.Row():
            rename = labels.add(gr.Button(say("ui.rename", "en"), size="sm", elem_id="rename"), value="ui.rename")
            delete = labels.add(
                gr.Button(say("ui.delete", "en"), size="sm", variant="stop", elem_id="delete"), value="ui.delete"
            )
    return _Sidebar(new, listed, name, rename, delete)


def _header(labels: Labels) -> tuple[gr.Radio, gr.HTML]:
    with gr.Row(elem_classes="bog-header"):
        with gr.Column(scale=5, min_width=260):
            labels.add(gr.HTML(brand("en"), js_on_load=None), value=brand)
            status = gr.HTML(elem_id="status", js_on_load=None)
        language = gr.Radio(
            [("English", "en"), ("中文", "zh")],
            value="en",
            show_label=False,
            label="Language / 语言",
            container=False,
            scale=1,
            min_width=210,
            elem_id="language",
        )
    return language, status


def brand(language: Language) -> str:
    """Name and promise."""
    return f'<div class="bog-brand">{BRAND}<p>{say("ui.promise", language)}</p></div>'


def status_html(loader: Loader, language: Language) -> str:
    """Whether the models are ready, as a live region."""
    if loader.problem:
        kind, text = "bad", say("ui.failed", language, why=escape(loader.problem))
    elif loader.ready:
        kind, text = "fine", f"{say('ui.ready', language)} · {say('ui.privacy', language)}"
    else:
        kind, text = "busy", say("ui.loading", language, step=escape(loader.step))
    return f'<div class="bog-status {kind}" role="status" aria-live="polite">{text}</div>'


def _tab(labels: Labels, name: str) -> gr.Tab:
    return labels.add(gr.Tab(say(f"ui.tab_{name}", "en"), id=name), label=f"ui.tab_{name}")


def _preferred(request: gr.Request) -> Language:
    """The browser's first language, where it is one of ours."""
    wanted = (request.headers or {}).get("accept-language", "")
    return "zh" if wanted.lower().startswith("zh") else "en"
