"""Reads the users' own notes: a folder of Markdown and YAML files, held apart from what the project ships."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from shlex import quote
from types import MappingProxyType
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, Field, ValidationError

from knowledge.errors import Fault, KnowledgeError
from knowledge.schema import Strict

PREFIX = "note:"
"""What every note's id begins with, so that it can be no card's and no result's."""

MOST_BYTES = 32_768
"""Largest file that is read: three times the longest shipped card. More is a document, which is better cut into notes,
each of which is found by its own title and cited by itself."""

MOST_NOTES = 500
"""Most notes in a folder. At about 120 passages a second, 500 notes of five passages each are indexed in 20 seconds."""

PIECE_CHARS = 400
"""Longest piece that is indexed and quoted. The encoder reads 512 tokens, and a Chinese character can be one; four
hundred characters are also as much as a quotation should ask of its reader."""

Say = Callable[[str], None]

_SUFFIXES = (".md", ".yaml")
_STEM = re.compile(r"\w[\w .()+-]{0,99}")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
_HAN = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_STOP = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.M)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.M | re.S)


def _line(text: str) -> str:
    """The text on one line, without characters that cannot be seen or that steer a terminal."""
    text = re.sub(rf"(?<=[{_HAN}])[ \t\r]*\n\s*(?=[{_HAN}])", "", text)  # Chinese breaks its lines without a space
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(seen).split())


def _paragraphs(text: str) -> str:
    """The text with every paragraph on one line and a blank line between them."""
    return "\n\n".join(filter(None, map(_line, re.split(r"\n[ \t\r]*\n", text))))


Line = Annotated[str, AfterValidator(_line), Field(min_length=1, max_length=500)]


class Note(Strict):
    """Something a user wrote down, in whatever language."""

    title: Line
    text: Annotated[str, AfterValidator(_paragraphs), Field(min_length=1)]
    """Paragraphs, a blank line between them."""
    question: Line | None = None
    """What it answers."""
    source: Line | None = None
    """Where it comes from, in the user's words or as a URL."""
    as_of: date | None = None
    asked_as: tuple[Line, ...] = ()
    """Ways people ask for it."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its text, a paragraph each."""
        return tuple(self.text.split("\n\n"))

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its text in pieces of at most :data:`PIECE_CHARS` characters, none across two paragraphs."""
        return tuple(piece for paragraph in self.paragraphs for piece in _cut(paragraph))


Notes = Mapping[str, Note]
"""Notes by their id, ``note:<file stem>``, in the order of their files' names."""

NO_NOTES: Notes = MappingProxyType({})


def load_notes(folder: Path, say: Say = lambda _: None) -> Notes:
    """Read and validate all notes that stand directly in ``folder``.

    Args:
        say: told of each file that is no note; hidden ones go unmentioned.

    Raises:
        KnowledgeError: with every fault found, as ``file: field: problem``.
    """
    faults: list[Fault] = []
    paths: dict[str, Path] = {}
    for path in _candidates(folder, faults, say):
        stem = unicodedata.normalize("NFC", path.stem)
        if not _STEM.fullmatch(stem):
            told = "is no usable name; use letters, digits, spaces and . _ - ( ) +, at most 100"
            faults.append(Fault(_named(path), "name", told))
        elif stem in paths:
            told = f"would get the id '{PREFIX}{stem}', which {paths[stem].name} has; rename one of them"
            faults.append(Fault(_named(path), "name", told))
        else:
            paths[stem] = path
    if len(paths) > MOST_NOTES:
        faults.append(Fault(str(folder), "folder", f"holds {len(paths)} notes; at most {MOST_NOTES} are read"))
        paths = {}
    notes = {f"{PREFIX}{stem}": note for stem, path in paths.items() for note in _note(path, faults)}
    if faults:
        raise KnowledgeError(faults, f"the notes in {folder}", f"python -m knowledge --notes {quote(str(folder))}")
    return MappingProxyType(notes)


def _candidates(folder: Path, faults: list[Fault], say: Say) -> Iterator[Path]:
    """Files that ought to be notes, by name."""
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        why = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be listed ({error.strerror})"
        mend = "create it, name another one in BOG_NOTES or --notes, or leave the setting out"
        faults.append(Fault(str(folder), "folder", f"{why}; {mend}"))
        return
    for path in found:
        if path.name.startswith("."):
            continue
        if path.suffix.lower() not in _SUFFIXES:
            say(f"notes: ignored {_named(path)}, which is neither *.md nor *.yaml")
        elif not path.resolve().is_relative_to(folder.resolve()):
            faults.append(Fault(_named(path), "file", "is a link out of the folder; put the file itself there"))
        elif not path.is_file():
            say(f"notes: ignored {_named(path)}, which is no file")
        else:
            yield path


def _named(path: Path) -> str:
    """A file's name, fit to be printed whatever its bytes are."""
    return _line(path.name.encode(errors="backslashreplace").decode())


def _note(path: Path, faults: list[Fault]) -> Iterator[Note]:
    """The note in one file, or nothing and a fault."""
    try:
        yield Note.model_validate(_fields(path))
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            field = ".".join(str(part) for part in item["loc"]) or "file"
            faults.append(Fault(path.name, field, item["msg"]))
    except (OSError, ValueError) as error:
        faults.append(Fault(path.name, "file", " ".join(str(error).split())))


def _fields(path: Path) -> dict[str, Any]:
    """What a file says, by field.

    Raises:
        ValueError: if it cannot be read as a note at all.
    """
    with path.open("rb") as file:  # no more than the limit: a huge file must not fill the memory first
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"is larger than {MOST_BYTES:,} bytes; cut it into several notes")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"is no UTF-8 text ({error.reason} at byte {error.start})") from error
    return _yaml(text) if path.suffix.lower() == ".yaml" else _markdown(text)


def _markdown(text: str) -> dict[str, Any]:
    front = _FRONT.match(text)
    fields, body = (_yaml(front.group(1)), text[front.end() :]) if front else ({}, text)
    if "text" in fields:
        raise ValueError("names 'text' above the line '---'; the text of a Markdown note stands below it")
    first = re.search(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", body, re.M)
    if first and "title" not in fields:
        fields["title"] = first.group(1)
        body = body[: first.start()] + body[first.end() :]
    if "title" not in fields:
        raise ValueError("has no title; begin it with a line '# Title'")
    # A heading within the text leads its paragraph: alone it would say nothing.
    return {**fields, "text": re.sub(rf"{_HEADING.pattern}\s*", r"\n\n\1: ", body, flags=re.M)}


def _yaml(text: str) -> dict[str, Any]:
    try:
        # The C loader would be faster, but dies of a deeply nested text instead of raising.
        found = yaml.load(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"is no valid YAML ({error})") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError("holds no fields; expected 'title: ...', 'text: ...' and the like")
    return {str(key): value for key, value in found.items()}


def _cut(paragraph: str) -> Iterator[str]:
    """A paragraph cut at the ends of sentences, and where one alone is too long, at spaces or anywhere."""
    piece = ""
    for sentence in _STOP.split(paragraph):
        space = "" if not piece or piece[-1] in "。！？" else " "
        if len(piece) + len(space) + len(sentence) <= PIECE_CHARS:
            piece += space + sentence
            continue
        if piece:
            yield piece
        piece = sentence
        while len(piece) > PIECE_CHARS:
            at = piece.rfind(" ", PIECE_CHARS // 2, PIECE_CHARS) + 1 or PIECE_CHARS
            yield piece[:at].rstrip()
            piece = piece[at:]
    if piece:
        yield piece
