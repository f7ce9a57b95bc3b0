"""A user's notes, from their files to the answer: found, quoted, cited as theirs, and never part of a verdict."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from langchain_core.language_models import FakeListChatModel

from app.answering.compose import Shown
from app.assistant import Assistant, Decision, Message, Standing, Wording
from app.contract import AnswerLine, NoteCitation, RetrieveLine, answer_line
from app.settings import Settings
from app.ui import render
from app.ui.conversation import Book, Conversation, Turn
from app.ui.evidence.reader import page_html
from app.ui.evidence.tab import choices
from app.wiring import Services, index_notes
from app.wording import say
from knowledge import load_knowledge
from knowledge.notes import load_notes
from knowledge.schema import LANGUAGES, Language
from retrieval.notes import RetrieverWithNotes

ROOT = Path(__file__).parents[2]
FILES = {
    "pilot.md": """---
source: https://wiki.example.org/pilot?a=1&b=2
as_of: 2026-03-31
---
# Pilot on parking permits <img src=x onerror=alert(1)>

We fine-tuned an encoder on 4,100 parking permit letters and reached 91.4% accuracy, see [2].

The prompted model reached 88.0% [99] <script>alert(1)</script> ![x](http://example.org/x.png).
""",
    "试点.yaml": """title: 停车证试点
text: 我们用四千封停车证来信微调了编码器，比大模型高三个点。
source: javascript:alert(1)
""",
    "budget.md": "# Our GPU budget\n\nThe team owns one card with 24 GB, and no second one is in this year's budget.\n",
}
FACT = "What did our pilot on parking permit letters find?"
CHINESE = "我们的停车证试点结果怎么样？"
TASK = "5,200 letters are sorted into 8 fixed subjects, CPU only, 70 ms each. BERT or GPT?"
NEAR_TASK = "Sort parking permit letters as in our pilot, 4,100 labelled letters, 9 fixed classes"


def folder_of(place: Path) -> Path:
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def noted(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The services over the same models and index, with notes."""
    cache = tmp_path_factory.mktemp("cache")
    notes = load_notes(folder_of(tmp_path_factory.mktemp("notes")))
    store = index_notes(Settings(cache_dir=cache), notes, services.encoder, lambda _: None)
    retriever = RetrieverWithNotes.of(services.retriever, store)
    assistant = with_notes(services, retriever, FakeListChatModel(responses=["a decoder was here"]))
    return replace(services, notes=notes, retriever=retriever, assistant=assistant(notes))


def with_notes(services: Services, retriever: RetrieverWithNotes, decoder: Any) -> Any:
    whole = services.assistant
    return lambda notes: Assistant(
        *(whole.knowledge, whole.encoder, retriever, whole.answerability, whole.understander),
        *(decoder, "fake", ("en", "zh"), whole.most_chars, notes),
    )


def decide(services: Services, text: str) -> Decision:
    return services.assistant.decide(Message(text), Standing())


def line_of(services: Services, text: str) -> AnswerLine:
    decision = decide(services, text)
    shown = [item for item in services.assistant.word(decision) if isinstance(item, Shown)]
    return answer_line("1", decision, shown, None, 1.0)


def test_a_question_of_fact_is_answered_from_the_note_in_its_own_words(noted: Services) -> None:
    decision = decide(noted, FACT)
    assert decision.kind == "knowledge" and decision.plan and decision.plan.verbatim
    assert [(item.id, item.kind) for item in decision.evidence] == [("note:pilot", "note")] * 2
    text = decision.plan.text()
    assert text.startswith("Your note “Pilot on parking permits")
    assert "https://wiki.example.org/pilot" in text and "as of 2026-03-31" in text
    assert "reached 91.4% accuracy, see (2) [1]." in text and "88.0% (99)" in text
    *shown, wording = noted.assistant.word(decision)
    assert [item.text for item in shown if isinstance(item, Shown)] == [
        sentence.marked("en") for sentence in decision.plan.sentences
    ]
    assert isinstance(wording, Wording) and wording.decoder is None
    assert wording.note == say("note.own_words", "en")


def test_chinese_and_doubtful_intents_are_answered_from_notes(noted: Services, services: Services) -> None:
    decision = decide(noted, CHINESE)
    assert decision.plan and decision.plan.text().startswith(
        "你的笔记《停车证试点》（据 javascript:alert(1)）写道：我们用"
    )
    budget = "What is our GPU budget?"
    assert decide(services, budget).kind != "knowledge"  # the heads take it for a request for advice
    assert {item.id for item in decide(noted, budget).evidence} == {"note:budget"}


def test_a_note_stands_beside_a_verdict_and_carries_none_of_it(noted: Services, services: Services) -> None:
    with_it, without = decide(noted, NEAR_TASK), decide(services, NEAR_TASK)
    assert with_it.verdict == without.verdict
    *ours, last = with_it.evidence
    assert tuple(ours) == without.evidence and (last.kind, last.number) == ("note", len(ours) + 1)
    assert with_it.plan and without.plan
    *sentences, beside = with_it.plan.sentences
    assert tuple(sentences) == without.plan.sentences
    assert beside.verbatim and beside.text.startswith("Beside this, your note") and beside.cites == (last.number,)
    worded = [item.text for item in noted.assistant.word(with_it) if isinstance(item, Shown)]
    assert worded[-1] == beside.marked("en")
    assert last.id not in {key for reason in with_it.verdict.reasons for key in reason.evidence}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", [TASK, "Does BERT use sinusoidal position encodings?", "What does a KV cache cost?", "今晚吃什么好"]
)
def test_what_no_note_is_about_is_answered_as_without_notes(noted: Services, services: Services, text: str) -> None:
    with_them, without = decide(noted, text), decide(services, text)
    assert (with_them.kind, with_them.text, with_them.verdict) == (without.kind, without.text, without.verdict)
    assert (with_them.evidence, with_them.plan) == (without.evidence, without.plan)
    assert [hit for hit in with_them.hits if hit.kind != "note"] == list(without.hits)


