"""Draws the decision tree of the conversation this project began with, and what is wrong with it."""

from html import escape

from app.assistant import Standing
from app.decision.asking import with_assumptions
from app.decision.tree import OTHERWISE, walk, walk_source
from app.ui.branches import Node, colour, current, head_html, leaf_html, links_html, state_of
from app.ui.tree import told_by
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Choice, Language, SourceLeaf


def source_tree_html(knowledge: Knowledge, standing: Standing | None, language: Language) -> str:
    """Its questions with their ends, the conversation's path lit, and what is wrong with each and as a whole."""
    source = knowledge.source_tree
    passed, end = _path(knowledge, standing)
    nodes = [
        Node(
            key=node.id,
            state=state_of(node.id, passed, arrived=True),
            place=place,
            asks=escape(node.asks.get(language)),
            told="",
            end=f"<span class='bog-word'>{say('tree.yes', language)}</span>",
            leaf=leaf_html(node.choice, language),
            on=f"<span class='bog-word'>{say('tree.no', language)}</span>",
            below=_wrong(knowledge, node, language),
        ).html()
        for place, node in enumerate(source.nodes, start=1)
    ]
    last = _otherwise(knowledge, len(nodes) + 1, passed, language)
    flaws = "".join(
        f"<li>{escape(flaw.says.get(language))} {links_html(flaw.evidence, knowledge, language)}</li>"
        for flaw in source.flaws
    )
    return (
        f"<h3>{say('tree.source', language)}</h3><p class='bog-told'>{say('tree.source_how', language)}</p>"
        f"<div class='bog-walk {colour(end)}'>{_compared(knowledge, standing, end, language)}"
        f"<ol class='bog-spine'>{''.join(nodes)}{last}</ol>"
        f"<h4>{say('tree.source_flaws', language)}</h4><ul class='bog-flaws'>{flaws}</ul></div>"
    )


def _path(knowledge: Knowledge, standing: Standing | None) -> tuple[tuple[str, ...], Choice | None]:
    """Ids of the nodes a conversation passes, and where it ends; nothing where it is not about a task."""
    if standing is None:
        return (), None
    return walk_source(knowledge.source_tree, with_assumptions(standing.profile, knowledge.rules, standing.skipped))


def _compared(knowledge: Knowledge, standing: Standing | None, end: Choice | None, language: Language) -> str:
    """What both trees say about the conversation; an empty paragraph without one, see :class:`Node`."""
    if standing is None or end is None:
        return "<p class='bog-compared'></p>"
    ours = walk(knowledge.rules, told_by(knowledge, standing)).leaf
    told = say("tree.asks_back", language) if ours in (None, "ask") else say(f"choice_title.{ours}", language)
    says = say("tree.compared", language, source=say(f"choice_title.{end}", language), procedure=told)
    return f"<p class='bog-compared'>{escape(says)}</p>"


def _otherwise(knowledge: Knowledge, place: int, passed: tuple[str, ...], language: Language) -> str:
    state, leaf = state_of(OTHERWISE, passed, arrived=True), knowledge.source_tree.otherwise
    return (
        f"<li class='bog-node bog-last {state}' id='node-{OTHERWISE}'{current(state)}>"
        f"{head_html(OTHERWISE, place, say('tree.source_otherwise', language))}"
        f"<div class='bog-below'>{leaf_html(leaf.choice, language)}{_wrong(knowledge, leaf, language)}</div></li>"
    )


def _wrong(knowledge: Knowledge, leaf: SourceLeaf, language: Language) -> str:
    links = links_html(leaf.evidence, knowledge, language)
    wrong = escape(leaf.wrong.get(language))
    return (
        f"<p class='bog-said'>{escape(leaf.says.get(language))}</p>"
        f"<p><b>{say('tree.source_wrong', language)}</b> {wrong} {links}</p>"
    )
