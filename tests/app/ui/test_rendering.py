"""What is shown is escaped, in order, and complete."""

import json

import pytest

from app.assistant import Message, Standing
from app.bakeoff.report import Comparison, Interval
from app.bakeoff.summary import Measured, RunSummary
from app.contract import AnswerLine, answer_line
from app.ui import facts, render
from app.ui.conversation import Conversation, SavedFact, Turn, saved
from app.wiring import Services
from knowledge.schema import Language

HOSTILE = "<img src=x onerror=alert(1)> ![x](http://example.org/x.png) [a](javascript:alert(1)) <script>1</script>"


RIVAL = Measured(
    name="gpt", side="decoder", params_m=8030, accuracy=Interval(0.928, 0.871, 0.968), ms_p50=345.0, usd_per_million=9.5
)
OURS = RIVAL.model_copy(update={"name": "bert", "side": "encoder", "params_m": 118.0, "ms_p50": 12.3})


def run(outcome: str, name: str = "bert") -> RunSummary:
    return RunSummary(
        id="ab12cd34", date="2025-11-24", choice="encoder", outcome=outcome, reason="not_fast_enough", scored=120,  # type: ignore[arg-type]
        directional_only=False, cancelled=False, ours=OURS.model_copy(update={"name": name}), rival=RIVAL,
        gap=Comparison(name, "gpt", 117, -0.067, -0.124, -0.021, 3, 11, 0.05, None),
    )  # fmt: skip


@pytest.fixture(scope="module")
def line(services: Services) -> AnswerLine:
    asked = Message("5,200 letters are sorted into 8 fixed subjects, CPU only, 70 ms each. BERT or GPT?")
    decision = services.assistant.decide(asked, Standing())
    shown = [item for item in services.assistant.word(decision) if hasattr(item, "replaced")]
    return answer_line("1", decision, shown, None, 1.0)  # type: ignore[arg-type]


def test_a_users_text_makes_no_tag_no_image_and_no_link() -> None:
    text = render.plain(HOSTILE)
    assert "<" not in text and "](" not in text.replace("\\]\\(", "")
    assert "\\!\\[x\\]\\(" in text


def test_the_answer_comes_in_order(line: AnswerLine) -> None:
    text = render.answer_markdown(Turn(text="q", line=line, note="a note"), "en")
    places = [
        text.index(part) for part in ("### Encoder", "Rests on", "Build this on", "What would change it", "a note")
    ]
    assert places == sorted(places)


def test_marks_lead_to_their_passage_and_foreign_marks_vanish(line: AnswerLine) -> None:
    text = render.answer_markdown(Turn(text="q", line=line.model_copy(update={"answer": "So [1], but [99]."})), "en")
    assert "[[1]](#evidence-1)" in text and "99" not in text


def test_buttons_answer_the_open_question_then_lead_on(services: Services, line: AnswerLine) -> None:
    values = [json.loads(option["value"])["do"] for option in render.buttons(line)]
    assert values[-2:] == ["check", "evidence"]
    vague = services.assistant.decide(Message("Which model should our company use for its texts?"), Standing())
    options = render.buttons(answer_line("1", vague, [], None, 1.0))
    assert [json.loads(option["value"])["do"] for option in options][-1] == "skip"
    assert len(options) >= 3


def test_the_panel_shows_facts_verdict_and_evidence_with_sources(services: Services, line: AnswerLine) -> None:
    turn = Turn(text="q", line=line, facts={"labels": SavedFact(value=5200, words="5,200 letters")})
    html = render.panel(Conversation(id="c").with_turn(turn), services.knowledge, "en")
    assert "5,200" in html and "Encoder" in html and "Models to start with" in html
    for number, citation in enumerate(line.citations, start=1):
        assert f'id="evidence-{number}"' in html and citation.id in html
        assert f'href="#open-{citation.id}"' in html
    assert html.count('href="https://') >= len(line.citations)
    results = [citation for citation in line.citations if citation.kind == "result"]
    assert results and html.count("<th scope='col'>Parameters</th>") == len(results)


def test_the_panel_escapes_what_was_typed(services: Services) -> None:
    turn = Turn(text=HOSTILE, facts={"budget": SavedFact(value=HOSTILE, words=HOSTILE)})
    html = render.panel(Conversation(id="c").with_turn(turn), services.knowledge, "en")
    assert "<img" not in html and "<script" not in html


