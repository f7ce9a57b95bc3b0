"""How an encoder and a decoder cut up the same text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from app.errors import DecoderError
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder

TIMEOUT_S = 10.0
DecoderTokenize = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Pieces:
    """One model's tokens of a text, without those a model adds at the ends."""

    model: str
    pieces: tuple[str, ...]
    """A piece that holds only some bytes of a character reads like ``<E4>``; a word start is a space or ``▁``."""
    characters_per_token: float
    """0 for a text without tokens."""
    byte_pieces: int
    """Pieces that are parts of a character: the vocabulary does not know it."""

    @property
    def count(self) -> int:
        """Number of tokens."""
        return len(self.pieces)


@dataclass(frozen=True)
class TokensResult:
    """Both sides, and where the encoder keeps its parameters."""

    characters: int
    encoder: Pieces
    decoder: Pieces | None
    decoder_error: str | None
    """Why there are no pieces of the decoder."""
    encoder_params_m: float
    """Parameters of the encoder in millions, all of them."""
    embedding_params_m: float
    """Those of its token embedding table alone, in millions."""

    @property
    def embedding_share(self) -> float:
        """Part of the encoder's parameters that is its vocabulary, 0 to 1."""
        return self.embedding_params_m / self.encoder_params_m


def compare_tokens(
    text: str, encoder: Encoder, decoder_tokenize: DecoderTokenize | None, decoder_name: str = "decoder"
) -> TokensResult:
    """Cut up one text with both models; a decoder that fails leaves its side empty with the reason."""
    pieces, error = None, None if decoder_tokenize else "no decoder is running"
    if decoder_tokenize:
        try:
            pieces = _pieces(decoder_name, text, decoder_tokenize(text))
        except DecoderError as failure:
            error = str(failure)
    own = tuple(encoder.model.tokenizer.tokenize(text))
    return TokensResult(
        characters=len(text),
        encoder=_pieces(encoder.name, text, own),
        decoder=pieces,
        decoder_error=error,
        encoder_params_m=encoder.params_m,
        embedding_params_m=_embedding_params_m(encoder),
    )


def llama_tokenize(decoder: ChatCompletions) -> DecoderTokenize:
    """The tokenizer of the llama.cpp server behind ``decoder``; what it returns raises :class:`DecoderError`."""
    url = f"{decoder.base_url.rstrip('/').removesuffix('/v1')}/tokenize"

    def tokenize(text: str) -> tuple[str, ...]:
        try:
            reply = httpx.post(url, json={"content": text, "with_pieces": True}, timeout=TIMEOUT_S).raise_for_status()
            return tuple(_shown(token["piece"]) for token in reply.json()["tokens"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise DecoderError(f"{decoder.name_shown} does not tell its tokens ({error})") from error

    return tokenize


def _pieces(model: str, text: str, pieces: tuple[str, ...]) -> Pieces:
    per_token = len(text) / len(pieces) if pieces else 0.0
    return Pieces(model, pieces, per_token, byte_pieces=sum(_is_bytes(piece) for piece in pieces))


def _shown(piece: Any) -> str:
    """llama.cpp sends a list of bytes where a piece is no valid UTF-8."""
    return piece if isinstance(piece, str) else "<" + " ".join(f"{byte:02X}" for byte in piece) + ">"


def _is_bytes(piece: str) -> bool:
    inner = piece.removeprefix("<").removesuffix(">").removeprefix("0x").split()
    return piece.startswith("<") and piece.endswith(">") and bool(inner) and all(map(_is_hex_pair, inner))


def _is_hex_pair(text: str) -> bool:
    return len(text) == 2 and all(digit in "0123456789ABCDEF" for digit in text)


def _embedding_params_m(encoder: Encoder) -> float:
    transformer: Any = encoder.model[0]
    return float(transformer.auto_model.get_input_embeddings().weight.numel()) / 1e6
