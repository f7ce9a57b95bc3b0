"""Filters the published results and opens cards."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.answering.evidence import sources_of
from app.ui.conversation import Book
from app.ui.events import QUIET
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.ui.render import plain
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Card, Language, Result, Source

ANY = "any"
WINNERS = ("encoder", "decoder", "encoder-decoder", "hybrid", "baseline", "tie", "none")


@dataclass(frozen=True)
class Parts:
    """The tab's components."""

    task: gr.Dropdown
    winner: gr.Dropdown
    both: gr.Checkbox
    count: gr.Markdown
    table: gr.Dataframe
    chooser: gr.Dropdown
    reader: gr.Markdown


def build(labels: Labels) -> Parts:
    """Place the tab's components."""
    with gr.Row():
        task = labels.add(gr.Dropdown([ANY], value=ANY, label=say("evidence.task", "en")), label="evidence.task")
        winner = labels.add(
            gr.Dropdown([ANY, *WINNERS], value=ANY, label=say("evidence.winner", "en")), label="evidence.winner"
        )
        both = labels.add(gr.Checkbox(label=say("evidence.both", "en")), label="evidence.both")
    count = gr.Markdown()
    table = gr.Dataframe(
        headers=headers("en"),
        wrap=True,
        interactive=False,
        max_height=420,
        elem_id="results",
        column_widths=["7%", "13%", "12%", "8%", "45%", "15%"],
    )
    chooser = labels.add(
        gr.Dropdown([], label=say("evidence.card", "en"), elem_id="card-chooser", value=None), label="evidence.card"
    )
    return Parts(task, winner, both, count, table, chooser, gr.Markdown(elem_id="card"))


def connect(loader: Loader, parts: Parts, pressed: Any, action: Any, book: Any, language: Any, ready: Any) -> None:
    """Connect the filters, the card reader and the chat's "show the evidence".

    Args:
        ready: the event that tells that the knowledge base may have been loaded.
    """
    inputs = [parts.task, parts.winner, parts.both, language]

    def fill(task: str, winner: str, both: bool, chosen: Language) -> list[Any]:
        services = loader.peek()
        if services is None:
            return [say("decision.loading", chosen), *(gr.skip() for _ in range(4))]
        knowledge = services.knowledge
        rows = filtered(knowledge.results.values(), task, winner, both)
        tasks = [(say("evidence.any", chosen), ANY), *_named_kinds(knowledge, chosen)]
        cards = [(f"{card.id} · {card.title.get(chosen)}", card.id) for card in knowledge.cards.values()]
        told = say("evidence.shown", chosen, count=len(rows)) if rows else say("evidence.none", chosen)
        table = gr.update(value=[_row(knowledge, row, chosen) for row in rows], headers=headers(chosen))
        sides = [
            (say("evidence.any", chosen), ANY),
            *((say(f"evidence.side.{name}", chosen), name) for name in WINNERS),
        ]
        return [told, table, *(gr.update(choices=choices) for choices in (tasks, sides, cards))]

    outputs = [parts.count, parts.table, parts.task, parts.winner, parts.chooser]
    gr.on(
        [parts.task.input, parts.winner.input, parts.both.input, language.change, ready],
        fill,
        inputs,
        outputs,
        **QUIET,
    )

    def read(chosen_id: str | None, chosen: Language) -> str:
        services = loader.peek()
        if services is None or not chosen_id:
            return ""
        return passage_markdown(services.knowledge, chosen_id, chosen)

    gr.on([parts.chooser.change, language.change], read, [parts.chooser, language], parts.reader, **QUIET)

    def shown(wanted: str, stored: Any) -> Any:
        turns = Book.load(stored).opened().turns
        if wanted != "evidence" or not turns or not turns[-1].line:
            return gr.skip()
        cards = [item.id for item in turns[-1].line.citations if item.kind == "card"]
        return gr.update(value=cards[0]) if cards else gr.skip()

    pressed.then(shown, [action, book], parts.chooser, **QUIET)


def headers(language: Language) -> list[str]:
    """Column names of the table."""
    return [say(f"evidence.{name}", language) for name in ("id", "task", "winner", "year", "says", "beware")]


def filtered(results: Iterable[Result], task: str, winner: str, both: bool) -> list[Result]:
    """Results of one task and winner, or any, newest first."""
    kept = [
        row
        for row in results
        if task in (ANY, row.task) and winner in (ANY, row.winner) and (row.compares_both or not both)
    ]
    return sorted(kept, key=lambda row: (-row.year, row.id))


def _row(knowledge: Knowledge, result: Result, language: Language) -> list[str]:
    kind = knowledge.kinds[result.task].name.get(language)
    winner = say(f"evidence.side.{result.winner}", language)
    caveats = "; ".join(say(f"caveat.{name}", language) for name in result.caveats)
    return [result.id, kind, winner, str(result.year), result.says.get(language), caveats]


def _named_kinds(knowledge: Knowledge, language: Language) -> list[tuple[str, str]]:
    return [(kind.name.get(language), kind.id) for kind in knowledge.kinds.values()]


def passage_markdown(knowledge: Knowledge, key: str, language: Language) -> str:
    """A card as a page to read."""
    card: Card = knowledge.cards[key]
    lines = [f"## {card.id} · {plain(card.title.get(language))}", f"**{plain(card.question.get(language))}**"]
    lines.append(plain(card.short.get(language)))
    lines.extend(_claim(knowledge, claim, language) for claim in card.claims)
    if card.misconception:
        lines.append(f"**{say('evidence.often_said', language)}** {plain(card.misconception.said.get(language))}")
        lines.append(f"**{say('evidence.in_fact', language)}** {plain(card.misconception.fact.get(language))}")
    related = ", ".join(f"{other} {plain(knowledge.cards[other].title.get(language))}" for other in card.related)
    lines.append(f"{say('evidence.related', language)}: {related}")
    return "\n\n".join(lines)


def _claim(knowledge: Knowledge, claim: Any, language: Language) -> str:
    sources = [knowledge.sources[key] for key in sources_of([claim], knowledge)]
    links = " · ".join(_link(source) for source in sources)
    state = (
        f"{say(f'evidence.{claim.confidence}', language)}, {say('ui.checked', language, date=claim.as_of.isoformat())}"
    )
    return f"- {plain(claim.text.get(language))} *({state})* {links}"


def _link(source: Source) -> str:
    return f"[{plain(source.title)}]({source.url})"
