"""Stored wording: complete, in order, marked before the final stop."""

import pytest
from planning import passage, plan_of

from app.answering.stored import Plan, Sentence, for_question, joined
from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Language


@pytest.mark.parametrize(
    ("text", "cites", "language", "expected"),
    [
        ("An encoder.", (), "en", "An encoder."),
        ("An encoder.", (1,), "en", "An encoder [1]."),
        ("An encoder!", (2, 11), "en", "An encoder [2][11]!"),
        ("No stop", (3,), "en", "No stop [3]"),
        ("Is it 0.92?", (3,), "en", "Is it 0.92 [3]?"),
        ("用编码器。", (1,), "zh", "用编码器[1]。"),
        ("用编码器？", (1, 2), "zh", "用编码器[1][2]？"),
        ("没有句号", (1,), "zh", "没有句号[1]"),
    ],
)
def test_marks_stand_before_the_final_stop(
    text: str, cites: tuple[int, ...], language: Language, expected: str
) -> None:
    assert Sentence(text, cites).marked(language) == expected


def test_plan_text_in_english() -> None:
    plan = Plan("en", (Sentence("Build this on an encoder."), Sentence("It is fast.", (1,))))
    assert plan.text() == "Build this on an encoder. It is fast [1]."


def test_plan_text_in_chinese() -> None:
    plan = Plan("zh", (Sentence("建议用编码器。"), Sentence("它很快。", (1,))))
    assert plan.text() == "建议用编码器。它很快[1]。"


def test_joined() -> None:
    assert joined(["a.", "b."], "en") == "a. b."
    assert joined(["甲。", "乙。"], "zh") == "甲。乙。"
    assert joined([], "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_to_a_question_of_fact(language: Language, knowledge: Knowledge) -> None:
    card = knowledge.cards["M2"]
    evidence = tuple(passage(key, n, knowledge, language) for n, key in enumerate(("M2.1", "M2.3", "M1.1", "E004"), 1))
    plan = for_question(card, evidence, language)
    assert plan.sentences[0] == Sentence(card.short.get(language), (1,))
    assert [sentence.cites for sentence in plan.sentences[1:]] == [(1,), (2,), (3,), (4,)]
    assert [sentence.text for sentence in plan.sentences[1:]] == [item.quote for item in evidence]


def test_short_answer_without_own_evidence_is_not_marked(knowledge: Knowledge) -> None:
    plan = for_question(knowledge.cards["M2"], (passage("M1.1", 1, knowledge, "en"),), "en")
    assert plan.sentences[0].cites == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_of_a_plan_resolves(language: Language, knowledge: Knowledge) -> None:
    evidence = tuple(passage(key, n, knowledge, language) for n, key in enumerate(("E006", "K1.3"), 1))
    plan = plan_of(language, evidence)
    numbers = {item.number for item in evidence}
    assert all(set(sentence.cites) <= numbers for sentence in plan.sentences)
    assert all(f"[{number}]" in plan.text() for number in numbers)
