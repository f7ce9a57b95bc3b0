"""The tab's components, and what connects them."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.ui.conversation import Book
from app.ui.events import LINKS, QUIET
from app.ui.evidence import filters
from app.ui.evidence.chart import chart_html
from app.ui.evidence.filters import ANY, Filter
from app.ui.evidence.models import models_html
from app.ui.evidence.reader import page_html
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.wording import say
from knowledge import Knowledge
from knowledge.notes import Notes
from knowledge.schema import Card, Language, Result

_FOCUS = "() => setTimeout(() => document.querySelector('.bog-reader')?.focus(), 50)"
"""Brings what was opened into view, for eyes and screen readers alike."""


@dataclass(frozen=True)
class Parts:
    """The tab's components."""

    task: gr.Dropdown
    spoken: gr.Dropdown
    regime: gr.Dropdown
    winner: gr.Dropdown
    since: gr.Dropdown
    both: gr.Checkbox
    count: gr.Markdown
    chart: gr.HTML
    table: gr.Dataframe
    chooser: gr.Dropdown
    reader: gr.HTML
    models: gr.HTML

    @property
    def filters(self) -> list[Any]:
        """The components of a :class:`Filter`, in its order."""
        return [self.task, self.spoken, self.regime, self.winner, self.since, self.both]


def build(labels: Labels) -> Parts:
    """Place the tab's components."""
    with gr.Row():
        task, spoken, regime, winner, since = (
            _chooser(labels, name) for name in ("task", "language", "regime", "winner", "since")
        )
        both = labels.add(gr.Checkbox(label=say("evidence.both", "en"), min_width=160), label="evidence.both")
    count = gr.Markdown(elem_id="results-count")
    chart = gr.HTML(elem_id="chart", js_on_load=LINKS)
    table = gr.Dataframe(
        headers=headers("en"),
        wrap=True,
        interactive=False,
        max_height=420,
        elem_id="results",
        column_widths=["7%", "13%", "12%", "8%", "45%", "15%"],
    )
    chooser = labels.add(
        gr.Dropdown([], label=say("evidence.open", "en"), elem_id="card-chooser", value=None), label="evidence.open"
    )
    reader = gr.HTML(elem_id="card", js_on_load=LINKS)
    with labels.add(gr.Accordion(say("evidence.models", "en"), open=False), label="evidence.models"):
        models = gr.HTML(elem_id="models", js_on_load=LINKS)
    return Parts(task, spoken, regime, winner, since, both, count, chart, table, chooser, reader, models)


def _chooser(labels: Labels, name: str) -> gr.Dropdown:
    key = f"evidence.{name}"
    made = gr.Dropdown([ANY], value=ANY, label=say(key, "en"), elem_id=f"filter-{name}", min_width=130)
    return labels.add(made, label=key)


def connect(
    loader: Loader,
    parts: Parts,
    others: list[Any],
    tabs: Any,
    pressed: Any,
    action: Any,
    book: Any,
    language: Any,
    ready: Any,
) -> None:
    """Connect the filters, all that opens a card or a result, and the chat's "show the evidence".

    Args:
        others: components of other tabs, whose links open cards and results here.
        pressed: the event after a button in the chat was pressed; ``action`` then tells which.
        ready: the event that tells that the knowledge base may have been loaded.
    """
    _connect_filters(loader, parts, language, ready)
    opened = [parts.chooser, parts.reader]

    def page(key: str | None, chosen: Language) -> str:
        services = loader.peek()
        return page_html(services.knowledge, key, chosen, services.notes) if services and key else _empty(chosen)

    gr.on([parts.chooser.input, language.change, ready], page, [parts.chooser, language], parts.reader, **QUIET)

    def follow(chosen: Language, event: gr.EventData) -> list[Any]:
        kind, _, key = str(event.to).partition("-")
        if kind == "tab":
            return [gr.skip(), gr.skip(), gr.update(selected=key)]
        return [key, page(key, chosen), gr.update(selected="evidence")]

    for place in (parts.chart, parts.reader, parts.models, *others):
        place.click(follow, language, [*opened, tabs], **QUIET).then(None, js=_FOCUS, **QUIET)

    def row(chosen: Language, event: gr.SelectData) -> list[Any]:
        key = event.row_value[0]
        return [key, page(key, chosen)]

    parts.table.select(row, language, opened, **QUIET).then(None, js=_FOCUS, **QUIET)

    def shown(wanted: str, stored: Any, chosen: Language) -> list[Any]:
        turns = Book.load(stored).opened().turns
        cited = turns[-1].line.citations if turns and turns[-1].line else []
        keys = [item.id for item in cited if item.kind == "card"] or [item.id for item in cited]
        return [keys[0], page(keys[0], chosen)] if wanted == "evidence" and keys else [gr.skip(), gr.skip()]

    pressed.then(shown, [action, book, language], opened, **QUIET)


