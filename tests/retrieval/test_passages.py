"""What is indexed."""

from collections import Counter

from knowledge import Knowledge
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
        "misconception",
        *(claim.id for claim in card.claims),
        *(f"asked_as.{number}" for number in range(len(card.asked_as.zh))),
    }
    assert own["M2.1"].page_content == card.claims[0].text.zh
    assert own["question"].page_content == f"{card.title.zh}. {card.question.zh}"
