"""One card, published result or user's note as a page to read, in HTML. Links to ``#open-<id>`` open another."""

import re
from collections.abc import Iterable
from html import escape

from app.answering.evidence import sources_of
from app.ui.evidence.note import note_html
from app.ui.units import size
from app.wording import say
from knowledge import Knowledge
from knowledge.checks import MARK
from knowledge.notes import NO_NOTES, Notes
from knowledge.schema import Card, Claim, Demo, Disagreement, Language, Measure, Result, Score, Source

SHOWN_IN: dict[Demo, str] = {
    "tokens": "demos",
    "similarity": "demos",
    "generation": "demos",
    "classify": "check",
    "latency": "check",
}
"""The tab that shows a demonstration, for those the app has."""

_AUTHORS = 3
"""Authors named before "et al."."""


def page_html(knowledge: Knowledge, key: str, language: Language, notes: Notes = NO_NOTES) -> str:
    """A card, a result or a note as a page; an id that does not exist gives an empty string."""
    if key in knowledge.cards:
        body = _card(knowledge, knowledge.cards[key], language)
    elif key in knowledge.results:
        body = _result(knowledge, knowledge.results[key], language)
    elif key in notes:
        body = note_html(notes[key], language)
    else:
        return ""
    return f'<article class="bog-reader" tabindex="-1" lang="{language}">{body}</article>'


def _card(knowledge: Knowledge, card: Card, language: Language) -> str:
    head = _head(card.id, card.title.get(language), card.question.get(language))
    parts = [f"<p class='short'>{escape(card.short.get(language))}</p>", _answer(card, language)]
    if card.disagreement:
        parts.append(_disagreement(knowledge, card.disagreement, language))
    if card.misconception:
        said, fact = card.misconception.said.get(language), card.misconception.fact.get(language)
        parts.append(
            f"<h3>{say('evidence.often_said', language)}</h3><p class='said'>{escape(said)}</p>"
            f"<p><b>{say('evidence.in_fact', language)}:</b> {escape(fact)}</p>"
        )
    parts.append(_demos(card, language))
    related = "".join(f"<li>{_open(knowledge, other, language)}</li>" for other in card.related)
    parts.append(f"<h3>{say('evidence.related', language)}</h3><ul class='bog-links'>{related}</ul>")
    return head + _columns(parts, [_claims(knowledge, card.claims, language)])


def _head(key: str, title: str, about: str) -> str:
    return f"<h2>{key} · {escape(title)}</h2><p class='question'>{escape(about)}</p>"


def _columns(text: list[str], grounds: list[str]) -> str:
    """What is said and what it rests on, side by side where there is room."""
    return f"<div class='bog-columns'><div>{''.join(text)}</div><div>{''.join(grounds)}</div></div>"


def _answer(card: Card, language: Language) -> str:
    paragraphs = (line for line in card.answer.get(language).splitlines() if line.strip())
    return "".join(f"<p>{_marked(escape(paragraph))}</p>" for paragraph in paragraphs)


def _marked(text: str) -> str:
    """Marks as raised numbers that lead to their claim."""

    def link(match: re.Match[str]) -> str:
        key = match.group(1)
        return f'<sup><a href="#claim-{key}">{key.split(".")[1]}</a></sup>'

    return re.sub(rf"\s*{MARK.pattern}", link, text)


def _claims(knowledge: Knowledge, claims: Iterable[Claim], language: Language) -> str:
    rows = "".join(_claim(knowledge, claim, language) for claim in claims)
    return f"<h3>{say('evidence.claims', language)}</h3><ol class='bog-claims'>{rows}</ol>"


def _claim(knowledge: Knowledge, claim: Claim, language: Language) -> str:
    state = " · ".join(
        (
            say(f"evidence.{claim.confidence}", language),
            say(f"evidence.basis.{claim.basis}", language),
            say("ui.checked", language, date=claim.as_of.isoformat()),
        )
    )
    results = "".join(f"<li>{_open(knowledge, key, language)}</li>" for key in claim.results)
    sources = "".join(_source(knowledge.sources[key]) for key in sources_of([claim], knowledge))
    listed = f"<ul class='bog-links'>{results}{sources}</ul>" if results or sources else ""
    return f'<li id="claim-{claim.id}">{escape(claim.text.get(language))} <small>{state}</small>{listed}</li>'


