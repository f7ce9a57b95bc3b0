"""The facts of a task as chips, each with a small form that changes or forgets it."""

from collections.abc import Mapping
from html import escape
from typing import Any

from app.decision.asking import with_assumptions
from app.ui.conversation import Conversation, SavedFact
from app.understanding.profile import FACTS, FactName
from app.understanding.values import CHOICES, LEAST, MOST_CHARS, written
from app.wording import keys, say
from knowledge import Knowledge
from knowledge.schema import Language

_BUTTONS = 5
"""Choices up to which each is a button; more stand in a list."""


def facts_html(conversation: Conversation, knowledge: Knowledge | None, language: Language) -> str:
    """Chips of what is known or assumed, and below them the forms they open (see ``app.ui.events.EDITS``).

    Before anything is known only the chooser of facts to add stands there: setting one starts the conversation.
    """
    facts, assumed = _facts(conversation, knowledge)
    chips = [_chip(name, fact, name in assumed, knowledge, language) for name, fact in facts.items()]
    chips.append(_opener("add", f"+ {say('edit.add', language)}"))
    empty = "" if facts else f'<p class="bog-empty">{say("ui.understood_empty", language)}</p>'
    forms = "".join(_form(name, facts.get(name), name in assumed, knowledge, language) for name in FACTS)
    adder = _adder([name for name in FACTS if name not in facts], language)
    return f'{empty}<ul class="bog-chips">{"".join(f"<li>{chip}</li>" for chip in chips)}</ul>{adder}{forms}'


def _facts(
    conversation: Conversation, knowledge: Knowledge | None
) -> tuple[Mapping[FactName, SavedFact], frozenset[FactName]]:
    """What stands after the last turn, and which of it was assumed because its question was skipped."""
    standing = conversation.standing()
    stated = standing.profile
    full = with_assumptions(stated, knowledge.rules, standing.skipped) if knowledge else stated
    facts = {
        name: SavedFact(value=fact.value, words=fact.words, confidence=fact.confidence)
        for name, fact in full.facts.items()
    }
    return facts, frozenset(name for name in facts if not stated.known(name))


def _chip(name: FactName, fact: SavedFact, assumed: bool, knowledge: Knowledge | None, language: Language) -> str:
    origin = say("edit.read_from", language, words=fact.words) if fact.words else ""
    mark = f" <i>{say('edit.assumed', language)}</i>" if assumed else ""
    said = f'<span class="bog-unseen"> {escape(origin)}</span>' if origin else ""
    inner = f"<b>{say(f'fact.{name}', language)}</b> {escape(value_text(name, fact.value, knowledge, language))}"
    return _opener(name, f"{inner}{mark}{said}", title=origin)


def _opener(name: str, inner: str, title: str = "") -> str:
    return (
        f'<button type="button" class="bog-chip" id="chip-{name}" aria-expanded="false" aria-controls="edit-{name}"'
        f' title="{escape(title)}">{inner}</button>'
    )


def _adder(names: list[FactName], language: Language) -> str:
    """The chooser of a fact that is not known yet; choosing one shows its form."""
    options = "".join(f'<option value="{name}">{say(f"fact.{name}", language)}</option>' for name in names)
    return (
        '<div class="bog-edit" id="edit-add" hidden>'
        f'<label for="add-fact">{say("edit.which", language)}</label>'
        f'<select id="add-fact"><option value="">{say("edit.choose", language)}</option>{options}</select></div>'
    )


def _form(
    name: FactName, fact: SavedFact | None, assumed: bool, knowledge: Knowledge | None, language: Language
) -> str:
    """The form of one fact. It is checked on the server, whose message is in the reader's language."""
    label, value = say(f"fact.{name}", language), fact.value if fact else None
    if name in CHOICES and len(CHOICES[name]) <= _BUTTONS:
        body = f"<span>{label}</span>{_choice_buttons(name, value, knowledge, language)}"
    else:
        field = _list(name, value, knowledge, language) if name in CHOICES else _field(name, value)
        hint = f"<small>{say('edit.codes', language)}</small>" if name == "languages" else ""
        set_button = f'<button type="submit" class="bog-main">{say("edit.set", language)}</button>'
        body = f'<label for="value-{name}">{label}</label>{field}{set_button}{hint}'
    forget = f'<button type="submit" name="forget" value="yes">{say("edit.forget", language)}</button>' if fact else ""
    origin = say("edit.read_from", language, words=fact.words) if fact and fact.words else ""
    if assumed:
        origin = say("edit.assumed_why", language)
    return (
        f'<form class="bog-edit" id="edit-{name}" aria-label="{label}" novalidate hidden>'
        f'<input type="hidden" name="fact" value="{name}">{body}{forget}'
        + (f"<small>{escape(origin)}</small>" if origin else "")
        + "</form>"
    )


def _choice_buttons(name: FactName, value: Any, knowledge: Knowledge | None, language: Language) -> str:
    return "".join(
        f'<button type="submit" name="value" value="{written(option)}" aria-pressed="{written(option == value)}">'
        f"{escape(value_text(name, option, knowledge, language))}</button>"
        for option in CHOICES[name]
    )


def _list(name: FactName, value: Any, knowledge: Knowledge | None, language: Language) -> str:
    options = "".join(
        f'<option value="{written(option)}"{" selected" if option == value else ""}>'
        f"{escape(value_text(name, option, knowledge, language))}</option>"
        for option in CHOICES[name]
    )
    return f'<select id="value-{name}" name="value">{options}</select>'


def _field(name: FactName, value: Any) -> str:
    """A number or a text to type; a number's unit stands in the fact's name."""
    if name in LEAST:
        shown = "" if value is None else f"{value:.12g}"
        return f'<input id="value-{name}" name="value" type="number" min="{LEAST[name]}" step="any" value="{shown}">'
    shown = "" if value is None else fact_text(name, value, "en")
    return f'<input id="value-{name}" name="value" type="text" maxlength="{MOST_CHARS}" value="{escape(shown)}">'


def value_text(name: str, value: Any, knowledge: Knowledge | None, language: Language) -> str:
    """A fact's value as people write it, kinds of task by their names."""
    known = knowledge.kinds.get(value) if name == "task" and knowledge else None
    return known.name.get(language) if known else fact_text(name, value, language)


def edit_text(name: str, value: Any, knowledge: Knowledge | None, language: Language) -> str:
    """The message that stands for an edit in the conversation; ``value`` is None when the fact is forgotten."""
    fact = say(f"fact.{name}", language)
    if value is None:
        return say("edit.forgot", language, name=fact)
    return say("edit.told", language, name=fact, value=value_text(name, value, knowledge, language))


def fact_text(name: str, value: Any, language: Language) -> str:
    """A fact's value as people write it."""
    if isinstance(value, bool):
        return say("ui.is_true" if value else "ui.is_false", language)
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value >= 10 or float(value).is_integer() else f"{value:,.1f}"
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    key = f"fact_value.{value}"
    return say(key, language) if key in keys() and name != "budget" else str(value).replace("_", " ")
