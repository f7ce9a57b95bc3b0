"""Live comparisons with real models."""

import json
from dataclasses import asdict

import pytest

from app.demos.continuation import MOST_CHARACTERS, MOST_TOKENS, continue_text
from app.demos.similarity import compare_similarity
from app.demos.tokens import compare_tokens, llama_tokenize
from app.errors import DecoderError, InputError
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder

DEAD = ChatCompletions(base_url="http://127.0.0.1:9/v1", name_shown="dead", timeout_s=2)


def test_both_cut_up_english(encoder: Encoder, decoder: ChatCompletions) -> None:
    text = "Tokenization matters"
    result = compare_tokens(text, encoder, llama_tokenize(decoder), decoder.name_shown)
    assert "".join(result.encoder.pieces).replace("▁", " ").strip() == text
    assert result.decoder is not None
    assert "".join(result.decoder.pieces) == text
    assert result.decoder.characters_per_token == len(text) / result.decoder.count
    assert 0.5 < result.embedding_share < 1
    json.dumps(asdict(result))


def test_an_english_vocabulary_takes_chinese_apart_into_bytes(encoder: Encoder, decoder: ChatCompletions) -> None:
    result = compare_tokens("送得很快", encoder, llama_tokenize(decoder))
    assert result.decoder is not None
    assert result.decoder.byte_pieces > 0
    assert result.encoder.byte_pieces == 0
    assert result.decoder.count > result.encoder.count


def test_no_text_no_tokens(encoder: Encoder, decoder: ChatCompletions) -> None:
    result = compare_tokens("", encoder, llama_tokenize(decoder))
    assert (result.encoder.count, result.encoder.characters_per_token) == (0, 0.0)


@pytest.mark.parametrize("tokenize", [None, llama_tokenize(DEAD)])
def test_without_a_decoder_the_encoder_side_stands(tokenize: object, encoder: Encoder) -> None:
    result = compare_tokens("some words", encoder, tokenize)  # type: ignore[arg-type]
    assert result.decoder is None
    assert result.decoder_error
    assert result.encoder.count == 2


def test_sentence_vectors_tell_pairs_further_apart_than_first_tokens(encoder: Encoder) -> None:
    pairs = [
        ("How do I reset my password?", "I forgot my login."),
        ("How do I reset my password?", "It rains in Lyon."),
    ]
    result = compare_similarity(pairs, encoder)
    alike, unlike = result.pairs
    assert alike.pooled > unlike.pooled
    assert result.pooled_spread > result.first_token_spread
    assert result.first_token == "<s>"


def test_a_text_is_like_itself_both_ways(encoder: Encoder) -> None:
    (pair,) = compare_similarity([("同一句话", "同一句话")], encoder).pairs
    assert pair.pooled == pytest.approx(1, abs=1e-4)
    assert pair.first_token == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("pairs", [[], [("a", " ")], [("a", "b"), ("", "c")]])
def test_pairs_need_two_texts(pairs: list[tuple[str, str]], encoder: Encoder) -> None:
    with pytest.raises(InputError, match="expected two texts"):
        compare_similarity(pairs, encoder)


def test_the_decoder_continues_and_the_encoder_cannot(decoder: ChatCompletions) -> None:
    result = continue_text("Once upon a time", decoder)
    assert result.text.strip()
    assert 0 < result.tokens <= MOST_TOKENS
    assert result.milliseconds > 0
    assert result.tokens_per_second > 0
    assert result.encoder_can is False
    assert result.encoder_why == "no_language_model_head"


@pytest.mark.parametrize("text", ["", "  \n", "a" * (MOST_CHARACTERS + 1)])
def test_texts_that_cannot_be_continued(text: str, decoder: ChatCompletions) -> None:
    with pytest.raises(InputError, match="expected a text of 1 to 2,000"):
        continue_text(text, decoder)


def test_a_dead_decoder_is_an_error_of_ours() -> None:
    with pytest.raises(DecoderError, match="dead could not continue"):
        continue_text("Once", DEAD)
