"""Users' notes: what is read of them, and every fault of a folder by ``file: field: problem``."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from knowledge import KnowledgeError
from knowledge.load import FOLDER
from knowledge.notes import MOST_BYTES, MOST_NOTES, PIECE_CHARS, Note, load_notes

MARKDOWN = """---
source: https://wiki.example.org/pilot
as_of: 2026-03-31
question: How did the pilot go?
asked_as: [pilot results, "what came of it"]
---
# Pilot on letters

We fine-tuned it on 4,100
letters.

## Cost

Eleven times *less* <b>each</b>.
"""
YAML = "title: 工单试点\ntext: |\n  第一行\n  接着写。\n\n  第二段。\nsource: 团队周报\n"


def write(folder: Path, **files: str | bytes) -> Path:
    """A folder with the given files; ``a__md`` is ``a.md``."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_notes(folder)
    message = str(caught.value)
    assert str(folder) in message and "python -m knowledge --notes" in message
    lines = [str(fault) for fault in caught.value.faults]
    assert all(line in message for line in lines)
    return lines


def test_markdown_and_yaml_are_read(tmp_path: Path) -> None:
    notes = load_notes(write(tmp_path, pilot__md=MARKDOWN, zh__yaml=YAML))
    assert list(notes) == ["note:pilot", "note:zh"]
    note = notes["note:pilot"]
    assert note.title == "Pilot on letters" and note.question == "How did the pilot go?"
    assert note.paragraphs == ("We fine-tuned it on 4,100 letters.", "Cost: Eleven times *less* <b>each</b>.")
    assert (note.source, note.as_of) == ("https://wiki.example.org/pilot", date(2026, 3, 31))
    assert note.asked_as == ("pilot results", "what came of it")
    assert notes["note:zh"].paragraphs == ("第一行接着写。", "第二段。")
    assert notes["note:zh"].as_of is None and notes["note:zh"].asked_as == ()


@pytest.mark.parametrize(
    ("text", "title", "paragraphs"),
    [
        ("# Only a title\nand text", "Only a title", ("and text",)),
        ("\ufeff# With a byte order mark\r\n\r\ntext\r\n\r\nmore", "With a byte order mark", ("text", "more")),
        ("---\ntitle: From above\n---\n# A heading\n\ntext", "From above", ("A heading: text",)),
        ("before\n\n# Late title #\n\nafter", "Late title", ("before", "after")),
        ("# Odd \x1b[31m\u202etitle\u200b\n\nte\x07xt", "Odd [31mtitle", ("text",)),
    ],
)
def test_markdown_in_its_varieties(tmp_path: Path, text: str, title: str, paragraphs: tuple[str, ...]) -> None:
    (note,) = load_notes(write(tmp_path, a__md=text)).values()
    assert (note.title, note.paragraphs) == (title, paragraphs)


def test_pieces_are_short_whole_sentences_and_lose_nothing() -> None:
    english = " ".join(f"Sentence number {n} of this paragraph is here." for n in range(40))
    chinese = "".join(f"这是本段的第{n}句话。" for n in range(80))
    endless = "x" * 1000 + " tail"
    note = Note(title="t", text=f"{english}\n\n{chinese}\n\n{endless}\n\nshort")
    assert all(0 < len(piece) <= PIECE_CHARS for piece in note.pieces)
    assert "".join(note.pieces).replace(" ", "") == note.text.replace(" ", "").replace("\n", "")
    assert all(piece[-1] in ".。" for piece in note.pieces if "x" not in piece and piece != "short")
    assert note.pieces[-1] == "short"