def test_notes_are_no_part_of_what_is_shipped(noted: Services) -> None:
    fresh = load_knowledge()
    assert noted.knowledge.fingerprint == fresh.fingerprint
    assert not noted.knowledge.cards.keys() & noted.notes.keys()
    assert not any(key.startswith("note:") for key in (*noted.knowledge.cards, *noted.knowledge.results))


def test_only_a_changed_note_is_indexed_again(services: Services, tmp_path: Path) -> None:
    settings, told = Settings(cache_dir=tmp_path / "cache"), list[str]()
    (tmp_path / "notes").mkdir()
    notes = load_notes(folder_of(tmp_path / "notes"))
    first = index_notes(settings, notes, services.encoder, told.append)
    again = index_notes(settings, notes, services.encoder, told.append)
    assert len(told) == 1 and again.documents == first.documents
    (tmp_path / "notes" / "budget.md").write_text("# Our GPU budget\n\nTwo cards.\n")
    index_notes(settings, load_notes(tmp_path / "notes"), services.encoder, told.append)
    assert len(told) == 2


def test_the_contract_tells_whose_a_citation_is(noted: Services) -> None:
    line = line_of(noted, FACT)
    jsonschema.validate(json.loads(line.model_dump_json()), AnswerLine.model_json_schema())
    first = line.citations[0]
    assert isinstance(first, NoteCitation)
    assert first.title.startswith("Pilot on parking permits") and first.as_of == "2026-03-31"
    assert first.source == "https://wiki.example.org/pilot?a=1&b=2" and first.quote.endswith("see [2].")
    beside = line_of(noted, NEAR_TASK)
    assert [item.kind for item in beside.citations].count("note") == 1
    ours = [json.loads(item.model_dump_json()) for item in beside.citations if item.kind != "note"]
    assert ours and all(set(item) == {"id", "kind", "quote"} for item in ours)


