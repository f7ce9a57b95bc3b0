"""What a drawn tree is made of: nodes on a spine, each with a branch to its leaf."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Card, Choice, Language, Result

State = Literal["passed", "here", "ended", "beyond"]
"""Whether a path goes on below a node, waits at it, ends on its branch, or never comes to it."""


@dataclass(frozen=True)
class Node:
    """One question, as HTML in parts.

    A redraw changes the page in place, element by element, and so keeps the focus; that is why no part is ever left
    out: an empty ``told`` is an empty paragraph.
    """

    key: str
    state: State
    place: int
    asks: str
    told: str
    """What answered it."""
    end: str
    """The answer that leads to the leaf."""
    leaf: str
    on: str
    """The answer that leads on."""
    below: str
    """What it rests on."""

    def html(self) -> str:
        """The node as an item of a ``<ol class="bog-spine">``."""
        return (
            f"<li class='bog-node {self.state}' id='node-{self.key}'{current(self.state)}>"
            f"{head_html(self.key, self.place, self.asks)}"
            f"<div role='group' aria-labelledby='asks-{self.key}'>"
            f"<div class='bog-end'>{self.end}<span class='bog-line' aria-hidden='true'></span>{self.leaf}</div>"
            f"<div class='bog-on'>{self.on}<p class='bog-told'>{self.told}</p></div></div>"
            f"<div class='bog-below'>{self.below}</div></li>"
        )


def current(state: State) -> str:
    """The mark of the node at which a path ends or waits."""
    return " aria-current='step'" if state in ("here", "ended") else ""


def head_html(key: str, place: int, asks: str) -> str:
    """A node's number and question."""
    return f"<p class='bog-asks'><b class='bog-place'>{place}</b><span id='asks-{key}'>{asks}</span></p>"


def state_of(key: str, passed: tuple[str, ...], arrived: bool) -> State:
    """A node's state on the path ``passed``, which has ``arrived`` at a leaf or waits at its last node."""
    if key not in passed:
        return "beyond"
    if passed[-1] != key:
        return "passed"
    return "ended" if arrived else "here"


def leaf_html(choice: Choice, language: Language) -> str:
    """A verdict as a badge in its colour."""
    return f"<span class='bog-leaf {colour(choice)}'>{say(f'choice_title.{choice}', language)}</span>"


def colour(choice: str | None) -> str:
    """Class that gives an element a verdict's colour."""
    return f"bog-to-{choice.replace(':', '-')}" if choice else "bog-to-none"


def links_html(keys: Iterable[str], knowledge: Knowledge, language: Language) -> str:
    """Links that open cards and results in the Evidence tab, each with its title."""
    entries: dict[str, Card | Result] = {**knowledge.cards, **knowledge.results}
    return " ".join(
        f"<a href='#open-{key}' title='{escape(entries[key].title.get(language))}'>{key}</a>" for key in keys
    )
