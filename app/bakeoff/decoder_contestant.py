"""The decoder side: in-context learning, its answer held to the label set where the server can do that."""

import math
from collections.abc import Sequence
from time import perf_counter
from typing import Any, Literal

from langchain_core.messages import AIMessage

from app.bakeoff.contestant import Prediction
from app.bakeoff.few_shot import TEXT_TOKENS, FewShot, few_shot, find_label, grammar, tokens_about
from app.errors import DecoderError
from app.models.chat import ChatCompletions

GIVE_UP_AFTER = 3
"""Failures in a row after which a server is asked no more: every one of them may have cost a whole timeout."""


class DecoderContestant:
    """The GPT family without training: the examples stand in the prompt."""

    side: Literal["decoder"] = "decoder"

    def __init__(self, decoder: ChatCompletions) -> None:
        self.name = f"{decoder.name_shown}, few-shot"
        self.params_m = decoder.params_m
        self.examples_used = 0
        self._decoder = decoder
        self._prompt = FewShot((), ())
        self._extras: dict[str, Any] = {}
        self._failures: list[str] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Write the prompt and have the server read it once, so that its cache holds the examples."""
        self._prompt = few_shot(texts, labels)
        self.examples_used = len(self._prompt.examples)
        # An adapter tuned for wording answers must not take part here, hence no LoRA.
        self._extras = {"grammar": grammar(self._prompt.labels), "logprobs": True, "top_logprobs": 20, "lora": []}
        if len(self._failures) < GIVE_UP_AFTER and not self._answers(texts[0]):
            constrained, self._extras = self._extras, {}
            # Other servers may refuse what they do not know. If plain requests fail too, that was not the reason.
            if not self._answers(texts[0]):
                self._extras = constrained

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One text at a time; a server that fails three times in a row is given up for the rest of the run."""
        return [self._one(text) for text in texts]

    def _answers(self, text: str) -> bool:
        try:
            self._ask(text)
        except DecoderError:
            return False
        return True

    def _one(self, text: str) -> Prediction:
        if len(self._failures) >= GIVE_UP_AFTER:
            return _failed(f"given up after {GIVE_UP_AFTER} failures in a row: {self._failures[-1]}", 0.0)
        start = perf_counter()
        try:
            reply = self._ask(text)
        except DecoderError as error:
            return _failed(str(error), (perf_counter() - start) * 1000)
        milliseconds = (perf_counter() - start) * 1000
        return _prediction(reply, self._prompt.labels, milliseconds, tokens_about(text) > TEXT_TOKENS)

    def _ask(self, text: str) -> AIMessage:
        """One request; failures are kept until one succeeds.

        Raises:
            DecoderError: if the server fails or its answer is no chat completion.
        """
        extras = {"temperature": 0, "max_tokens": self._prompt.answer_tokens, **self._extras}
        try:
            reply = self._decoder.invoke(self._prompt.messages(text), **extras)
        except DecoderError as error:
            self._failures.append(str(error))
            raise
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            self._failures.append(f"{self._decoder.name_shown} sent no chat completion ({error!r})")
            raise DecoderError(self._failures[-1]) from error
        self._failures = []
        return reply


def _failed(error: str, milliseconds: float) -> Prediction:
    return Prediction(None, None, milliseconds, None, None, "", error=error)


def _prediction(reply: AIMessage, labels: Sequence[str], milliseconds: float, clipped: bool) -> Prediction:
    raw = str(reply.content)
    label = find_label(raw, labels)
    usage = reply.response_metadata.get("usage") or {}
    return Prediction(
        label=label,
        confidence=_confidence(reply.response_metadata.get("logprobs"), label, labels) if label else None,
        milliseconds=milliseconds,
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