FAULTS: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no title": ({"a__md": "just text"}, "a.md: file: has no title"),
    "no text": ({"a__md": "# Title\n\n  \n"}, "a.md: text:"),
    "empty file": ({"a__md": ""}, "a.md: file: has no title"),
    "unknown field": ({"a__yaml": "title: t\ntext: x\nsuprise: 1"}, "a.yaml: suprise:"),
    "unknown field above": ({"a__md": "---\nauthor: me\n---\n# t\n\nx"}, "a.md: author:"),
    "text above": ({"a__md": "---\ntext: me\n---\n# t\n\nx"}, "a.md: file: names 'text'"),
    "bad date": ({"a__yaml": "title: t\ntext: x\nas_of: last week"}, "a.yaml: as_of:"),
    "impossible date": ({"a__yaml": "title: t\ntext: x\nas_of: 2026-13-45"}, "a.yaml: file:"),
    "list for text": ({"a__yaml": "title: t\ntext: [x]"}, "a.yaml: text:"),
    "text for list": ({"a__yaml": "title: t\ntext: x\nasked_as: one"}, "a.yaml: asked_as:"),
    "invisible title": ({"a__yaml": 'title: "\\u200b \\u202e"\ntext: x'}, "a.yaml: title:"),
    "broken YAML": ({"a__yaml": "title: [: {"}, "a.yaml: file: is no valid YAML"),
    "broken front": ({"a__md": "---\ntitle: [: {\n---\ntext"}, "a.md: file: is no valid YAML"),
    "YAML that runs code": ({"a__yaml": "title: !!python/object/apply:os.getcwd []\ntext: x"}, "a.yaml: file:"),
    "deep YAML": ({"a__yaml": "[" * 30_000}, "a.yaml: file: is no valid YAML"),
    "list of notes": ({"a__yaml": "- title: t\n  text: x"}, "a.yaml: file: holds no fields"),
    "no text file": ({"a__md": b"# t\n\n\xff\xfe"}, "a.md: file: is no UTF-8 text"),
    "huge": ({"a__md": "# t\n\n" + "x" * MOST_BYTES}, "a.md: file: is larger than"),
    "one stem twice": ({"a__md": "# t\n\nx", "a__yaml": "title: t\ntext: x"}, "a.yaml: name: would get the id"),
    "name with a tag": ({"<img src=x>__md": "# t\n\nx"}, "<img src=x>.md: name:"),
    "name with a line break": ({"a\nb__md": "# t\n\nx"}, "a b.md: name:"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_named_by_file_and_field(tmp_path: Path, name: str) -> None:
    files, wanted = FAULTS[name]
    (line,) = faults_of(write(tmp_path, good__md=MARKDOWN, **files))
    assert line.startswith(wanted), line


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path, a__md="no title", b__yaml="title: t", c__yaml="[", good__md=MARKDOWN)
    assert [line.split(":")[0] for line in faults_of(tmp_path)] == ["a.md", "b.yaml", "c.yaml"]


def test_aliases_within_aliases_do_not_blow_up(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.monotonic()
    assert faults_of(write(tmp_path, bomb__yaml="\n".join([*rows, "title: t", "text: *a11"])))
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("missing", [True, False])
def test_a_folder_that_is_none_tells_how_to_mend_it(tmp_path: Path, missing: bool) -> None:
    place = tmp_path / "none"
    if not missing:
        place.write_text("a file")
    (line,) = faults_of(place)
    assert "BOG_NOTES" in line and "folder:" in line


def test_too_many_notes_are_refused(tmp_path: Path) -> None:
    for number in range(MOST_NOTES + 1):
        (tmp_path / f"{number}.md").write_text("# t\n\nx")
    assert f"at most {MOST_NOTES}" in faults_of(tmp_path)[0]


def test_what_is_no_note_is_told_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path, good__md=MARKDOWN, x__txt="x", y__yml="title: t")
    write(tmp_path / ".git", z__md="no title")
    (tmp_path / ".hidden.md").write_text("no title")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")  # reading it would wait for ever
    told: list[str] = []
    assert list(load_notes(tmp_path, told.append)) == ["note:good"]
    assert [line.split()[2].strip(",") for line in told] == ["folder.md", "pipe.md", "x.txt", "y.yml"]


def test_a_link_out_of_the_folder_is_refused_and_one_within_is_not(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nnot for all")
    folder = write(tmp_path / "notes", good__md=MARKDOWN)
    (folder / "again.md").symlink_to(folder / "good.md")
    assert set(load_notes(folder)) == {"note:again", "note:good"}
    (folder / "out.md").symlink_to(secret)
    (line,) = faults_of(folder)
    assert line.startswith("out.md: file: is a link out of the folder")


def test_an_empty_folder_holds_no_notes(tmp_path: Path) -> None:
    assert load_notes(tmp_path) == {}


def run_module(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "knowledge", *arguments]
    return subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)


def test_command_counts_notes_beside_what_is_shipped_and_shows_their_faults(tmp_path: Path) -> None:
    plain, noted = run_module(), run_module("--notes", str(write(tmp_path, good__md=MARKDOWN, zh__yaml=YAML)))
    assert noted.returncode == 0, noted.stderr
    assert noted.stdout.startswith(plain.stdout) and "your notes" not in plain.stdout
    assert [line.split()[-1] for line in noted.stdout.splitlines()[-2:]] == ["2", "4"]
    failed = run_module("--notes", str(write(tmp_path, bad__md="no title")))
    assert failed.returncode == 1 and failed.stdout == "" and "bad.md: file: has no title" in failed.stderr
