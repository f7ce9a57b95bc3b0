"""A run as one JSON file: to keep, to pass on, and to run again."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.bakeoff.plan import Plan
from app.bakeoff.reading.faults import Fault, RowsError
from app.bakeoff.reading.rows import Rows
from app.bakeoff.record import Record

FORMAT = 1
"""Raised when older bundles can no longer be read."""


@dataclass(frozen=True)
class Setup:
    """All that a run goes by, beside the models; the rows are the user's own."""

    plan: Plan
    rows: Rows
    test: Rows | None = None


@dataclass(frozen=True)
class Bundle:
    """What a run went by and what it came to."""

    setup: Setup
    record: Record
    format: int = FORMAT


_READER: TypeAdapter[Bundle] = TypeAdapter(Bundle)


def to_json(bundle: Bundle) -> str:
    """As JSON text."""
    return json.dumps(asdict(bundle), ensure_ascii=False)


def from_json(text: str) -> Bundle:
    """Back from JSON text.

    Raises:
        RowsError: if it is no bundle of this format.
    """
    try:
        return _READER.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        found = f"{first['msg']} at {where}"
        raise RowsError(Fault("not_a_bundle", None, found, "a bundle exported by this check")) from error


def differences(before: Record, after: Record) -> list[str]:
    """What two runs of one bundle said differently: contestant and line, wherever the label or validity differs.

    Times differ always and are not compared.
    """
    found = []
    for place, entrant in enumerate(before.entrants):
        mine = {row.line: row.predictions[place] for row in before.asked}
        theirs = {row.line: row.predictions[place] for row in after.asked}
        found += [f"{entrant.name}: line {line}" for line in mine if _said(mine[line]) != _said(theirs.get(line))]
    if len(before.curve) != len(after.curve):
        return [*found, "curve: number of points"]
    points = zip(before.curve, after.curve, strict=True)
    return found + [f"{old.entrant}: curve at {old.per_class}" for old, new in points if old != new]


def _said(prediction: Any) -> tuple[Any, ...] | None:
    return (prediction.label, prediction.invalid, prediction.error) if prediction else None
