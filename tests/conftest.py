"""Real models and services, loaded once for all tests."""

from collections.abc import Iterator

import pytest

from app.models.chat import ChatCompletions
from app.models.encoder import Encoder, load_encoder
from app.settings import Settings, keep_private
from app.wiring import Services, build, build_decoder
from knowledge import Knowledge, load_knowledge

keep_private()


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The default settings, with the weights that 'make' has fetched."""
    return Settings()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge base."""
    return load_knowledge()


@pytest.fixture(scope="session")
def encoder(settings: Settings) -> Encoder:
    """The embedded multilingual-e5-small."""
    return load_encoder(settings.encoder, settings.cache_dir, settings.threads)


@pytest.fixture(scope="session")
def decoder(settings: Settings) -> Iterator[ChatCompletions]:
    """The embedded SmolLM2-135M behind a real llama.cpp server on loopback."""
    server, model = build_decoder(settings, print)
    assert isinstance(model, ChatCompletions)
    yield model
    del server


@pytest.fixture(scope="session")
def services(settings: Settings) -> Services:
    """Everything wired together, without a decoder."""
    return build(settings, with_decoder=False)
