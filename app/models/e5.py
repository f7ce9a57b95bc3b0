"""Converts the packed 4-bit multilingual-e5-small into an ordinary sentence-transformers folder.

The layout (version 1 of magic ``E5S1``) is documented by the C engine that ships in the same wheel:
a header, the Unigram tokenizer, a map of normalised characters, a directory of tensors, then the tensors as
fp32 or as Q4_0 blocks (one fp16 scale and 32 four-bit weights).
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import WeightsError

_MAGIC = b"E5S1"
_BLOCK = 32
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True)
class PackedEncoder:
    """What stands in the packed file, dequantised."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    """Unigram pieces with their log-probabilities; the position is the token id."""
    special: dict[str, int]
    """Ids of ``bos``, ``eos``, ``pad`` and ``unk``."""
    tensors: dict[str, NDArray[np.float32]]
    """Flat arrays by the file's own names."""


def convert(packed: Path, folder: Path) -> None:
    """Write ``folder`` as a sentence-transformers model with mean pooling and L2 norm.

    Raises:
        WeightsError: if ``packed`` is not such a file.
    """
    from safetensors.numpy import save_file

    encoder = unpack(packed.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_state(encoder), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(encoder).save(str(folder / "tokenizer.json"))
    for name, content in _configs(encoder).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def unpack(data: bytes) -> PackedEncoder:
    """Parse and dequantise the packed file.

    Raises:
        WeightsError: if the magic or the block size is another one.
    """
    if data[:4] != _MAGIC:
        raise WeightsError(f"not a packed encoder: starts with {data[:4]!r}, expected {_MAGIC!r}")
    reader = _Reader(data, position=8)
    hidden, layers, heads, intermediate, vocabulary, positions, token_types = reader.take("7i")
    (epsilon,) = reader.take("f")
    (block,) = reader.take("i")
    if block != _BLOCK:
        raise WeightsError(f"packed encoder has blocks of {block} weights, expected {_BLOCK}")
    count, bos, eos, pad, unk = reader.take("5i")
    (blob_bytes,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.bytes(blob_bytes)
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    reader.take("i")  # entries of the character map, which NFKC reproduces
    (map_bytes,) = reader.take("I")
    reader.bytes(map_bytes)
    return PackedEncoder(
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        vocabulary=vocabulary,
        positions=positions,
        token_types=token_types,
        epsilon=epsilon,
        pieces=pieces,
        special={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        tensors=_tensors(reader),
    )


class _Reader:
    """Little-endian cursor over the file."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data = data
        self.position = position

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return self.data[self.position - count : self.position]

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values: NDArray[Any] = np.frombuffer(self.data, dtype, count, self.position)
        self.position += values.nbytes
        return values


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    (entries,) = reader.take("i")
    tensors = {}
    for _ in range(entries):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode()
        packed, count, offset, size = reader.take("BIQQ")
        raw = reader.data[offset : offset + size]
        tensors[name] = _dequantise(raw) if packed else np.frombuffer(raw, "<f4", count)
    return tensors


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)]))
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    flat: NDArray[np.float32] = (weights * blocks["scale"].astype(np.float32)[:, None]).ravel()
    return flat


def _state(encoder: PackedEncoder) -> dict[str, NDArray[np.float32]]:
    """The tensors under the names and shapes of transformers' ``BertModel``."""
    hidden, tensors = encoder.hidden, encoder.tensors
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(encoder.layers):
        for short, long in _PARTS.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            shaped = weight if short.endswith("ln") else weight.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{long}.weight"] = shaped
            state[f"encoder.layer.{layer}.{long}.bias"] = bias
    return {name: np.ascontiguousarray(array) for name, array in state.items()}


def _tokenizer(encoder: PackedEncoder) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    special = encoder.special
    tokenizer = Tokenizer(models.Unigram(encoder.pieces, unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = encoder.pieces[special["bos"]][0], encoder.pieces[special["eos"]][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, special["bos"]), (eos, special["eos"])],
    )
    names = [encoder.pieces[special[role]][0] for role in ("bos", "pad", "eos", "unk")]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in names])
    return tokenizer


def _configs(encoder: PackedEncoder) -> dict[str, Any]:
    special = {role: encoder.pieces[index][0] for role, index in encoder.special.items()}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": encoder.hidden,
            "num_hidden_layers": encoder.layers,
            "num_attention_heads": encoder.heads,
            "intermediate_size": encoder.intermediate,
            "vocab_size": encoder.vocabulary,
            "max_position_embeddings": encoder.positions,
            "type_vocab_size": encoder.token_types,
            "layer_norm_eps": encoder.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": encoder.special["pad"],
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": encoder.positions,
            "bos_token": special["bos"],
            "cls_token": special["bos"],
            "eos_token": special["eos"],
            "sep_token": special["eos"],
            "pad_token": special["pad"],
            "unk_token": special["unk"],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": encoder.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": encoder.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
