"""The only reader of the environment."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cores() -> int:
    """CPU cores this process may use, honouring the CPU_CORES variable of Hugging Face Spaces."""
    declared = os.environ.get("CPU_CORES", "")
    if declared.isdigit() and int(declared) > 0:
        return int(declared)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """Everything a host can set, each as ``BOG_<NAME>`` or in a ``.env`` file."""

    model_config = SettingsConfigDict(env_prefix="BOG_", env_file=".env", extra="ignore", frozen=True)

    cache_dir: Path = Path.home() / ".cache" / "bert-or-gpt"
    """Folder for weights, the converted encoder and the index."""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    encoder: str = "embedded"
    """``embedded``, or any sentence-transformers id or folder."""
    vector_store: str = "faiss"
    """``faiss`` searches in this process. ``postgresql://user:password@host/database`` (with pgvector) and
    ``http(s)://host:port`` (Qdrant) send the vector of each question, and once all passages, to that server."""
    decoder: str = "embedded"
    """``embedded``, ``none``, the path of a GGUF file, or ``langchain:provider:model`` for any chat model that
    LangChain knows and whose package is installed. An endpoint is chosen by ``decoder_url``."""
    decoder_url: str | None = None
    """Base URL of an OpenAI-compatible server, such as ``http://127.0.0.1:8080/v1``. Only this
    setting makes the app talk to another host; a key in the environment alone never does."""
    decoder_name: str | None = None
    """Model name to send to the endpoint, and to show."""
    decoder_key: str | None = None
    """Key for the endpoint."""
    decoder_languages: tuple[Literal["en", "zh"], ...] = ("en",)
    """Languages the decoder may word answers in; others get the stored wording."""
    decoder_slots: int = Field(default=2, ge=1, le=16)
    """Answers the local decoder writes at once; further readers queue."""
    decoder_timeout_s: float = Field(default=30.0, gt=0)
    """Seconds without a new token after which the stored wording is used."""
    threads: int = Field(default_factory=_cores, ge=1)
    """Threads for either model."""
    max_question_chars: int = Field(default=6000, ge=100)
    """Longest question that is read; longer ones are refused with a message."""
    max_rows: int = Field(default=20_000, ge=20)
    """Most rows a check accepts."""
    max_upload_mb: float = Field(default=20.0, gt=0)
    """Largest file a check accepts, in MB."""
    check_train: int = Field(default=1000, ge=2)
    """Most rows a check learns from unless the reader chooses otherwise."""
    check_test: int = Field(default=200, ge=2)
    """Most rows a check scores unless the reader chooses otherwise."""
    endpoint_url: str | None = None
    """Base URL of an OpenAI-compatible server that takes part in checks as one more contestant. Rows of a check
    are sent there, and only this setting makes that so."""
    endpoint_name: str | None = None
    """Model name to send to that server, and to show."""
    endpoint_key: str | None = None
    """Key for that server."""
    endpoint_usd_in: float | None = Field(default=None, ge=0)
    """Its price of a million tokens read, in US dollars."""
    endpoint_usd_out: float | None = Field(default=None, ge=0)
    """Its price of a million tokens written, in US dollars."""
    notes: Path | None = None
    """Folder of the host's own notes (``*.md``, ``*.yaml``), found and cited beside what is shipped."""
    history_secret: str = "bert-or-gpt"
    """Key under which a browser keeps its conversations. They never leave that browser's storage, so
    this only has to stay the same across restarts for them to be readable again."""

    @field_validator("notes", mode="before")
    @classmethod
    def _folder_or_none(cls, value: Any) -> Any:
        """An empty variable is no setting, and a ``.env`` file knows no shell that would expand ``~``."""
        return Path(value).expanduser() if value else None


def keep_private() -> None:
    """Switch off every telemetry the libraries know of; call before importing them."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("DO_NOT_TRACK", "1")
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        os.environ.setdefault(name, "false")