def test_the_panel_names_the_task_in_the_readers_language(services: Services) -> None:
    facts = {"task": SavedFact(value="classification"), "languages": SavedFact(value=["en", "pl"])}
    html = render.panel(Conversation(id="c").with_turn(Turn(text="q", facts=facts)), services.knowledge, "zh")
    assert "文本分类" in html and "en, pl" in html


def test_a_citation_that_no_longer_exists_is_left_out(services: Services, line: AnswerLine) -> None:
    gone = line.citations[0].model_copy(update={"id": "E999", "kind": "result"})
    old = line.model_copy(update={"citations": [gone, *line.citations[1:]]})
    html = render.panel(Conversation(id="c").with_turn(Turn(text="q", line=old)), services.knowledge, "zh")
    assert "E999" not in html and 'id="evidence-2"' in html


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("labels", 5200, "5,200"), ("reasoning", True, "yes"), ("reasoning", False, "no"), ("hardware", "none", "no GPU"),
     ("items_per_day", 4.3, "4.3"), ("languages", ("en", "pl"), "en, pl"), ("budget", "EUR 900", "EUR 900")],
)  # fmt: skip
def test_facts_are_written_as_people_write_them(name: str, value: object, shown: str) -> None:
    assert facts.fact_text(name, value, "en") == shown


def test_an_empty_conversation_tells_what_to_do() -> None:
    for language in ("en", "zh"):
        assert render.panel(Conversation(id="c"), None, language).count("bog-empty") == 3


def test_saved_turns_hold_what_stands(services: Services) -> None:
    decision = services.assistant.decide(Message("3,000 labelled mails in 5 fixed classes"), Standing())
    assert saved(decision.standing)["facts"]["labels"].value == 3000


@pytest.mark.parametrize("outcome", ["held", "failed", "undecided"])
def test_a_run_stands_before_the_advice_and_leads_to_its_figures(line: AnswerLine, outcome: str) -> None:
    text = render.answer_markdown(Turn(text="q", line=line, note="a note", run=run(outcome)), "zh")
    assert text.count("[[your run ab12cd34, 2025-11-24]](#evidence-run)") == 1
    before = ["What was advised before the run"] if outcome == "failed" else []
    order = ["6.7 points", *before, "### Encoder", "Build this on", "What would change it", "a note"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert render.answer_markdown(Turn(text="q", line=line, note="a note"), "zh") in text or outcome != "held"


@pytest.mark.parametrize(
    ("outcome", "language", "stamp"),
    [("held", "en", "✓</span> Held"), ("failed", "en", "✗</span> Failed"), ("undecided", "en", "?</span> Undecided"),
     ("held", "zh", "✓</span> 成立"), ("failed", "zh", "✗</span> 不成立"), ("undecided", "zh", "?</span> 未定")],
)  # fmt: skip
def test_the_panel_stamps_the_prediction(
    services: Services, line: AnswerLine, outcome: str, language: Language, stamp: str
) -> None:
    asked = Turn(text="q", line=line)
    plain = render.panel(Conversation(id="c").with_turn(asked), services.knowledge, language)
    tested = asked.model_copy(update={"run": run(outcome)})
    html = render.panel(Conversation(id="c").with_turn(tested), services.knowledge, language)
    assert stamp in html and stamp not in plain and "evidence-run" not in plain
    assert {"en": "your run ab12cd34, 2025-11-24", "zh": "你的实测 ab12cd34，2025-11-24"}[language] in html
    for figure in ("92.8 (87.1–96.8)", "345", "118M", "8.03B"):
        assert figure in html


def test_a_run_from_a_browser_is_escaped(services: Services, line: AnswerLine) -> None:
    evil = run("failed", HOSTILE).model_copy(update={"id": HOSTILE, "date": HOSTILE})
    turn = Turn(text="q", line=line, run=evil)
    text = render.answer_markdown(turn, "en")
    assert "<img" not in text and "<script" not in text and "](javascript" not in text and "![x]" not in text
    html = render.panel(Conversation(id="c").with_turn(turn), services.knowledge, "en")
    assert "<img" not in html and "<script" not in html
