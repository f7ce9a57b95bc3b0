"""The loader names every fault of a damaged copy, as ``file: field: problem``."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import Knowledge, KnowledgeError, load_knowledge
from knowledge.load import FOLDER

Damage = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def swap(file: str, old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def append(file: str, text: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return damage


def rename(old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / old).rename(folder / new)

    return damage


def double(old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        shutil.copy(folder / old, folder / new)

    return damage


def orphan(folder: Path) -> None:
    """A ninth card about parameters that no other card relates to."""
    text = (folder / "cards/M4.yaml").read_text(encoding="utf-8")
    (folder / "cards/M8.yaml").write_text(text.replace("M4", "M8"), encoding="utf-8")


def silence(folder: Path) -> None:
    """A card that keeps to itself why its results disagree."""
    path = folder / "cards/E4.yaml"
    text = path.read_text(encoding="utf-8")
    hushed = re.sub(r"^disagreement:\n(?: .*\n)+", "disagreement: null\n", text, flags=re.M)
    assert hushed != text
    path.write_text(hushed, encoding="utf-8")


NEW_SOURCE = """
- id: S999
  title: Nobody reads this
  authors: []
  venue: null
  year: 2024
  arxiv: null
  url: https://example.org/nothing
  kind: blog
  read: all of it
  secondary: false
"""

DAMAGES: dict[str, tuple[Damage, str]] = {
    "unknown field": (append("cards/A1.yaml", "\nsurprise: 1\n"), "cards/A1.yaml: A1.surprise:"),
    "missing zh": (swap("cards/S1.yaml", "  zh: BERT语料\n", ""), "cards/S1.yaml: S1.title.zh:"),
    "English in zh": (swap("cards/S2.yaml", "zh: GPT语料", "zh: GPT corpora"), "cards/S2.yaml: S2.title:"),
    "broken YAML": (append("cards/K1.yaml", "\n  - [: {\n"), "K1.yaml: file:"),
    "file name unlike id": (rename("cards/T4.yaml", "cards/T9.yaml"), "cards/T9.yaml: id:"),
    "same id in two files": (double("cards/T3.yaml", "cards/T8.yaml"), "cards/T8.yaml: id:"),
    "unknown source": (swap("cards/M2.yaml", "      - S08\n", "      - S888\n"), "cards/M2.yaml: M2.2.sources:"),
    "unknown card": (swap("cards/M2.yaml", "  - M3\n", "  - M9\n"), "cards/M2.yaml: related:"),
    "unknown result": (swap("cards/M2.yaml", "      - E068\n", "      - E999\n"), "cards/M2.yaml: M2.5.results:"),
    "unreferenced source": (append("sources.yaml", NEW_SOURCE), "sources.yaml: S999: is cited by nothing"),
    "result stands twice": (swap("results.yaml", "- id: E002\n", "- id: E001\n"), "results.yaml: E001: stands twice"),
    "figures differ": (
        swap("cards/M4.yaml", "zh: DeepSeek-R1 共有 671B", "zh: DeepSeek-R1 共有 617B"),
        "cards/M4.yaml: M4.1:",
    ),
    "claim of another card": (swap("cards/M5.yaml", "id: M5.1", "id: M4.1"), "cards/M5.yaml: M5:"),
    "no source": (
        swap("cards/M4.yaml", "    sources:\n      - S25\n", "    sources: []\n"),
        "cards/M4.yaml: M4.claims.0:",
    ),
    "answer with a figure of its own": (
        swap("cards/M4.yaml", " [M4.1],", " of 617B [M4.1],"),
        "cards/M4.yaml: answer.en: 6.17e+11 stands in no claim",
    ),
    "answer names no claim": (swap("cards/M4.yaml", "[M4.1],", "[M4.9],"), "cards/M4.yaml: answer.en: names claim"),
    "answers name different claims": (swap("cards/M4.yaml", " [M4.1],", ","), "cards/M4.yaml: answer:"),
    "card that nothing leads to": (orphan, "cards/M8.yaml: related: no other card"),
    "silent disagreement": (silence, "cards/E4.yaml: disagreement:"),
    "missing file": (lambda folder: (folder / "models.yaml").unlink(), "models.yaml: file:"),
}


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(folder)
    lines = [str(fault) for fault in caught.value.faults]
    assert all(line in str(caught.value) for line in lines)
    assert "python -m knowledge" in str(caught.value)
    return lines


def named(wanted: str, lines: list[str]) -> bool:
    return any(line.startswith(wanted) for line in lines)


@pytest.mark.parametrize("name", DAMAGES)
def test_one_fault_is_named_by_file_and_field(folder: Path, name: str) -> None:
    damage, wanted = DAMAGES[name]
    damage(folder)
    lines = faults_of(folder)
    assert named(wanted, lines), lines


def test_all_faults_are_reported_together(folder: Path) -> None:
    # All but uncited sources: an entry that cannot be read may well be what cites them.
    wanted = []
    for name in (
        "unknown field",
        "missing zh",
        "broken YAML",
        "file name unlike id",
        "unknown source",
        "result stands twice",
    ):
        damage, line = DAMAGES[name]
        damage(folder)
        wanted.append(line)
    lines = faults_of(folder)
    assert [line for line in wanted if not named(line, lines)] == [], "left for a second run"


def test_faults_of_shape_are_reported_together(folder: Path) -> None:
    names = ("unknown field", "missing zh", "English in zh", "broken YAML", "file name unlike id", "no source")
    for name in names:
        DAMAGES[name][0](folder)
    lines = faults_of(folder)
    assert [name for name in names if not named(DAMAGES[name][1], lines)] == []


def test_faults_of_reference_are_reported_together(folder: Path) -> None:
    names = ("unknown source", "unknown card", "unknown result", "unreferenced source", "result stands twice")
    for name in names:
        DAMAGES[name][0](folder)
    lines = faults_of(folder)
    assert [name for name in names if not named(DAMAGES[name][1], lines)] == []


def test_an_undamaged_copy_loads_to_the_same_knowledge(folder: Path, knowledge: Knowledge) -> None:
    assert load_knowledge(folder).fingerprint == knowledge.fingerprint


def run_module(cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "knowledge"], cwd=cwd, capture_output=True, text=True, check=False)


def test_command_prints_the_counts_of_the_shipped_data(knowledge: Knowledge) -> None:
    done = run_module(FOLDER.parent)
    assert done.returncode == 0, done.stderr
    printed = {line[:36].strip(): line[37:].strip() for line in done.stdout.splitlines()}
    assert int(printed["cards"]) == len(knowledge.cards) == 80
    assert int(printed["claims"]) == sum(len(card.claims) for card in knowledge.cards.values())
    assert int(printed["results"]) == len(knowledge.results) >= 120
    assert int(printed["results with figures of both sides"]) == sum(
        r.compares_both for r in knowledge.results.values()
    )
    assert int(printed["sources"]) == len(knowledge.sources)
    assert int(printed["models"]) == len(knowledge.models)
    assert int(printed["kinds of task"]) == len(knowledge.kinds) == 16


def test_command_fails_and_lists_the_faults_of_damaged_data(folder: Path) -> None:
    DAMAGES["unknown field"][0](folder)
    DAMAGES["broken YAML"][0](folder)
    done = run_module(folder.parent)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "cards/A1.yaml: A1.surprise:" in done.stderr
    assert "K1.yaml: file:" in done.stderr
