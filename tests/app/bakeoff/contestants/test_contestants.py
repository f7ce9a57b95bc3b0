"""Contestants with real models, and with endpoints that fail in every way."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.bakeoff.contestants.baselines import LinearContestant, MajorityContestant
from app.bakeoff.contestants.choosing import typical
from app.bakeoff.contestants.contestant import Contestant
from app.bakeoff.contestants.decoders import GIVE_UP_AFTER, DecoderContestant
from app.bakeoff.contestants.encoders import CosineContestant, FrozenContestant
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.contestants.tuned import TunedContestant
from app.bakeoff.reading.rows import Row
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder

TEXTS = ["The food was wonderful.", "The food was awful.", "Friendly staff, great evening.", "Rude staff, never again."]
LABELS = ["positive", "negative", "positive", "negative"]


def rows(texts: list[str], labels: list[str] | None = None) -> list[Row]:
    return [Row(text, labels[at] if labels else None, at + 1) for at, text in enumerate(texts)]


EXAMPLES = rows(TEXTS, LABELS)


def prompted(decoder: ChatCompletions) -> DecoderContestant:
    """All examples given stand in its prompt, for there is no encoder to choose."""
    return DecoderContestant(decoder, "endpoint")


def contestants(encoder: Encoder, decoder: ChatCompletions) -> list[Contestant]:
    readings = Readings(encoder)
    return [
        FrozenContestant(readings),
        TunedContestant(readings),
        DecoderContestant(decoder, "decoder_few", readings),
        DecoderContestant(decoder, "decoder_zero"),
        LinearContestant(),
        MajorityContestant(),
    ]


def test_all_answer_with_labels_confidence_and_times(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(EXAMPLES)
        assert contestant.examples_used == (0 if contestant.key == "decoder_zero" else 4)
        (said,) = contestant.predict(rows(["What a lovely place!"]))
        assert said.label in LABELS, contestant.name
        assert said.error is None
        assert not said.invalid
        assert said.confidence is not None
        assert 0 < said.confidence <= 1


def test_one_example_a_class_is_enough(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(rows(["热乎，好吃", "凉了，难吃"], ["好评", "差评"]))
        assert contestant.predict(rows(["很好吃"]))[0].label in {"好评", "差评"}, contestant.name


def test_texts_of_one_character_and_of_ten_thousand(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(rows(["a", "b", "字" * 10_000], ["x", "y", "z"]))
        for said in contestant.predict(rows(["c", "很长的文字" * 2000])):
            assert said.label in {"x", "y", "z"}, (contestant.name, said.error)


def test_long_texts_are_reported_as_clipped(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in (FrozenContestant(Readings(encoder)), prompted(decoder)):
        contestant.fit(EXAMPLES)
        assert [said.clipped for said in contestant.predict(rows(["fine", "fine " * 2000]))] == [False, True]


def test_the_encoder_learns_an_easy_task(encoder: Encoder) -> None:
    contestant = FrozenContestant(Readings(encoder))
    contestant.fit(EXAMPLES)
    said = contestant.predict(rows(["I loved every dish.", "Disgusting, we left hungry."]))
    assert [prediction.label for prediction in said] == ["positive", "negative"]
    assert all(prediction.tokens_out is None for prediction in said)


def test_the_decoder_keeps_to_odd_labels(decoder: ChatCompletions) -> None:
    odd = ['say "yes"', "back\\slash", "是/否"]
    contestant = prompted(decoder)
    contestant.fit(rows(["one", "two", "three"], odd))
    for said in contestant.predict(rows(["four", "five"])):
        assert said.label in odd
        assert said.tokens_in
        assert said.tokens_out


def test_labels_that_begin_alike_share_their_confidence(decoder: ChatCompletions) -> None:
    contestant = prompted(decoder)
    contestant.fit(rows(["a red apple", "a red apple and more", "a blue car"], ["red", "red apple", "blue"]))
    for said in contestant.predict(rows(["a red apple", "a blue bus"])):
        assert said.confidence is not None
        assert 0 < said.confidence < 1


def test_the_majority_is_counted() -> None:
    contestant = MajorityContestant()
    contestant.fit(rows(["a", "b", "c"], ["x", "y", "y"]))
    (said,) = contestant.predict(rows(["d"]))
    assert said.label == "y"
    assert said.confidence == pytest.approx(2 / 3)


def test_a_dead_endpoint_gives_errors_and_no_exception() -> None:
    contestant = prompted(ChatCompletions(base_url="http://127.0.0.1:9/v1", name_shown="dead", timeout_s=2))
    contestant.fit(EXAMPLES)
    said = contestant.predict(rows(["one", "two"]))
    assert all(prediction.error and prediction.label is None and not prediction.invalid for prediction in said)


Endpoint = Callable[[Callable[[dict[str, Any]], tuple[int, str]]], ChatCompletions]


def completion(text: str) -> str:
    """A minimal chat completion, without usage or logprobs."""
    return json.dumps({"choices": [{"message": {"content": text}}]})


def test_a_server_that_knows_no_grammar_is_asked_plainly(endpoint: Endpoint) -> None:
    def reply(body: dict[str, Any]) -> tuple[int, str]:
        return (400, "unknown field: grammar") if "grammar" in body else (200, completion(" Positive.\n"))

    contestant = prompted(endpoint(reply))
    contestant.fit(EXAMPLES)
    (said,) = contestant.predict(rows(["fine"]))
    assert (said.label, said.raw, said.confidence, said.invalid) == ("positive", " Positive.\n", None, False)


def test_answers_that_are_no_label_count_as_invalid(endpoint: Endpoint) -> None:
    contestant = prompted(endpoint(lambda body: (200, completion("Hard to say, positive or negative."))))
    contestant.fit(EXAMPLES)
    (said,) = contestant.predict(rows(["fine"]))
    assert (said.label, said.invalid, said.error) == (None, True, None)


@pytest.mark.parametrize(
    "body", ["<html>busy</html>", "{}", '{"choices": []}', '{"choices": [{"message": null}]}', "[]"]
)
def test_replies_that_are_no_completion_are_errors(body: str, endpoint: Endpoint) -> None:
    contestant = prompted(endpoint(lambda _: (200, body)))
    contestant.fit(EXAMPLES)
    assert contestant.predict(rows(["fine"]))[0].error


def test_a_failing_server_is_given_up(endpoint: Endpoint) -> None:
    asked: list[int] = []
    contestant = prompted(endpoint(lambda body: asked.append(1) or (500, "down")))  # type: ignore[func-returns-value]
    contestant.fit(EXAMPLES)
    said = contestant.predict(rows(["text"] * 50))
    assert len(asked) == GIVE_UP_AFTER
    assert all(prediction.error for prediction in said)


def test_one_failure_is_no_reason_to_give_up(endpoint: Endpoint) -> None:
    turns = iter([200, 200, 500, 200, 500, 500, 200])
    contestant = prompted(endpoint(lambda body: (next(turns), completion("negative"))))
    contestant.fit(EXAMPLES)
    errors = [prediction.error is not None for prediction in contestant.predict(rows(["text"] * 6))]
    assert errors == [False, True, False, True, True, False]


@pytest.mark.parametrize(
    "labels", [["好评", "差评"], ["card_lost", "card_late"], ["red", "red apple"], ["a", "ab"], ['say "yes"', "是/否"]]
)
def test_stopping_at_a_settled_label_changes_no_answer(decoder: ChatCompletions, labels: list[str]) -> None:
    patient = decoder.model_copy(update={"slots": 0})
    asked = rows(["送得很快", "my card never came", "an apple", "b"])
    said = []
    for model in (decoder, patient):
        contestant = DecoderContestant(model, "decoder_zero")
        contestant.fit(rows(["one", "two"], labels))
        said.append([one.label for one in contestant.predict(asked)])
    assert said[0] == said[1]
    assert None not in said[0]


def test_two_classes_or_many_train_the_tuned_encoder(encoder: Encoder) -> None:
    """Contrastive with few examples of a class, with its head where there are many."""
    easy = [(f"{word} number {at}", kind) for kind, word in (("x", "apple"), ("y", "rocket")) for at in range(20)]
    for examples in (easy[:4] + easy[-4:], easy):
        contestant = TunedContestant(Readings(encoder))
        contestant.fit(rows([text for text, _ in examples], [kind for _, kind in examples]))
        said = contestant.predict(rows(["an apple", "a rocket to the moon", "apple pie"]))
        assert [one.label for one in said] == ["x", "y", "x"]


def test_tuning_again_gives_the_same_model(encoder: Encoder) -> None:
    def confidence() -> float | None:
        contestant = TunedContestant(Readings(encoder), seed=3)
        contestant.fit(EXAMPLES)
        return contestant.predict(rows(["What a lovely place!"]))[0].confidence

    assert confidence() == confidence()


def test_a_batch_gives_what_single_texts_give(encoder: Encoder) -> None:
    asked = rows(["What a lovely place!", "Never again.", "很好吃", "fine " * 300])
    readings = Readings(encoder)
    for contestant in (FrozenContestant(readings), TunedContestant(readings), LinearContestant()):
        contestant.fit(EXAMPLES)
        together, alone = contestant.predict(asked), [contestant.predict([row])[0] for row in asked]
        assert [one.label for one in together] == [one.label for one in alone]
        assert [one.confidence for one in together] == pytest.approx([one.confidence for one in alone], abs=2e-3)


def test_examples_are_read_once_and_their_time_is_lent(encoder: Encoder) -> None:
    readings = Readings(encoder)
    first, second = FrozenContestant(readings), FrozenContestant(readings)
    first.fit(EXAMPLES)
    second.fit(EXAMPLES)
    assert first.borrowed_seconds == second.borrowed_seconds > 0


def test_pairs_are_told_apart_by_what_they_share(encoder: Encoder, decoder: ChatCompletions) -> None:
    alike = [("The train is late.", "The train has a delay."), ("I lost my key.", "My key is gone.")]
    unlike = [("The train is late.", "My key is gone."), ("I lost my key.", "The train has a delay.")]
    examples = [Row(a, kind, 1, b) for kind, pairs in (("same", alike), ("other", unlike)) for a, b in pairs]
    readings = Readings(encoder)
    for contestant in (CosineContestant(readings), FrozenContestant(readings), LinearContestant()):
        contestant.fit(examples)
        assert [one.label for one in contestant.predict(examples)] == ["same", "same", "other", "other"]
    asked = DecoderContestant(decoder, "decoder_few", readings)
    asked.fit(examples)
    assert asked.predict(examples[:1])[0].label in {"same", "other"}


def test_the_prompt_shows_what_is_typical_of_a_class(encoder: Encoder) -> None:
    texts = [
        "Refund my invoice.",
        "The invoice is wrong.",
        "Charged twice.",
        "Why is my bill so high?",
        "Purple monkeys.",
    ]
    examples = [*rows(texts, ["billing"] * 5), Row("It crashes.", "technical", 9)]
    readings = Readings(encoder)
    readings.learn([row.text for row in examples])
    shown = typical(examples, readings)
    assert [row.label for row in shown] == ["billing"] * 5 + ["technical"]
    assert shown[4].text == "Purple monkeys."


def test_a_priced_endpoint_tells_its_tokens(endpoint: Endpoint) -> None:
    def reply(body: dict[str, Any]) -> tuple[int, str]:
        told = {**json.loads(completion("negative")), "usage": {"prompt_tokens": 30, "completion_tokens": 2}}
        return 200, json.dumps(told)

    contestant = prompted(endpoint(reply))
    contestant.fit(EXAMPLES)
    (said,) = contestant.predict(rows(["fine"]))
    assert (said.tokens_in, said.tokens_out) == (30, 2)
