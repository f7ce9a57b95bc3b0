"""The decoder goes on with a text; the encoder cannot, and the result says why."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

import httpx

from app.errors import DecoderError, InputError
from app.models.chat import ChatCompletions

MOST_TOKENS = 40
MOST_CHARACTERS = 2000
"""Enough for any prompt, and below a context of 2048 tokens even where a character is a token."""


@dataclass(frozen=True)
class Continuation:
    """What the decoder wrote, and what the encoder has to say about it."""

    prompt: str
    text: str
    """The continuation alone."""
    decoder: str
    tokens: int
    """Tokens written, at most 40."""
    milliseconds: float
    """Wall time, reading the prompt included."""
    tokens_per_second: float
    """Speed of writing where the server tells it, else tokens over wall time."""
    encoder_can: Literal[False] = False
    """The embedded encoder cannot do this."""
    encoder_why: Literal["no_language_model_head"] = "no_language_model_head"
    """Its weights end in sentence vectors: no layer maps them back to words, and it reads both ways at once."""


def continue_text(text: str, decoder: ChatCompletions) -> Continuation:
    """Let the decoder go on with a text as it stands, without any chat template, greedily.

    Raises:
        InputError: if the text is empty or longer than 2,000 characters.
        DecoderError: if the server fails.
    """
    if not text.strip() or len(text) > MOST_CHARACTERS:
        raise InputError(f"found {len(text):,} characters; expected a text of 1 to {MOST_CHARACTERS:,}")
    start = perf_counter()
    reply = _complete(text, decoder)
    milliseconds = (perf_counter() - start) * 1000
    try:
        written, tokens = str(reply["choices"][0]["text"]), int(reply["usage"]["completion_tokens"])
    except (KeyError, IndexError, TypeError) as error:
        raise DecoderError(f"{decoder.name_shown} sent no completion ({error!r})") from error
    speed = (reply.get("timings") or {}).get("predicted_per_second") or tokens * 1000 / milliseconds
    return Continuation(text, written, decoder.name_shown, tokens, milliseconds, float(speed))


def _complete(text: str, decoder: ChatCompletions) -> dict[str, Any]:
    # No LoRA: an adapter tuned for wording answers would show through here.
    body = {"model": decoder.name_shown, "prompt": text, "max_tokens": MOST_TOKENS, "temperature": 0, "lora": []}
    headers = {"Authorization": f"Bearer {decoder.key.get_secret_value()}"} if decoder.key else {}
    url = f"{decoder.base_url.rstrip('/')}/completions"
    try:
        response = httpx.post(url, json=body, headers=headers, timeout=decoder.timeout_s).raise_for_status()
        reply: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise DecoderError(f"{decoder.name_shown} could not continue the text: {error}") from error
    return reply
