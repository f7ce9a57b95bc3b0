"""Wording of components, switched with the language."""

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr

from app.wording import say
from knowledge.schema import Language

_Component = TypeVar("_Component")
Words = str | Callable[[Language], Any]
"""A wording key, or a function from language to the property's value."""


class Labels:
    """Remembers which property of which component shows which wording."""

    def __init__(self) -> None:
        self._entries: list[tuple[Any, dict[str, Words]]] = []
        self.first = _First()
        """Values that follow the language when the page opens, and are the visitor's own from then on."""

    def add(self, component: _Component, **properties: Words) -> _Component:
        """Register a component's properties; returns the component."""
        self._entries.append((component, properties))
        return component

    @property
    def components(self) -> list[Any]:
        """The registered components, in order."""
        return [component for component, _ in self._entries]

    def updates(self, language: Language) -> list[Any]:
        """An update for each registered component, in order."""
        return [
            gr.update(**{name: _worded(words, language) for name, words in row.items()}) for _, row in self._entries
        ]


class _First:
    """Like :class:`Labels`, for a component's ``value`` alone."""

    def __init__(self) -> None:
        self._entries: list[tuple[Any, Words]] = []

    def add(self, component: _Component, value: Words) -> _Component:
        """Register a component's first value; returns the component."""
        self._entries.append((component, value))
        return component

    @property
    def components(self) -> list[Any]:
        """The registered components, in order."""
        return [component for component, _ in self._entries]

    def values(self, language: Language) -> list[Any]:
        """A value for each registered component, in order."""
        return [_worded(words, language) for _, words in self._entries]


def _worded(words: Words, language: Language) -> Any:
    return words(language) if callable(words) else say(words, language)
