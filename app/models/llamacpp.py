"""The local decoder: a GGUF file served by llama.cpp inside this process, on loopback only."""

from pathlib import Path
from typing import Any

from app.errors import DecoderError

CONTEXT_TOKENS = 2048
"""Context of one slot: several times the longest prompt and answer the app builds."""


class LlamaServer:
    """An in-process llama.cpp server with continuous batching and a prompt-prefix cache."""

    def __init__(self, gguf: Path, slots: int, threads: int) -> None:
        """Load ``gguf`` and listen on a free loopback port.

        Raises:
            DecoderError: if the file is missing or llama.cpp cannot load it.
        """
        import xllamacpp

        if not gguf.is_file():
            raise DecoderError(f"no GGUF file at {gguf}; set BOG_DECODER to one, or to 'embedded' or 'none'")
        params: Any = xllamacpp.CommonParams()
        params.model.path = str(gguf)
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.n_parallel = slots
        params.n_ctx = CONTEXT_TOKENS * slots
        params.n_gpu_layers = 0
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.ui = False
        params.cache_ram_mib = 64
        params.verbosity = -1
        try:
            self._server = xllamacpp.Server(params)
        except Exception as error:
            raise DecoderError(f"llama.cpp cannot load {gguf}: {error}") from error

    @property
    def base_url(self) -> str:
        """Root of its OpenAI-compatible API."""
        return f"{self._server.listening_address}/v1"
