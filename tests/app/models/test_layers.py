"""The exported layers give torch's vectors."""

import numpy as np
import pytest

from app.models.encoder import Encoder, torch_encoder
from app.settings import Settings


@pytest.fixture(scope="module")
def torch_only(settings: Settings) -> Encoder:
    return torch_encoder(settings.cache_dir, settings.threads)


@pytest.mark.parametrize(
    "texts",
    [
        ["x"],
        ["Which model?"],
        ["BERT 和 GPT 有什么区别？", "a much longer question about tagging names in long contracts", "短"],
        ["word " * 700, "two words"],
        [f"sentence number {number} of many" for number in range(40)],
    ],
    ids=["one letter", "one", "three lengths", "cut at 512 tokens", "more than a batch"],
)
def test_vectors_equal_those_of_torch(encoder: Encoder, torch_only: Encoder, texts: list[str]) -> None:
    np.testing.assert_allclose(encoder.queries(texts), torch_only.queries(texts), atol=2e-5)
    np.testing.assert_allclose(encoder.passages(texts), torch_only.passages(texts), atol=2e-5)


def test_size_and_token_embeddings_are_those_of_the_whole_model(encoder: Encoder, torch_only: Encoder) -> None:
    assert encoder.params_m == pytest.approx(torch_only.params_m) and encoder.dimension == torch_only.dimension
    one, other = (model.model[0].auto_model.get_input_embeddings().weight for model in (encoder, torch_only))
    assert one.shape == other.shape