def _disagreement(knowledge: Knowledge, disagreement: Disagreement, language: Language) -> str:
    rows = "".join(
        f"<li><b>{say(f'evidence.side.{knowledge.results[key].winner}', language)}</b>: "
        f"{escape(knowledge.results[key].says.get(language))} {_open(knowledge, key, language, name=key)}</li>"
        for key in disagreement.results
    )
    return (
        f"<h3>{say('evidence.disagree', language)}</h3><ul>{rows}</ul>"
        f"<p><b>{say('evidence.why', language)}:</b> {escape(disagreement.why.get(language))}</p>"
    )


def _demos(card: Card, language: Language) -> str:
    tabs = dict.fromkeys(SHOWN_IN[demo] for demo in card.demos if demo in SHOWN_IN)
    links = "".join(
        f"<li><a href='#tab-{tab}'>{say('evidence.open_tab', language, tab=say(f'ui.tab_{tab}', language))}</a></li>"
        for tab in tabs
    )
    if not links and card.no_demo_because is None:
        return ""
    why = f"<p>{escape(card.no_demo_because.get(language))}</p>" if card.no_demo_because else ""
    return f"<h3>{say('evidence.demo', language)}</h3><ul class='bog-links'>{links}</ul>{why}"


def _result(knowledge: Knowledge, result: Result, language: Language) -> str:
    labels = say("evidence.labels", language, count=f"{result.labels:,}") if result.labels is not None else ""
    facts = [
        knowledge.kinds[result.task].name.get(language),
        say(f"evidence.regimes.{result.regime}", language),
        labels,
        ", ".join(result.languages),
        str(result.year),
        f"{say('evidence.winner', language)}: {say(f'evidence.side.{result.winner}', language)}",
    ]
    beware = [say(f"caveat.{name}", language) for name in result.caveats]
    beware += [result.note.get(language)] if result.note else []
    cards = [key for key, card in knowledge.cards.items() if any(result.id in claim.results for claim in card.claims)]
    head = _head(result.id, result.title.get(language), " · ".join(fact for fact in facts if fact))
    text = [f"<p class='short'>{escape(result.says.get(language))}</p>", measures_html(result.measures, language)]
    grounds = [
        _list("evidence.cost", [result.cost.get(language)] if result.cost else [], language),
        _list("evidence.beware", beware, language),
        f"<h3>{say('ui.source', language)}</h3><ul class='bog-links'>"
        f"{''.join(_source(knowledge.sources[key]) for key in result.sources)}</ul>",
    ]
    if cards:
        links = "".join(f"<li>{_open(knowledge, key, language)}</li>" for key in cards)
        grounds.append(f"<h3>{say('evidence.cited_by', language)}</h3><ul class='bog-links'>{links}</ul>")
    return head + _columns(text, grounds)


def _list(heading: str, texts: list[str], language: Language) -> str:
    rows = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<h3>{say(heading, language)}</h3><ul>{rows}</ul>" if rows else ""


def measures_html(measures: Iterable[Measure], language: Language) -> str:
    """All scores with their model, its size and the direction of the metric, as a table; empty without any."""
    rows = "".join(_score(measure, score, language) for measure in measures for score in measure.scores)
    if not rows:
        return ""
    heads = "".join(
        f"<th scope='col'>{say(f'evidence.column.{name}', language)}</th>"
        for name in ("measure", "side", "model", "size", "score")
    )
    return f"<div class='bog-scroll'><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def _score(measure: Measure, score: Score, language: Language) -> str:
    better = say("evidence.higher" if measure.higher_is_better else "evidence.lower", language)
    unit = "" if measure.unit in ("fraction", "other") else f" {measure.unit}"
    about = "≈ " if score.approximate else ""
    params = size(score.params_m) if score.params_m else "–"
    return (
        f"<tr class='bog-side-{score.side}'><th scope='row'>{escape(measure.dataset)}, {escape(measure.metric)} "
        f"<small>({better})</small></th><td>{say(f'evidence.side.{score.side}', language)}</td>"
        f"<td>{escape(score.model)}</td><td>{params}</td><td>{about}{score.value:,g}{unit}</td></tr>"
    )


def _source(source: Source) -> str:
    named = ", ".join(source.authors[:_AUTHORS]) + (" et al." if len(source.authors) > _AUTHORS else "")
    about = " · ".join(str(part) for part in (named, source.venue, source.year, source.read) if part)
    return (
        f'<li><a href="{escape(source.url)}" target="_blank" rel="noopener noreferrer">{escape(source.title)}</a> '
        f"<small>{escape(about)}</small></li>"
    )


def _open(knowledge: Knowledge, key: str, language: Language, name: str = "") -> str:
    entry: Card | Result = knowledge.cards[key] if key in knowledge.cards else knowledge.results[key]
    return f'<a href="#open-{key}">{escape(name or f"{key} · {entry.title.get(language)}")}</a>'
