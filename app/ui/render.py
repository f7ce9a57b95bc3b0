"""Turns answers into what is shown: Markdown for the chat, HTML for the panel. Everything is escaped here."""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from app.answering.evidence import sources_of
from app.answering.runs import cite, rewritten
from app.bakeoff.summary import RunSummary
from app.contract import AnswerLine, Citation, NoteCitation
from app.ui.conversation import Conversation, Turn
from app.ui.evidence.note import badge_html, source_html
from app.ui.evidence.reader import measures_html
from app.ui.facts import facts_html
from app.ui.units import size
from app.ui.your_run import PLACE, stamp_html
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Language

Options = list[dict[str, str]]

_MARK = re.compile(r"\[(\d{1,2})\]")


def plain(text: str) -> str:
    """User or model text made safe for Markdown: no tags, no images, no links of its own."""
    escaped = escape(text, quote=False)
    return re.sub(r"([\\`*_{}\[\]()#!|~])", r"\\\1", escaped)


def chat_messages(conversation: Conversation, language: Language) -> list[dict[str, Any]]:
    """The conversation as chat messages, the last one with its buttons."""
    messages: list[dict[str, Any]] = []
    for turn in conversation.turns:
        messages.append({"role": "user", "content": plain(turn.text)})
        messages.append({"role": "assistant", "content": answer_markdown(turn, language)})
    if conversation.turns and conversation.turns[-1].line:
        messages[-1]["options"] = buttons(conversation.turns[-1].line)
    return messages


def answer_markdown(turn: Turn, language: Language) -> str:
    """One answer: what a run made of it, the verdict and what it rests on, the wording, what would change it."""
    line = turn.line
    if line is None:
        return f"*{say('ui.thinking', language)}*"
    advised = "\n\n".join(filter(None, (_head(line), _linked(line.answer, line.citations), _tail(line))))
    parts = [_after_run(advised, turn.run, line.lang) if turn.run else advised]
    if turn.stopped:
        parts.append(f"*{say('ui.stopped', line.lang)}*")
    if line.ask and line.kind == "recommendation":
        parts.append(f"**{plain(line.ask.question)}**")
    if turn.note:
        parts.append(f"<small>{escape(turn.note)}</small>")
    return "\n\n".join(part for part in parts if part)


def _after_run(advised: str, run: RunSummary, language: Language) -> str:
    """The answer with what came out first, its mark leading to the figures in the panel."""
    safe = run.renamed(plain)
    mark = cite(safe, language)
    return rewritten(advised, safe, language).replace(mark, f"[{mark}](#{PLACE})", 1)


def _head(line: AnswerLine) -> str:
    if line.kind != "recommendation" or line.verdict is None:
        return ""
    percent = round(100 * (line.confidence or 0))
    title = f"### {say(f'choice_title.{line.verdict}', line.lang)}\n"
    under = f"{say(f'choice_family.{line.verdict}', line.lang)} · {say('ui.confidence', line.lang, percent=percent)}"
    reasons = "\n".join(f"- {plain(reason.says)}" for reason in line.reasons[:3])
    marks: dict[bool, list[str]] = {True: [], False: []}
    for n, item in enumerate(line.citations, start=1):
        marks[item.kind == "note"].append(f"[[{n}]](#evidence-{n})")
    told = [(say("ui.rests_on", line.lang), marks[False]), (say("ui.see_also", line.lang), marks[True])]
    rests = " · ".join(f"{what}: {' '.join(where)}" for what, where in told if where)
    return f"{title}{under}\n\n{reasons}" + (f"\n\n{rests}" if rests else "")


def _tail(line: AnswerLine) -> str:
    rows = [f"- {plain(flip.says)} → **{say(f'choice.{flip.to}', line.lang)}**" for flip in line.flips[:3]]
    rows.extend(f"- {say('ui.assumed', line.lang)}: {plain(text)}" for text in line.assumptions[:3])
    return f"**{say('ui.flips', line.lang)}**\n\n" + "\n".join(rows) if rows and line.answer else ""


def _linked(text: str, citations: Sequence[Citation | NoteCitation]) -> str:
    """Escaped text in which ``[n]`` leads to its passage."""
    pieces = _MARK.split(text)
    out = []
    for position, piece in enumerate(pieces):
        if position % 2 == 0:
            out.append(plain(piece))
        elif 1 <= int(piece) <= len(citations):
            out.append(f"[[{piece}]](#evidence-{piece})")
    return "".join(out)


def buttons(line: AnswerLine) -> Options:
    """Buttons under an answer: the open question first, then the next steps."""
    language, options = line.lang, []
    if line.ask:
        options = [
            _button(text, do="set", fact=line.ask.fact, option=number) for number, text in enumerate(line.ask.options)
        ]
        options.append(_button(say("ui.skip", language), do="skip", fact=line.ask.fact))
    options.extend(_button(topic.title, do="say", text=topic.question) for topic in line.topics)
    if line.kind == "recommendation":
        options.append(_button(say("ui.check_live", language), do="check"))
        options.append(_button(say("ui.show_evidence", language), do="evidence"))
    return options


def _button(label: str, **what: Any) -> dict[str, str]:
    return {"label": label, "value": json.dumps({"label": label, **what}, ensure_ascii=False)}


def panel(conversation: Conversation, knowledge: Knowledge | None, language: Language) -> str:
    """What was understood, the verdict card and the evidence of the last answer, as HTML."""
    turn = conversation.turns[-1] if conversation.turns else None
    line = turn.line if turn else None
    parts = [
        _section("understood", facts_html(conversation, knowledge, language), language),
        _section("verdict", _verdict_card(line, turn.run if turn else None, knowledge, language), language),
        _section("evidence", _evidence_list(line, knowledge, language), language),
    ]
    return f'<div class="bog-panel">{"".join(parts)}</div>'


