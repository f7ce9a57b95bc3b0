"""A LangChain chat model over any OpenAI-compatible server, the local llama.cpp one included."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, SecretStr

from app.errors import DecoderError


class ChatCompletions(BaseChatModel):
    """Speaks the chat completions protocol of llama.cpp, vLLM, Ollama and others.

    Keyword arguments of ``invoke`` and ``stream`` go into the request body, so that a server's own
    parameters (``grammar``, ``logprobs``, ``temperature``, ...) can be used. Closing the iterator that
    ``stream`` returns closes the connection, which makes the server stop and free its slot.
    """

    base_url: str
    """Root of the API, ending in ``/v1``."""
    name_shown: str
    """Model name, as sent to the server and shown to readers."""
    params_m: float | None = None
    """Parameters in millions, where known."""
    slots: int = 0
    """Slots of a llama.cpp server of our own, each of which keeps a prompt; 0 for any other server."""
    parallel: int = 1
    """Requests worth sending at once; 1 for a model on this machine, whose cores one request keeps busy."""
    usd_per_million: tuple[float, float] | None = None
    """Price of a million tokens read and written, where the server charges for them."""
    languages: tuple[str, ...] = ("en",)
    """Languages the model can write acceptably."""
    key: SecretStr | None = None
    timeout_s: float = 30.0
    """Seconds to wait for a connection and for each new token."""
    defaults: dict[str, Any] = Field(default_factory=dict)
    """Request parameters sent with every call unless overridden."""

    @property
    def _llm_type(self) -> str:
        return "openai-compatible"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self._request(messages, stop, stream=False, **kwargs) as response:
            reply = json.loads(response.read())
            choice = reply["choices"][0]
            message = AIMessage(
                content=choice["message"]["content"] or "",
                response_metadata={
                    "logprobs": choice.get("logprobs"),
                    "usage": reply.get("usage"),
                    "timings": reply.get("timings"),
                },
            )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._request(messages, stop, stream=True, **kwargs) as response:
            for line in response.iter_lines():
                if not line.startswith("data: ") or line == "data: [DONE]":
                    continue
                event = json.loads(line.removeprefix("data: "))
                if "error" in event:
                    raise DecoderError(f"{self.name_shown} failed: {event['error'].get('message', event['error'])}")
                text = event["choices"][0]["delta"].get("content") if event.get("choices") else None
                if text:
                    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
                    if run_manager:
                        run_manager.on_llm_new_token(text, chunk=chunk)
                    yield chunk
        # LangChain takes a stream without any chunk for a failure, but a model may well write nothing.
        yield ChatGenerationChunk(message=AIMessageChunk(content=""))

    @contextmanager
    def _request(
        self, messages: list[BaseMessage], stop: list[str] | None, stream: bool, **kwargs: Any
    ) -> Iterator[httpx.Response]:
        """Send one request; every way it can fail becomes a :class:`DecoderError`."""
        body = {
            "model": self.name_shown,
            "messages": [_as_dict(message) for message in messages],
            "stream": stream,
            **({"stop": stop} if stop else {}),
            **self.defaults,
            **kwargs,
        }
        headers = {"Authorization": f"Bearer {self.key.get_secret_value()}"} if self.key else {}
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        try:
            with httpx.stream("POST", url, json=body, headers=headers, timeout=self.timeout_s) as response:
                if response.is_error:
                    response.read()
                    raise DecoderError(f"{self.name_shown} answered {response.status_code}: {response.text[:200]}")
                yield response
        except httpx.TimeoutException as error:
            raise DecoderError(f"{self.name_shown} sent nothing for {self.timeout_s:g} s") from error
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise DecoderError(f"{self.name_shown} sent what is no chat completion ({error!r})") from error
        except httpx.HTTPError as error:
            raise DecoderError(f"{self.name_shown} at {self.base_url} cannot be reached: {error}") from error


def _as_dict(message: BaseMessage) -> dict[str, Any]:
    if isinstance(message, SystemMessage):
        role = "system"
    elif isinstance(message, HumanMessage):
        role = "user"
    else:
        role = "assistant"
    return {"role": role, "content": message.content}
