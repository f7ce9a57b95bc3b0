"""Both trees are drawn complete, escaped, and lit where they are walked, without a browser."""

import re
from dataclasses import replace
from html import unescape

import pytest

from app.assistant import Standing
from app.decision.tree import KNOWN, SCORE, Answers, answers_of, settling, walk
from app.ui.branches import leaf_html
from app.ui.decision_tab import Own
from app.ui.source_tree import source_tree_html
from app.ui.tree import Path, tree_html
from app.understanding.profile import TaskProfile
from app.wording import say
from knowledge import load_knowledge
from knowledge.schema import LANGUAGES, Language

KNOWN_BASE = load_knowledge()
RULES = KNOWN_BASE.rules
LETTERS = Standing(
    TaskProfile()
    .with_fact("task", "classification", "sorted")
    .with_fact("labels", 5200, "5,200 letters")
    .with_fact("label_scheme", "fixed", "fixed")
    .with_fact("p95_ms", 70.0, "70 ms")
)
VAGUE = Standing(TaskProfile().with_fact("hardware", "large", "large GPUs"))
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
drawn_for = pytest.mark.parametrize("standing", [None, VAGUE, LETTERS], ids=["nothing", "vague", "letters"])


def states(html: str) -> dict[str, str]:
    return {key: state for state, key in re.findall(r"class='bog-node (?:bog-last )?(\w+)' id='node-([\w-]+)'", html)}


def drawn(standing: Standing | None, own: Answers | None = None, language: Language = "en") -> str:
    return tree_html(KNOWN_BASE, Path(standing, own or {}), language)


@in_both_languages
@drawn_for
def test_every_rule_is_drawn_with_its_question_and_evidence(standing: Standing | None, language: Language) -> None:
    html = drawn(standing, language=language)
    assert "{" not in html and "}" not in html
    for rule in (*settling(RULES), *RULES.weights):
        assert rule.asks.get(language) in unescape(html)
        assert all(f"'#open-{key}'" in html for key in rule.evidence)
        assert f"data-to='yes-{rule.id}'" in html or f"data-to='no-{rule.id}'" in html
        assert f"id='why-{rule.id}'" in html
    nodes = re.split(r"<li class='bog-node", html)[1:]
    assert len(nodes) == len(settling(RULES)) + 2
    for node in nodes:
        assert "#open-" in node
    assert set(re.findall(r"'#open-([^']+)'", html)) <= KNOWN_BASE.cards.keys() | KNOWN_BASE.results.keys()
    identities = re.findall(r" id='([^']+)'", html)
    assert len(identities) == len(set(identities))


@in_both_languages
@drawn_for
def test_the_source_tree_is_drawn_with_all_that_is_wrong(standing: Standing | None, language: Language) -> None:
    html, source = source_tree_html(KNOWN_BASE, standing, language), KNOWN_BASE.source_tree
    assert "{" not in html
    for part in (*source.nodes, source.otherwise):
        assert part.wrong.get(language) in unescape(html) and part.says.get(language) in unescape(html)
        assert all(f"'#open-{key}'" in html for key in part.evidence)
    for flaw in source.flaws:
        assert flaw.says.get(language) in unescape(html)
    places = [unescape(html).index(node.asks.get(language)) for node in source.nodes]
    assert places == sorted(places)


@drawn_for
def test_the_lit_path_is_the_one_walked(standing: Standing | None) -> None:
    path = walk(RULES, answers_of(standing.profile, RULES, standing.skipped) if standing else {})
    shown = states(drawn(standing))
    assert [key for key, state in shown.items() if state != "beyond"] == list(path.passed)
    assert shown[path.passed[-1]] == ("ended" if path.leaf else "here")
    assert drawn(standing).count("aria-current") == 1


def test_a_settled_question_lights_its_own_leaf() -> None:
    html = drawn(LETTERS, {"hard-tail": True})
    assert states(html)["hard-tail"] == "ended"
    node = html.split("id='node-hard-tail'")[1].split("</li>")[0]
    assert leaf_html("hybrid:cascade", "en") in node and "Your own answer." in node
    assert "data-to='yes-hard-tail' aria-pressed='true'" in node
    assert "class='bog-walk bog-to-hybrid-cascade'" in html


