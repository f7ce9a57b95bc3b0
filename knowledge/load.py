"""Reads and cross-checks the data files."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.checks import dangling, unequal_figures, unexplained, ungrounded, unreferenced
from knowledge.errors import Fault, KnowledgeError
from knowledge.schema import Card, Intent, Kind, Model, Phrasings, Result, Rules, Source, SourceTree

FOLDER = Path(__file__).parent
"""Where the shipped data files stand."""

_T = TypeVar("_T", bound=BaseModel)


@dataclass(frozen=True)
class Knowledge:
    """Everything the project knows; built by :func:`load_knowledge`."""

    cards: dict[str, Card]
    results: dict[str, Result]
    sources: dict[str, Source]
    models: dict[str, Model]
    kinds: dict[str, Kind]
    intents: dict[str, Intent]
    rules: Rules
    source_tree: SourceTree
    unanswerable: Phrasings
    """Questions that no card answers."""

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of all that retrieval and understanding are built from."""
        digest = sha256()
        for group in (self.cards, self.results, self.kinds, self.intents):
            for item in group.values():
                digest.update(item.model_dump_json().encode())
        digest.update(self.unanswerable.model_dump_json().encode())
        return digest.hexdigest()


def load_knowledge(folder: Path = FOLDER) -> Knowledge:
    """Read, validate and cross-check all data files under ``folder``.

    Raises:
        KnowledgeError: with every fault found, as ``file: field: problem``.
    """
    faults: list[Fault] = []
    card_rows = [(path, _read(path, faults)) for path in sorted((folder / "cards").glob("*.yaml"))]
    tasks = _read(folder / "tasks.yaml", faults) or {}
    cards = [card for path, row in card_rows for card in _parse(Card, [row], f"cards/{path.name}", faults)]
    result_rows, source_rows = (_read(folder / name, faults) or [] for name in ("results.yaml", "sources.yaml"))
    results = _parse(Result, result_rows, "results.yaml", faults)
    sources = _parse(Source, source_rows, "sources.yaml", faults)
    models = _parse(Model, _read(folder / "models.yaml", faults), "models.yaml", faults)
    kinds = _parse(Kind, tasks.get("kinds"), "tasks.yaml", faults)
    intents = _parse(Intent, tasks.get("intents"), "tasks.yaml", faults)
    rules = _parse(Rules, [_read(folder / "rules.yaml", faults)], "rules.yaml", faults)
    trees = _parse(SourceTree, [_read(folder / "source_tree.yaml", faults)], "source_tree.yaml", faults)
    for path, row in card_rows:
        if isinstance(row, dict) and row.get("id") != path.stem:
            faults.append(Fault(f"cards/{path.name}", "id", f"is {row.get('id')!r}, the file name says {path.stem!r}"))
    unanswerable = _parse(Phrasings, [_read(folder / "unanswerable.yaml", faults)], "unanswerable.yaml", faults)
    if not (rules and trees and unanswerable):
        raise KnowledgeError(faults)
    broken = {path.stem for path, _ in card_rows} | _ids(result_rows) | _ids(source_rows)
    complete = not faults
    knowledge = Knowledge(
        cards=_by_id(cards, "cards", faults),
        results=_by_id(results, "results.yaml", faults),
        sources=_by_id(sources, "sources.yaml", faults),
        models=_by_id(models, "models.yaml", faults),
        kinds=_by_id(kinds, "tasks.yaml", faults),
        intents=_by_id(intents, "tasks.yaml", faults),
        rules=rules[0],
        source_tree=trees[0],
        unanswerable=unanswerable[0],
    )
    faults.extend(dangling(knowledge, broken))
    faults.extend(unequal_figures(knowledge))
    faults.extend(ungrounded(knowledge))
    if complete:  # what could not be read may well cite what seems uncited, or be one of the results that disagree
        faults.extend(unreferenced(knowledge))
        faults.extend(unexplained(knowledge))
    if faults:
        raise KnowledgeError(faults)
    return knowledge


def _read(path: Path, faults: list[Fault]) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        faults.append(Fault(path.name, "file", " ".join(str(error).split())))
        return None


# The C loader reads the knowledge base about eight times faster than the Python one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _parse(kind: type[_T], rows: Any, file: str, faults: list[Fault]) -> list[_T]:
    parsed = []
    for position, row in enumerate(rows or []):
        try:
            parsed.append(kind.model_validate(row))
        except ValidationError as error:
            name = row.get("id", position) if isinstance(row, dict) else position
            for item in error.errors():
                field = ".".join([str(name), *(str(part) for part in item["loc"])])
                faults.append(Fault(file, field, item["msg"]))
    return parsed


def _by_id(items: Iterable[_T], file: str, faults: list[Fault]) -> dict[str, _T]:
    named: dict[str, _T] = {}
    for item in items:
        key = str(getattr(item, "id"))  # noqa: B009  (every data type that comes here has an id)
        if key in named:
            faults.append(Fault(file, key, "stands twice"))
        named[key] = item
    return named


def _ids(rows: Any) -> set[str]:
    return {str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row}
