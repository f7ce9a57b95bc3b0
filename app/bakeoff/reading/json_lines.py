"""JSON: one object a line, or one array of objects; fields are columns."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.bakeoff.reading.faults import Fault
from app.bakeoff.reading.sheet import Form, Line, Sheet, check_width

EXAMPLE = '{"text": "...", "label": "..."}'
_NOT_A_NUMBER = {"NaN": None, "Infinity": "Infinity", "-Infinity": "-Infinity"}
"""What Python and pandas write for missing numbers, and JSON does not have."""
_DECODER = json.JSONDecoder(parse_constant=_NOT_A_NUMBER.__getitem__)

Item = tuple[int, Any]
"""Line an item starts on, and the item, or the fault in its place."""


def is_json(text: str) -> bool:
    """Whether a text starts as JSON does, and not as a sentence in brackets might."""
    return re.match(r'\s*(\{\s*["}]|\[\s*[\["{\]\d])', text) is not None


def read_json(text: str) -> Sheet:
    """Read objects; what is none is a fault with its line.

    Raises:
        RowsError: if the objects have more than 500 different fields.
    """
    array = text.lstrip().startswith("[")
    lines = re.split(r"\r\n|\r|\n", text.rstrip())
    blank = 0 if array else sum(not line.strip() for line in lines)
    items = list(_array(text) if array else _lines(lines))
    objects = [(number, item) for number, item in items if isinstance(item, dict)]
    faults = tuple(_fault(number, item) for number, item in items if not isinstance(item, dict))
    names = tuple(dict.fromkeys(name for _, item in objects for name in item))
    check_width(len(names))
    form: Form = "json" if array else "jsonl"
    header = Line(objects[0][0], names) if objects else None
    cells = (Line(number, tuple(_cell(item, name) for name in names)) for number, item in objects)
    return Sheet(header, tuple(cells), blank, faults, form)


def _lines(lines: list[str]) -> Iterator[Item]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _loaded(line, number)


def _loaded(line: str, number: int) -> Any:
    try:
        item = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return _no_json(number, str(error))
    return item if _is_whole(line, item) else _no_json(number, "half a character, such as \\ud83d alone")


def _is_whole(line: str, item: Any) -> bool:
    """Whether its text can be written again; escapes may give halves of characters, which break every model."""
    if "\\u" not in line:
        return True
    try:
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _array(text: str) -> Iterator[Item]:
    """Items one by one, so that each has its line; what cannot be read ends the array."""
    at, line = text.index("[") + 1, 1
    seen = 0
    while not re.compile(r"\s*(\]\s*)$").match(text, at):
        at = _skipped(text, at)
        line, seen = line + len(re.findall(r"\r\n|\r|\n", text[seen:at])), at
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield line, _no_json(line, str(error))
            return
        yield line, item if _is_whole(text[seen:at], item) else _no_json(line, "half a character")


def _skipped(text: str, at: int) -> int:
    """Where the next item starts."""
    found = re.compile(r"\s*,?\s*").match(text, at)
    return found.end() if found else at


def _cell(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name, ...)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float) else None


def _no_json(number: int, why: str) -> Fault:
    return Fault("json", number, f"no JSON ({why})", f"one object a line, such as {EXAMPLE}", {"example": EXAMPLE})


def _fault(number: int, item: Any) -> Fault:
    if isinstance(item, Fault):
        return item
    found = f"a JSON {type(item).__name__}"
    return Fault("json", number, found, f"an object such as {EXAMPLE}", {"example": EXAMPLE})