def _section(name: str, body: str, language: Language) -> str:
    inner = body or f'<p class="bog-empty">{say(f"ui.{name}_empty", language)}</p>'
    return (
        f'<section aria-label="{say(f"ui.{name}", language)}"><h3>{say(f"ui.{name}", language)}</h3>{inner}</section>'
    )


def _verdict_card(
    line: AnswerLine | None, run: RunSummary | None, knowledge: Knowledge | None, language: Language
) -> str:
    if line is None or line.verdict is None:
        return ""
    percent = round(100 * (line.confidence or 0))
    rows = "".join(_reason(reason.says, reason.points, language) for reason in line.reasons)
    models = [knowledge.models[key] for key in line.models if knowledge and key in knowledge.models]
    listed = "".join(
        f"<li>{escape(model.name)} <small>{size(model.params_m)} · "
        f"{say('ui.as_of', language, date=model.as_of.isoformat())}</small></li>"
        for model in models
    )
    return (
        f'<div class="bog-verdict bog-{line.verdict.replace(":", "-")}">'
        f"<strong>{say(f'choice_title.{line.verdict}', language)}</strong>"
        f"<span>{say(f'choice_family.{line.verdict}', language)}</span>"
        f'<meter min="0" max="100" value="{percent}" aria-label="{say("ui.confidence", language, percent=percent)}">'
        f"</meter><small>{say('ui.confidence', language, percent=percent)}</small></div>"
        + (f"<h4>{say('ui.carried', language)}</h4><ul class='bog-reasons'>{rows}</ul>" if rows else "")
        + (
            f"<p><b>{say('ui.runner_up', language)}:</b> {say(f'choice.{line.runner_up}', language)}</p>"
            if line.runner_up
            else ""
        )
        + _prediction(line, run, language)
        + (f"<h4>{say('ui.start_with', language)}</h4><ul>{listed}</ul>" if listed else "")
    )


def _prediction(line: AnswerLine, run: RunSummary | None, language: Language) -> str:
    """What can be measured, and what a run made of it."""
    if not (line.prediction or run):
        return ""
    told = f"<p>{escape(line.prediction)}</p>" if line.prediction else ""
    return f"<h4>{say('ui.prediction', language)}</h4>{told}{stamp_html(run, language) if run else ''}"


def _reason(text: str, points: float | None, language: Language) -> str:
    if points is None:
        weight = say("ui.settled", language)
    else:
        side = "ui.toward_encoder" if points > 0 else "ui.toward_decoder"
        weight = say(side, language, points=f"{abs(points):g}")
    return f"<li>{escape(text)} <small>{weight}</small></li>"


def _evidence_list(line: AnswerLine | None, knowledge: Knowledge | None, language: Language) -> str:
    if line is None or knowledge is None or not line.citations:
        return ""
    items = "".join(
        _note(number, item, language) if item.kind == "note" else _passage(number, item, knowledge, language)
        for number, item in enumerate(line.citations, start=1)
        # A conversation kept in a browser may cite what a newer knowledge base no longer has.
        if item.kind == "note" or item.id in knowledge.results or item.id in knowledge.cards
    )
    return f'<ol class="bog-evidence">{items}</ol>'


def _passage(number: int, citation: Citation, knowledge: Knowledge, language: Language) -> str:
    title, sources, dated = evidence_facts(citation, knowledge, language)
    links = "".join(
        f'<li><a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{escape(source.title)}</a>'
        f" <small>{escape(source.venue or '')} {source.year or ''} · {escape(source.read)}</small></li>"
        for source in sources
    )
    figures = measures_html(knowledge.results[citation.id].measures, language) if citation.kind == "result" else ""
    return (
        f'<li id="evidence-{number}"><details><summary><b>[{number}]</b> {escape(title)} '
        f"<small>{citation.id} · {dated}</small></summary>"
        f"<blockquote>{escape(citation.quote)}</blockquote>{figures}"
        f"<p>{say('ui.source', language)}</p><ul>{links}</ul>"
        f'<p><a href="#open-{citation.id}">{say(f"ui.open_{citation.kind}", language)}</a></p></details></li>'
    )


def _note(number: int, citation: NoteCitation, language: Language) -> str:
    dated = say("ui.as_of", language, date=citation.as_of) if citation.as_of else ""
    source = f"<p>{say('ui.source', language)}: {source_html(citation.source)}</p>" if citation.source else ""
    return (
        f'<li id="evidence-{number}" class="bog-own"><details><summary><b>[{number}]</b> {escape(citation.title)} '
        f"{badge_html(language)} <small>{escape(dated)}</small></summary>"
        f"<blockquote>{escape(citation.quote)}</blockquote>{source}"
        f'<p><a href="#open-{escape(citation.id)}">{say("ui.open_note", language)}</a></p></details></li>'
    )


def evidence_facts(citation: Citation, knowledge: Knowledge, language: Language) -> tuple[str, list[Any], str]:
    """Title, sources and date of a cited passage."""
    if citation.kind == "result":
        result = knowledge.results[citation.id]
        sources = [knowledge.sources[key] for key in result.sources]
        return result.title.get(language), sources, say("ui.published", language, date=result.year)
    card = knowledge.cards[citation.id]
    claims = [item for item in card.claims if citation.quote in (item.text.en, item.text.zh)] or list(card.claims)
    sources = [knowledge.sources[key] for key in sources_of(claims, knowledge)]
    dated = min(item.as_of for item in claims).isoformat()
    return card.title.get(language), sources, say("ui.checked", language, date=dated)
