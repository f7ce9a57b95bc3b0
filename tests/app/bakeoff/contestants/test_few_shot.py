"""The prompt, the grammar, and reading free answers."""

import pytest

from app.bakeoff.contestants.few_shot import (
    EXAMPLE_TOKENS,
    TEXT_TOKENS,
    begun_label,
    clip,
    few_shot,
    find_label,
    grammar,
    tokens_about,
)


def test_all_examples_stand_in_the_prompt_and_the_classes_alternate() -> None:
    prompt = few_shot(["a1", "a2", "b1", "b2"], ["a", "a", "b", "b"])
    assert prompt.examples == (("a1", "a"), ("b1", "b"), ("a2", "a"), ("b2", "b"))


def test_only_the_last_message_depends_on_the_text() -> None:
    prompt = few_shot(["one", "two"], ["a", "b"])
    assert prompt.messages("x")[:-1] == prompt.messages("y")[:-1]
    assert prompt.messages("x")[-1].content == "x"


@pytest.mark.parametrize("unit", ["many words ", "很多字"])
def test_a_full_prompt_is_balanced_and_within_its_budget(unit: str) -> None:
    texts = [f"{number} {unit * 20}" for number in range(48)]
    labels = [f"class {number % 3}" for number in range(48)]
    examples = few_shot(texts, labels).examples
    assert 0 < len(examples) < 48
    assert len({sum(label == name for _, label in examples) for name in set(labels)}) == 1
    assert sum(tokens_about(text) for text, _ in examples) < EXAMPLE_TOKENS


def test_huge_examples_are_cut_so_that_each_class_has_one() -> None:
    examples = few_shot(["word " * 2000, "字" * 10_000], ["a", "b"]).examples
    assert [label for _, label in examples] == ["a", "b"]


def test_too_many_classes_leave_no_room_for_examples() -> None:
    names = [f"a class with a long name, number {number}" for number in range(80)]
    assert few_shot(names, names).examples == ()


def test_grammar_escapes_quotes_backslashes_and_line_breaks() -> None:
    assert grammar(['a "b"', "c\\d", "e\nf", "好评"]) == r'root ::= "a \"b\"" | "c\\d" | "e\nf" | "好评"'


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("positive", "positive"),
        (" Positive.\n", "positive"),
        ("Label: positive", "positive"),
        ("The label is **positive**.", "positive"),
        ("“好评”。", "好评"),
        ("标签：好评", "好评"),
        ("a", "a"),
        ("A", "A"),
        ("positive or negative", None),
        ("It is positive", None),
        ("", None),
    ],
)
def test_a_free_answer_counts_only_when_it_is_a_label(answer: str, label: str | None) -> None:
    assert find_label(answer, ("positive", "negative", "好评", "a", "A")) == label


def test_clipping_keeps_short_texts_and_cuts_long_ones() -> None:
    assert clip("short", TEXT_TOKENS) == "short"
    mixed = "字" * 600 + "a" * 600
    assert mixed.startswith(clip(mixed, TEXT_TOKENS))
    assert tokens_about(clip(mixed, TEXT_TOKENS)) <= TEXT_TOKENS


@pytest.mark.parametrize(
    ("labels", "tokens"),
    [
        (["positive", "negative"], 1),
        (["card lost", "card late", "other"], 7),
        (["好评", "差评", "中评"], 3),
        (["red", "red apple"], 4),
    ],
)
def test_an_answer_needs_no_more_tokens_than_tell_the_labels_apart(labels: list[str], tokens: int) -> None:
    assert few_shot(labels, labels).telling_tokens == tokens


@pytest.mark.parametrize(
    ("answer", "label"), [("car", None), ("card la", "card late"), ("c", None), ("", None), ("o\ufffd", "other")]
)
def test_a_begun_label_counts_when_it_can_be_only_one(answer: str, label: str | None) -> None:
    assert begun_label(answer, ["card lost", "card late", "other"]) == label