@in_both_languages
def test_the_outcome_says_where_it_leads(language: Language) -> None:
    def outcome(standing: Standing | None, own: Answers | None = None) -> tuple[str, ...]:
        found = re.search(r"role='status'><strong>(.*?)</strong> <span>(.*?)</span>", drawn(standing, own, language))
        assert found is not None
        return tuple(map(unescape, found.groups()))

    def told(key: str, **values: object) -> str:
        return say(f"tree.{key}", language, **values)

    encoder = say("choice_title.encoder", language)
    assert outcome(LETTERS) == (told("leads_to", choice=encoder), told("conversation"))
    assert outcome(VAGUE) == (told("leads_to_ask"), told("conversation"))
    assert outcome(None) == (told("open", place=1), told("nobody"))
    assert outcome(None, {"no-llm": False}) == (told("open", place=2), told("own"))
    every_no = {**{rule.id: False for rule in settling(RULES)}, KNOWN: True}
    assert outcome(None, every_no) == (told("leans_to", choice=encoder), told("own"))


def test_the_sum_stands_against_both_thresholds() -> None:
    html = drawn(LETTERS)
    assert "Sum: +8" in html and "<li class='encoder lit'>+2.5 and above" in html and "-2.5 and below" in html
    assert states(html)[SCORE] == "ended"
    assert "not used" in drawn(LETTERS, {"writing": True})


def test_sentences_have_the_conversations_figures_only_where_they_hold() -> None:
    html = drawn(LETTERS)
    assert "You have 5,200 labelled examples" in html
    assert "Your N labelled examples are few" in html
    assert "At most 70 ms an item" in html and "At most N ms an item" in drawn(None)


def test_a_question_tells_what_answered_it_or_what_is_missing() -> None:
    html = drawn(LETTERS)
    assert "Known: labelled examples: 5,200; label scheme: fixed." in html
    assert "Not stated, so taken as no: items a day." in html
    assert "Known: " not in drawn(None) and "Not stated" not in drawn(None)
    assumed = drawn(replace(LETTERS, profile=LETTERS.profile.without("labels"), skipped=frozenset({"labels"})))
    assert "labelled examples: 600 (assumed)" in assumed


def test_conditions_are_told_in_words() -> None:
    html = unescape(drawn(None))
    assert "<li>task: Machine translation</li>" in html
    assert "time per item (ms): less than 300" in html
    assert "budget: stated" in html
    assert "languages: one with little text on the web among them" in html


def test_what_was_typed_is_escaped() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    profile = LETTERS.profile.without("labels").with_fact("budget", hostile, hostile).with_fact("labels", 0)
    for language in LANGUAGES:
        html = drawn(Standing(profile), language=language) + source_tree_html(KNOWN_BASE, Standing(profile), language)
        assert "<img" not in html and "&lt;img" in html


@in_both_languages
def test_a_redraw_keeps_the_shape_that_keeps_the_focus(language: Language) -> None:
    def shape(html: str) -> list[str]:
        return re.findall(r"</?\w+", html)

    first = shape(drawn(None, language=language))
    assert first == shape(drawn(LETTERS, language=language)) == shape(drawn(VAGUE, {"writing": True}, language))


def test_both_trees_are_compared() -> None:
    chatbot = Standing(TaskProfile().with_fact("task", "dialogue").with_fact("p95_ms", 200.0))
    html = source_tree_html(KNOWN_BASE, chatbot, "en")
    assert "For your conversation it says: Encoder. The procedure says: Decoder LLM." in html
    assert states(html)["source-fast"] == "ended" and states(html)["source-otherwise"] == "beyond"
    assert "The procedure says: Question back." in source_tree_html(KNOWN_BASE, VAGUE, "en")
    nothing = source_tree_html(KNOWN_BASE, None, "en")
    assert "For your conversation" not in nothing and set(states(nothing).values()) == {"beyond"}


def test_pressing_answers_and_resets() -> None:
    own = Own().after("no-no-llm").after("yes-writing").after("no-writing")
    assert own.answers == {"no-llm": False, "writing": False}
    assert own.after("reset") == Own()
