"""The decoder side: in-context learning, its answer held to the label set where the server can do that."""

import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from langchain_core.messages import AIMessage

from app.bakeoff.contestants.choosing import typical
from app.bakeoff.contestants.contestant import joined, labels_of
from app.bakeoff.contestants.encoders import texts_of
from app.bakeoff.contestants.few_shot import (
    EXAMPLE_TOKENS,
    LOCAL_EXAMPLE_TOKENS,
    TEXT_TOKENS,
    FewShot,
    begun_label,
    few_shot,
    find_label,
    grammar,
    tokens_about,
    zero_shot,
)
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import ContestantKey, Prediction, Side
from app.errors import DecoderError
from app.models.chat import ChatCompletions

GIVE_UP_AFTER = 3
"""Failures in a row after which a server is asked no more: every one of them may have cost a whole timeout."""
FREE_TOKENS = 16
"""Tokens an unconstrained answer may take at least: enough for a label with some words around it."""


class DecoderContestant:
    """The GPT family without training: an instruction, the labels and perhaps examples stand in the prompt."""

    side: Side = "decoder"

    def __init__(
        self, decoder: ChatCompletions, key: ContestantKey, readings: Readings | None = None, slot: int | None = None
    ) -> None:
        """
        Args:
            decoder: the model.
            key: ``decoder_zero`` shows no examples, ``decoder_few`` and ``endpoint`` those the encoder finds most
                typical, ``decoder_free`` shows the same and lets the model answer what it likes.
            readings: picks the examples; without it the first ones that fit are shown.
            slot: slot of a llama.cpp server that is to keep the prompt.
        """
        self.key = key
        self.name = f"{decoder.name_shown} {_HOW[key]}"
        self.params_m = decoder.params_m
        self.examples_used = 0
        self.borrowed_seconds = 0.0
        self.usd_per_million = decoder.usd_per_million
        self.shown: tuple[Row, ...] = ()
        """The examples in its prompt."""
        self._decoder, self._readings = decoder, readings
        self._prompt = FewShot((), ())
        self._slot = {} if slot is None else {"id_slot": slot}
        self._extras: dict[str, Any] = {}
        self._failures: list[str] = []

    def fit(self, examples: Sequence[Row]) -> None:
        """Write the prompt and have the server read it once, so that its cache holds the examples."""
        self._prompt = self._written(examples)
        self.examples_used = len(self.shown)
        # An adapter tuned for wording answers must not take part here, hence no LoRA.
        first: dict[str, Any] = {**self._slot, "lora": []}
        if self.key != "decoder_free":
            first |= {"grammar": grammar(self._prompt.labels), "logprobs": True, "top_logprobs": 20}
        text = joined(examples[0])
        # Other servers may refuse what they do not know. If a plain request fails too, that was not the reason.
        if len(self._failures) < GIVE_UP_AFTER and not (self._answers(first, text) or self._answers({}, text)):
            self._extras = first

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        """A server that fails three times in a row is given up for the rest of the run."""
        if len(rows) == 1:
            return [self._one(rows[0])]
        with ThreadPoolExecutor(self._decoder.parallel) as pool:
            return list(pool.map(self._one, rows))

    def _written(self, examples: Sequence[Row]) -> FewShot:
        classes = tuple(dict.fromkeys(labels_of(examples)))
        if self.key == "decoder_zero":
            self.shown = ()
            return zero_shot(classes)
        shown: Sequence[Row] = examples
        if self._readings is not None:
            self.borrowed_seconds = self._readings.learn(texts_of(examples))
            shown = typical(examples, self._readings)
        budget = LOCAL_EXAMPLE_TOKENS if self._decoder.slots else EXAMPLE_TOKENS
        prompt = few_shot([joined(row) for row in shown], labels_of(shown), budget)
        used = Counter(label for _, label in prompt.examples)
        self.shown = tuple(row for name in used for row in [row for row in shown if row.label == name][: used[name]])
        return prompt

    def _answers(self, extras: dict[str, Any], text: str) -> bool:
        """Whether the server answers a request with these parameters, which are the ones used from then on."""
        self._extras = extras
        try:
            self._ask(text)
        except DecoderError:
            return False
        return True

    def _one(self, row: Row) -> Prediction:
        if len(self._failures) >= GIVE_UP_AFTER:
            return Prediction(None, error=f"given up after {GIVE_UP_AFTER} failures in a row: {self._failures[-1]}")
        text = joined(row)
        try:
            reply = self._ask(text)
        except DecoderError as error:
            return Prediction(None, error=str(error))
        unfinished = "grammar" in self._extras and self._decoder.slots > 0
        return _prediction(reply, self._prompt.labels, unfinished, clipped=tokens_about(text) > TEXT_TOKENS)

    def _room(self) -> int:
        """Tokens of an answer. Our own server keeps to the grammar, so the rest of a settled label is not awaited."""
        if "grammar" not in self._extras:
            return max(self._prompt.answer_tokens, FREE_TOKENS)
        return self._prompt.telling_tokens if self._decoder.slots else self._prompt.answer_tokens

    def _ask(self, text: str) -> AIMessage:
        """One request; failures are kept until one succeeds.

        Raises:
            DecoderError: if the server fails or its answer is no chat completion.
        """
        try:
            reply = self._decoder.invoke(
                self._prompt.messages(text), temperature=0, max_tokens=self._room(), **self._extras
            )
        except DecoderError as error:
            self._failures.append(str(error))
            raise
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            self._failures.append(f"{self._decoder.name_shown} sent no chat completion ({error!r})")
            raise DecoderError(self._failures[-1]) from error
        self._failures = []
        return reply


