"""Contestants with real models, and with endpoints that fail in every way."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.bakeoff.baseline_contestant import LinearContestant, MajorityContestant
from app.bakeoff.contestant import Contestant
from app.bakeoff.decoder_contestant import GIVE_UP_AFTER, DecoderContestant
from app.bakeoff.encoder_contestant import EncoderContestant
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder

TEXTS = ["The food was wonderful.", "The food was awful.", "Friendly staff, great evening.", "Rude staff, never again."]
LABELS = ["positive", "negative", "positive", "negative"]


def contestants(encoder: Encoder, decoder: ChatCompletions) -> list[Contestant]:
    return [EncoderContestant(encoder), DecoderContestant(decoder), LinearContestant(), MajorityContestant()]


def test_all_answer_with_labels_confidence_and_times(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(TEXTS, LABELS)
        assert contestant.examples_used == 4
        (said,) = contestant.predict(["What a lovely place!"])
        assert said.label in LABELS, contestant.name
        assert said.error is None
        assert not said.invalid
        assert said.confidence is not None
        assert 0 < said.confidence <= 1
        assert said.milliseconds >= 0


def test_one_example_a_class_is_enough(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(["热乎，好吃", "凉了，难吃"], ["好评", "差评"])
        assert contestant.predict(["很好吃"])[0].label in {"好评", "差评"}, contestant.name


def test_texts_of_one_character_and_of_ten_thousand(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in contestants(encoder, decoder):
        contestant.fit(["a", "b", "字" * 10_000], ["x", "y", "z"])
        for said in contestant.predict(["c", "很长的文字" * 2000]):
            assert said.label in {"x", "y", "z"}, (contestant.name, said.error)


def test_long_texts_are_reported_as_clipped(encoder: Encoder, decoder: ChatCompletions) -> None:
    for contestant in (EncoderContestant(encoder), DecoderContestant(decoder)):
        contestant.fit(TEXTS, LABELS)
        assert [said.clipped for said in contestant.predict(["fine", "fine " * 2000])] == [False, True]


def test_the_encoder_learns_an_easy_task(encoder: Encoder) -> None:
    contestant = EncoderContestant(encoder)
    contestant.fit(TEXTS, LABELS)
    said = contestant.predict(["I loved every dish.", "Disgusting, we left hungry."])
    assert [prediction.label for prediction in said] == ["positive", "negative"]
    assert all(prediction.tokens_in and prediction.tokens_out is None for prediction in said)


def test_the_decoder_keeps_to_odd_labels(decoder: ChatCompletions) -> None:
    odd = ['say "yes"', "back\\slash", "是/否"]
    contestant = DecoderContestant(decoder)
    contestant.fit(["one", "two", "three"], odd)
    for said in contestant.predict(["four", "five"]):
        assert said.label in odd
        assert said.tokens_in
        assert said.tokens_out


def test_labels_that_begin_alike_share_their_confidence(decoder: ChatCompletions) -> None:
    contestant = DecoderContestant(decoder)
    contestant.fit(["a red apple", "a red apple and more", "a blue car"], ["red", "red apple", "blue"])
    for said in contestant.predict(["a red apple", "a blue bus"]):
        assert said.confidence is not None
        assert 0 < said.confidence < 1


def test_the_majority_is_counted() -> None:
    contestant = MajorityContestant()
    contestant.fit(["a", "b", "c"], ["x", "y", "y"])
    (said,) = contestant.predict(["d"])
    assert said.label == "y"
    assert said.confidence == pytest.approx(2 / 3)


def test_a_dead_endpoint_gives_errors_and_no_exception() -> None:
    contestant = DecoderContestant(ChatCompletions(base_url="http://127.0.0.1:9/v1", name_shown="dead", timeout_s=2))
    contestant.fit(TEXTS, LABELS)
    said = contestant.predict(["one", "two"])
    assert all(prediction.error and prediction.label is None and not prediction.invalid for prediction in said)


Endpoint = Callable[[Callable[[dict[str, Any]], tuple[int, str]]], ChatCompletions]


def completion(text: str) -> str:
    """A minimal chat completion, without usage or logprobs."""
    return json.dumps({"choices": [{"message": {"content": text}}]})


def test_a_server_that_knows_no_grammar_is_asked_plainly(endpoint: Endpoint) -> None:
    def reply(body: dict[str, Any]) -> tuple[int, str]:
        return (400, "unknown field: grammar") if "grammar" in body else (200, completion(" Positive.\n"))

    contestant = DecoderContestant(endpoint(reply))
    contestant.fit(TEXTS, LABELS)
    (said,) = contestant.predict(["fine"])
    assert (said.label, said.raw, said.confidence, said.invalid) == ("positive", " Positive.\n", None, False)


def test_answers_that_are_no_label_count_as_invalid(endpoint: Endpoint) -> None:
    contestant = DecoderContestant(endpoint(lambda body: (200, completion("Hard to say, positive or negative."))))
    contestant.fit(TEXTS, LABELS)
    (said,) = contestant.predict(["fine"])
    assert (said.label, said.invalid, said.error) == (None, True, None)


@pytest.mark.parametrize(
    "body", ["<html>busy</html>", "{}", '{"choices": []}', '{"choices": [{"message": null}]}', "[]"]
)
def test_replies_that_are_no_completion_are_errors(body: str, endpoint: Endpoint) -> None:
    contestant = DecoderContestant(endpoint(lambda _: (200, body)))
    contestant.fit(TEXTS, LABELS)
    assert contestant.predict(["fine"])[0].error


def test_a_failing_server_is_given_up(endpoint: Endpoint) -> None:
    asked: list[int] = []
    contestant = DecoderContestant(endpoint(lambda body: asked.append(1) or (500, "down")))  # type: ignore[func-returns-value]
    contestant.fit(TEXTS, LABELS)
    said = contestant.predict(["text"] * 50)
    assert len(asked) == GIVE_UP_AFTER
    assert all(prediction.error for prediction in said)


def test_one_failure_is_no_reason_to_give_up(endpoint: Endpoint) -> None:
    turns = iter([200, 200, 500, 200, 500, 500, 200])
    contestant = DecoderContestant(endpoint(lambda body: (next(turns), completion("negative"))))
    contestant.fit(TEXTS, LABELS)
    errors = [prediction.error is not None for prediction in contestant.predict(["text"] * 6)]
    assert errors == [False, True, False, True, True, False]
