"""What is indexed."""

from collections import Counter

from knowledge import Knowledge
from knowledge.checks import MARK
from retrieval.passages import passages


def test_ids_are_unique_and_stable(knowledge: Knowledge) -> None:
    found = passages(knowledge)
    assert Counter(document.id for document in found).most_common(1)[0][1] == 1
    assert found == passages(knowledge)
    for document in found:
        meta = document.metadata
        assert document.id == f"{meta['owner']}/{meta['field']}/{meta['language']}"
        assert document.page_content.strip()


def test_every_card_and_result_has_both_languages(knowledge: Knowledge) -> None:
    found = passages(knowledge)
    for language in ("en", "zh"):
        owners = {d.metadata["owner"]: d.metadata["kind"] for d in found if d.metadata["language"] == language}
        assert owners == {**dict.fromkeys(knowledge.cards, "card"), **dict.fromkeys(knowledge.results, "result")}
    both = Counter(d.metadata["language"] for d in found if d.metadata["kind"] == "result")
    assert both["en"] == both["zh"] == len(knowledge.results)


def test_a_card_is_cut_into_its_parts(knowledge: Knowledge) -> None:
    card = knowledge.cards["M2"]
    own = {
        d.metadata["field"]: d
        for d in passages(knowledge)
        if d.metadata["owner"] == "M2" and d.metadata["language"] == "zh"
    }
    assert set(own) == {
        "question",
        "short",
        *(f"answer.{number}" for number in range(len(card.answer.zh.split("\n\n")))),
        "misconception",
        "fact",
        *(claim.id for claim in card.claims),
        *(f"asked_as.{number}" for number in range(len(card.asked_as.zh))),
    }
    assert own["M2.1"].page_content == card.claims[0].text.zh
    assert own["question"].page_content == f"{card.title.zh}. {card.question.zh}"
    assert own["M2.1"].metadata["claims"] == ["M2.1"] and own["short"].metadata["claims"] == []


def test_paragraphs_of_the_answer_carry_their_claims_and_no_marks(knowledge: Knowledge) -> None:
    for document in passages(knowledge):
        if document.metadata["field"].startswith("answer"):
            claims = {claim.id for claim in knowledge.cards[document.metadata["owner"]].claims}
            assert set(document.metadata["claims"]) <= claims
            assert not MARK.search(document.page_content)
    card = knowledge.cards["A1"]
    named = next(d for d in passages(knowledge) if d.id == "A1/answer.0/en").metadata["claims"]
    assert named == MARK.findall(card.answer.en.split("\n\n")[0])