_HOW = {
    "decoder_zero": "zero-shot",
    "decoder_few": "few-shot",
    "decoder_free": "few-shot, free answer",
    "endpoint": "few-shot (endpoint)",
}


def _prediction(reply: AIMessage, labels: Sequence[str], unfinished: bool, clipped: bool) -> Prediction:
    raw = str(reply.content)
    label = find_label(raw, labels) or (begun_label(raw, labels) if unfinished else None)
    usage = reply.response_metadata.get("usage") or {}
    return Prediction(
        label=label,
        confidence=_confidence(reply.response_metadata.get("logprobs"), label, labels) if label else None,
        tokens_in=usage.get("prompt_tokens"),
        tokens_out=usage.get("completion_tokens"),
        raw=raw,
        invalid=label is None,
        clipped=clipped,
    )


def _confidence(logprobs: dict[str, Any] | None, label: str, labels: Sequence[str]) -> float | None:
    """Probability of ``label`` among the labels.

    The server's probabilities cover the whole vocabulary. At each step those of tokens that lead to ``label``
    are divided by those of tokens that lead to any label still possible; the steps' shares are multiplied.
    """
    steps = (logprobs or {}).get("content")
    if not steps:
        return None
    share, written = 1.0, ""
    for step in steps:
        possible = [other for other in labels if other.startswith(written)]
        if not _leads(written, step["token"], (label,)):
            return None  # the answer says the label in another form, so its tokens tell nothing about the label's
        mass: dict[str, float] = {}
        for option in (step, *(step.get("top_logprobs") or ())):
            mass.setdefault(option["token"], math.exp(option["logprob"]))
        any_label = sum(odds for token, odds in mass.items() if _leads(written, token, possible))
        this_label = sum(odds for token, odds in mass.items() if _leads(written, token, (label,)))
        share *= this_label / any_label if any_label else 1.0
        written += step["token"]
    return min(1.0, share)


def _leads(written: str, token: str, labels: Sequence[str]) -> bool:
    """Whether a label goes on with ``token``; an empty token ends the answer."""
    return any(label.startswith(written + token) if token else label == written for label in labels)
