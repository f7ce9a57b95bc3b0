"""The shipped heads over the real encoder."""

from collections.abc import Callable

import pytest

from app.models.encoder import Encoder
from app.understanding.facts import facts_of
from app.understanding.heads import TRAINED, Heads
from app.understanding.profile import TaskProfile
from app.understanding.training import born_of
from app.understanding.understand import Understander
from app.understanding.votes import Votes
from knowledge import Knowledge


@pytest.fixture(scope="session")
def heads(knowledge: Knowledge, encoder: Encoder) -> Heads:
    """Refuses to load when the texts they were trained from have changed since."""
    return Heads.load(TRAINED, born_of(knowledge, encoder.name))


@pytest.fixture(scope="session")
def understander(heads: Heads, encoder: Encoder) -> Understander:
    return Understander(heads, lambda text: encoder.read([text])[0])


@pytest.fixture(scope="session")
def read_facts(heads: Heads, encoder: Encoder) -> Callable[[str], TaskProfile]:
    """Reads the facts of a text."""
    return lambda text: facts_of(text, Votes(text, heads.read(encoder.read([text])[0])))
