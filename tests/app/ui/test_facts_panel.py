"""Facts as chips with forms, and edits as turns."""

import re

import pytest

from app.assistant import Message, Standing
from app.ui import facts
from app.ui.chat import Pending
from app.ui.conversation import Conversation, SavedFact, Turn
from app.understanding.profile import FACTS
from app.wiring import Services
from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Language

STATED = {
    "task": SavedFact(value="ner", words="pull out names"),
    "labels": SavedFact(value=5200, words='"5,200" <letters>'),
    "budget": SavedFact(value='"><script>'),
}


def conversation(**fields: object) -> Conversation:
    return Conversation(id="c").with_turn(Turn.model_validate({"text": "q", "facts": STATED, **fields}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fact_is_a_button_that_controls_its_form(knowledge: Knowledge, language: Language) -> None:
    html = facts.facts_html(conversation(), knowledge, language)
    assert re.findall(r'<button type="button" class="bog-chip" id="chip-(\w+)"', html) == [*STATED, "add"]
    assert set(re.findall(r'aria-controls="([\w-]+)"', html)) <= set(re.findall(r' id="([\w-]+)"', html))
    assert html.count("<form") == len(FACTS) and html.count('name="forget"') == len(STATED)
    assert "<script>" not in html and "<letters>" not in html
    assert "5,200&quot; &lt;letters&gt;" in html
    assert knowledge.kinds["ner"].name.get(language) in html
    labelled = set(re.findall(r'<label for="([\w-]+)"', html))
    assert labelled == set(re.findall(r'<(?:select|input) id="([\w-]+)"', html))
    assert html.count('<option value="classes">') == 1 and '<option value="labels">' not in html


def test_what_was_skipped_is_marked_as_assumed(knowledge: Knowledge) -> None:
    html = facts.facts_html(conversation(skipped=("output", "hardware")), knowledge, "en")
    assert re.search(r'id="chip-output".*?<i>\(assumed\)</i>', html)
    assert html.count("(assumed)") == 1 and 'id="chip-hardware"' not in html


def test_an_edit_is_a_short_message(knowledge: Knowledge) -> None:
    assert facts.edit_text("labels", 5000, knowledge, "en") == "labelled examples: 5,000"
    assert facts.edit_text("task", "ner", knowledge, "zh") == f"任务改为：{knowledge.kinds['ner'].name.zh}"
    assert facts.edit_text("p95_ms", None, None, "en") == "forget: time per item (ms)"


def test_an_edit_updates_the_verdict_and_forgetting_takes_the_fact_away(services: Services) -> None:
    decide = services.assistant.decide
    asked = decide(Message("5,200 letters are sorted into 8 fixed subjects, CPU only, 70 ms each."), Standing())
    turn = Turn(text="labelled examples: 0", sets=("labels", 0))
    without = decide(turn.message(), asked.standing)
    assert without.verdict and asked.verdict and without.verdict.choice != asked.verdict.choice
    forgotten = decide(Message("forget: labelled examples", sets=("labels", None)), without.standing)
    assert not forgotten.standing.profile.known("labels") and forgotten.kind in ("recommendation", "ask")


def test_what_a_browser_made_up_is_refused_and_nothing_changes(services: Services) -> None:
    for sets in (("labels", -5), ("no_such_fact", 1), ("classes", "1")):
        turn = Turn.model_validate({"text": "an edit", "sets": sets})
        decision = services.assistant.decide(turn.message(), Standing())
        assert decision.kind == "error" and decision.text and decision.standing == Standing()


def test_a_forgotten_assumption_may_be_asked_about_again(services: Services) -> None:
    skipped = Standing(skipped=frozenset({"output"}))
    decision = services.assistant.decide(Message("forget: output", sets=("output", None)), skipped)
    assert decision.kind == "ask" and "output" not in decision.standing.skipped


def test_a_pending_decision_is_taken_once_and_by_its_own_turn(services: Services) -> None:
    decision, pending = services.assistant.decide(Message("Which model should we take?"), Standing()), Pending()
    first = conversation()
    second = first.with_turn(Turn(text="an edit"))
    pending.put(decision, second)
    assert pending.take(first) is None
    assert pending.take(second) is decision and pending.take(second) is None