@pytest.mark.parametrize("text", [FACT, CHINESE, NEAR_TASK])
def test_chat_and_panel_mark_the_note_and_escape_it(noted: Services, text: str) -> None:
    line = line_of(noted, text)
    turn = Turn(text=text, line=line)
    book = Book.load(json.loads(json.dumps(Book().put(Conversation(id="c").with_turn(turn)).dump())))
    assert book.opened().turns[0].line == line
    chat = render.answer_markdown(turn, line.lang)
    panel = render.panel(book.opened(), noted.knowledge, line.lang)
    for shown in (chat, panel):
        assert "<img" not in shown and "<script" not in shown and 'href="javascript' not in shown
    assert "![" not in chat and "](http" not in chat and say("ui.your_note", line.lang) in panel
    number = next(n for n, item in enumerate(line.citations, start=1) if item.kind == "note")
    assert f"[[{number}]](#evidence-{number})" in chat and f'id="evidence-{number}"' in panel
    assert f'href="#open-{line.citations[number - 1].id}"' in panel
    if line.verdict:
        rests = next(row for row in chat.splitlines() if row.startswith(say("ui.rests_on", line.lang)))
        assert rests.endswith(f"{say('ui.see_also', line.lang)}: [[{number}]](#evidence-{number})")
        assert rests.count(f"[[{number}]]") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_shows_a_note_as_plain_paragraphs(noted: Services, language: Language) -> None:
    html = page_html(noted.knowledge, "note:pilot", language, noted.notes)
    assert html.startswith('<article class="bog-reader"') and say("ui.your_note", language) in html
    assert "<img" not in html and "<script" not in html and "&lt;script&gt;" in html
    assert html.count("<p>") == 3 and "91.4%" in html
    assert re.findall(r'href="([^"]*)"', html) == ["https://wiki.example.org/pilot?a=1&amp;b=2"]
    assert "href" not in page_html(noted.knowledge, "note:试点", language, noted.notes)
    assert page_html(noted.knowledge, "note:gone", language, noted.notes) == ""
    assert page_html(noted.knowledge, "note:pilot", language) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chooser_lists_notes_where_there_are_any(noted: Services, language: Language) -> None:
    plain = choices(noted.knowledge, {}, language)
    listed = choices(noted.knowledge, noted.notes, language)
    assert listed[:-1] == plain[:-1] and listed[-1][len(noted.notes) :] == plain[-1]
    assert [key for _, key in listed[-1][: len(noted.notes)]] == ["note:budget", "note:pilot", "note:试点"]
    assert listed[-1][0][0] == f"{say('ui.your_note', language)} · Our GPU budget"


@pytest.mark.parametrize(("value", "folder"), [("", None), ("~/notes", Path.home() / "notes")])
def test_setting(value: str, folder: Path | None) -> None:
    assert Settings.model_validate({"notes": value}).notes == folder


def command(*arguments: str, stdin: str, notes: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BOG_NOTES": str(notes)}
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=ROOT, env=environment, check=False, timeout=300
    )


def test_command_line_finds_a_note_and_ranks_only_cards(services: Services, tmp_path: Path) -> None:
    asked = command("ask", FACT, "--json", "--no-decoder", stdin="", notes=folder_of(tmp_path))
    assert asked.returncode == 0, asked.stderr
    row = json.loads(asked.stdout)
    jsonschema.validate(row, AnswerLine.model_json_schema())
    assert {(item["kind"], item["id"]) for item in row["citations"]} == {("note", "note:pilot")}
    stdin = json.dumps({"id": "1", "question": FACT})
    ranked = json.loads(command("retrieve", "--jsonl", "--k", "80", stdin=stdin, notes=tmp_path).stdout)
    jsonschema.validate(ranked, RetrieveLine.model_json_schema())
    assert {hit["id"] for hit in ranked["hits"]} <= services.knowledge.cards.keys()


@pytest.mark.parametrize(("file", "wanted"), [("bad.md", "bad.md: file: has no title"), (None, "does not exist")])
def test_command_line_tells_what_is_wrong_with_a_folder(tmp_path: Path, file: str | None, wanted: str) -> None:
    if file:
        (tmp_path / file).write_text("no title")
    done = command("ask", FACT, stdin="", notes=tmp_path if file else tmp_path / "none")
    assert done.returncode == 1 and done.stdout == ""
    assert wanted in done.stderr and "python -m knowledge --notes" in done.stderr and "Traceback" not in done.stderr
