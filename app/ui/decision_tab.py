"""The Decision tab: the procedure as a tree to click through, and beside it the source conversation's tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from app.ui.conversation import Book
from app.ui.events import LINKS, QUIET, UNFOLDED
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.ui.source_tree import source_tree_html
from app.ui.tree import Path, tree_html
from app.wording import say
from knowledge.schema import Language


@dataclass(frozen=True)
class Own:
    """The answers that the reader gave by clicking, and for what state of which conversation."""

    answers: Mapping[str, bool] = field(default_factory=dict)
    stands: str = ""

    def after(self, pressed: str) -> "Own":
        """With what a pressed button answers: ``yes-<id>``, ``no-<id>`` or ``reset``."""
        word, _, key = pressed.partition("-")
        return replace(self, answers={**self.answers, key: word == "yes"} if key else {})


@dataclass(frozen=True)
class Parts:
    """The tab's components."""

    own: gr.State
    tree: gr.HTML
    source: gr.HTML


def build(labels: Labels) -> Parts:
    """Place the tab's components."""
    labels.add(gr.Markdown(say("tree.intro", "en")), value="tree.intro")
    with gr.Row(equal_height=False, elem_id="trees"):
        with gr.Column(scale=3):
            tree = gr.HTML(elem_id="tree", js_on_load=LINKS + UNFOLDED)
        with gr.Column(scale=2):
            source = gr.HTML(elem_id="source-tree", js_on_load=LINKS)
    return Parts(gr.State(Own()), tree, source)


def connect(loader: Loader, parts: Parts, book: Any, language: Any, ready: Any) -> None:
    """Draw both trees whenever what they show has changed, and answer the procedure's buttons."""

    def draw(stored: Any, chosen: Language, own: Own) -> list[Any]:
        services, opened = loader.peek(), Book.load(stored)
        if services is None:
            return [f'<p class="bog-empty">{say("decision.loading", chosen)}</p>', "", own]
        own = own if own.stands == stands(opened) else Own(stands=stands(opened))
        task = opened.opened().task()
        knowledge = services.knowledge
        return [
            tree_html(knowledge, Path(task, own.answers), chosen),
            source_tree_html(knowledge, task, chosen),
            own,
        ]

    def follow(stored: Any, chosen: Language, own: Own) -> list[Any]:
        # The book also changes with every sentence that is worded, which says nothing new here.
        return [gr.skip()] * 3 if own.stands == stands(Book.load(stored)) else draw(stored, chosen, own)

    def answer(stored: Any, chosen: Language, own: Own, event: gr.EventData) -> list[Any]:
        return draw(stored, chosen, own.after(str(event.to)))

    inputs, outputs = [book, language, parts.own], [parts.tree, parts.source, parts.own]
    gr.on([language.change, ready], draw, inputs, outputs, **QUIET)
    book.change(follow, inputs, outputs, **QUIET)
    parts.tree.select(answer, inputs, outputs, **QUIET)


def stands(book: Book) -> str:
    """Which conversation is open and what stands in it; own answers hold only as long as this is the same."""
    return f"{book.current} {book.opened().task()}"
