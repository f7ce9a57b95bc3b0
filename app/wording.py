"""All wording of the app, in both languages, from one file."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.schema import Language


@cache
def _texts() -> dict[str, dict[str, str]]:
    rows: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8"))
    flat: dict[str, dict[str, str]] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        for key, value in node.items():
            name = f"{prefix}.{key}" if prefix else str(key)
            if set(value) == {"en", "zh"}:
                flat[name] = value
            else:
                walk(name, value)

    walk("", rows)
    return flat


def say(key: str, language: Language, **values: object) -> str:
    """The text stored under ``key`` in one language, with its placeholders filled.

    Raises:
        KeyError: if there is no such text.
    """
    text = _texts()[key][language]
    return text.format(**values) if values else text


def listed(items: Iterable[str], language: Language) -> str:
    """Items in one line."""
    return ("、" if language == "zh" else "; ").join(items)


def named(name: str, value: str, language: Language) -> str:
    """A name and its value."""
    return f"{name}：{value}" if language == "zh" else f"{name}: {value}"


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_texts())


def pick(prefix: str, language: Language) -> dict[str, str]:
    """All texts below a prefix, by the rest of their key."""
    start = f"{prefix}."
    return {key.removeprefix(start): text[language] for key, text in _texts().items() if key.startswith(start)}