def _connect_filters(loader: Loader, parts: Parts, language: Any, ready: Any) -> None:
    outputs = [parts.count, parts.chart, parts.table]

    def show(*chosen: Any) -> list[Any]:
        *wanted, spoken = chosen
        services = loader.peek()
        if services is None:
            return [say("decision.loading", spoken), gr.skip(), gr.skip()]
        knowledge = services.knowledge
        rows = Filter(*wanted).of(knowledge.results.values())
        told = say("evidence.shown", spoken, count=len(rows), all=len(knowledge.results))
        table = gr.update(value=[_row(knowledge, row, spoken) for row in rows], headers=headers(spoken))
        return [told if rows else say("evidence.none", spoken), chart_html(rows, spoken) if rows else "", table]

    inputs = [*parts.filters, language]
    changed = [part.input for part in parts.filters]
    gr.on([*changed, language.change, ready], show, inputs, outputs, **QUIET)

    def fill(spoken: Language) -> list[Any]:
        services = loader.peek()
        if services is None:
            return [gr.skip()] * 7
        updates = [gr.update(choices=listed) for listed in choices(services.knowledge, services.notes, spoken)]
        return [*updates, models_html(services.knowledge, spoken)]

    choosers = [*parts.filters[:-1], parts.chooser]
    gr.on([language.change, ready], fill, language, [*choosers, parts.models], **QUIET)


def choices(knowledge: Knowledge, notes: Notes, language: Language) -> list[list[tuple[str, str]]]:
    """What can be chosen: tasks, languages, regimes, winners, years, then all that can be opened, notes first."""
    either = (say("evidence.any", language), ANY)
    years = sorted({result.year for result in knowledge.results.values()}, reverse=True)
    entries: list[tuple[str, Card | Result]] = [*knowledge.cards.items(), *knowledge.results.items()]
    return [
        [either, *((kind.name.get(language), kind.id) for kind in knowledge.kinds.values())],
        [either, *((say(f"evidence.languages.{name}", language), name) for name in filters.LANGUAGES)],
        [either, *((say(f"evidence.regimes.{name}", language), name) for name in filters.REGIMES)],
        [either, *((say(f"evidence.side.{name}", language), name) for name in filters.WINNERS)],
        [either, *((str(year), str(year)) for year in years)],
        [
            *((f"{say('ui.your_note', language)} · {note.title}", key) for key, note in notes.items()),
            *((f"{key} · {entry.title.get(language)}", key) for key, entry in entries),
        ],
    ]


def headers(language: Language) -> list[str]:
    """Column names of the table."""
    return [say(f"evidence.{name}", language) for name in ("id", "task", "winner", "year", "says", "beware")]


def _row(knowledge: Knowledge, result: Result, language: Language) -> list[str]:
    kind = knowledge.kinds[result.task].name.get(language)
    winner = say(f"evidence.side.{result.winner}", language)
    caveats = "; ".join(say(f"caveat.{name}", language) for name in result.caveats)
    return [result.id, kind, winner, str(result.year), result.says.get(language), caveats]


def _empty(language: Language) -> str:
    return f"<p class='bog-empty'>{say('evidence.open_empty', language)}</p>"
