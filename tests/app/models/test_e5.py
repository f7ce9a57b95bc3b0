"""Unpacking and converting a tiny packed encoder that is built here byte by byte."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import WeightsError
from app.models import e5
from app.models.encoder import Encoder, load_encoder

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 4, 96, 20, 1
PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -2.0),
    ("▁cat", -3.5),
    ("猫", -4.25),
    ("s", -5.0),
]
SPECIAL = {"bos": 0, "pad": 1, "eos": 2, "unk": 3}


def q4_block(scale: float, nibbles: list[int]) -> bytes:
    """One block of 32 weights: the first 16 nibbles are the low halves, the last 16 the high ones."""
    assert len(nibbles) == 32
    return struct.pack("<e", scale) + bytes(
        low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
    )


def random_q4(count: int, seed: int) -> tuple[bytes, NDArray[np.float32]]:
    """Packed weights, and what they stand for."""
    rng = np.random.default_rng(seed)
    raw, weights = b"", []
    for _ in range(count // 32):
        scale, nibbles = float(np.float16(rng.uniform(0.001, 0.1))), rng.integers(0, 16, 32).tolist()
        raw += q4_block(scale, nibbles)
        weights.append((np.array(nibbles, dtype=np.float32) - 8) * np.float32(scale))
    return raw, np.concatenate(weights)


def shapes() -> dict[str, tuple[int, bool]]:
    """Tensor sizes of a BertModel of these dimensions, and whether they are packed."""
    sizes = {"emb.word": (len(PIECES) * HIDDEN, True), "emb.pos": (POSITIONS * HIDDEN, True)}
    sizes |= {"emb.type": (TYPES * HIDDEN, False), "emb.ln.w": (HIDDEN, False), "emb.ln.b": (HIDDEN, False)}
    for layer in range(LAYERS):
        for part, (rows, columns) in {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN)}.items():
            sizes |= {f"l{layer}.{part}.w": (rows * columns, True), f"l{layer}.{part}.b": (rows, False)}
        sizes |= {f"l{layer}.ao.w": (HIDDEN * HIDDEN, True), f"l{layer}.ao.b": (HIDDEN, False)}
        sizes |= {f"l{layer}.fi.w": (INNER * HIDDEN, True), f"l{layer}.fi.b": (INNER, False)}
        sizes |= {f"l{layer}.fo.w": (HIDDEN * INNER, True), f"l{layer}.fo.b": (HIDDEN, False)}
        for norm in ("aln", "oln"):
            sizes |= {f"l{layer}.{norm}.w": (HIDDEN, False), f"l{layer}.{norm}.b": (HIDDEN, False)}
    return sizes


def packed_file(block: int = 32, magic: bytes = b"E5S1") -> tuple[bytes, dict[str, NDArray[np.float32]]]:
    """The whole file, and the weights it holds."""
    texts = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = magic + struct.pack("<i", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, TYPES)
    head += struct.pack("<f", 1e-12) + struct.pack("<i", block)
    head += struct.pack("<5i", len(PIECES), *(SPECIAL[role] for role in ("bos", "eos", "pad", "unk")))
    head += struct.pack("<Q", sum(map(len, texts))) + offsets.tobytes()
    head += np.array([score for _, score in PIECES], dtype="<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, 5) + b"abcde"
    weights: dict[str, NDArray[np.float32]] = {}
    raws: dict[str, bytes] = {}
    for seed, (name, (count, packed)) in enumerate(shapes().items()):
        if packed:
            raws[name], weights[name] = random_q4(count, seed)
        else:
            weights[name] = np.random.default_rng(seed).normal(1.0, 0.2, count).astype(np.float32)
            raws[name] = weights[name].astype("<f4").tobytes()
    directory_bytes = 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in raws)
    position = len(head) + directory_bytes
    directory = struct.pack("<i", len(raws))
    for name, raw in raws.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", shapes()[name][1], shapes()[name][0], position, len(raw))
        position += len(raw)
    return head + directory + b"".join(raws.values()), weights


def test_one_block_is_dequantised_by_hand() -> None:
    nibbles = [0, 15, *[8] * 14, 1, 9, *[8] * 14]
    flat = e5._dequantise(q4_block(0.5, nibbles))
    assert flat.dtype == np.float32
    assert flat.tolist() == [-4.0, 3.5, *[0.0] * 14, -3.5, 0.5, *[0.0] * 14]


def test_unpack_reads_what_was_packed() -> None:
    data, weights = packed_file()
    encoder = e5.unpack(data)
    assert (encoder.hidden, encoder.layers, encoder.heads, encoder.intermediate) == (HIDDEN, LAYERS, HEADS, INNER)
    assert (encoder.vocabulary, encoder.positions, encoder.token_types) == (len(PIECES), POSITIONS, TYPES)
    assert encoder.epsilon == pytest.approx(1e-12)
    assert encoder.pieces == PIECES
    assert encoder.special == SPECIAL
    assert set(encoder.tensors) == set(weights)
    for name, expected in weights.items():
        np.testing.assert_array_equal(encoder.tensors[name], expected, err_msg=name)


@pytest.mark.parametrize("data", [b"E5S2" + bytes(100), b"GGUF" + bytes(100), b"", b"E5"])
def test_another_magic_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsError, match="E5S1"):
        e5.unpack(data)


def test_another_block_size_is_refused() -> None:
    with pytest.raises(WeightsError, match="blocks of 64 weights, expected 32"):
        e5.unpack(packed_file(block=64)[0])


def test_convert_refuses_before_it_writes(tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsError):
        e5.convert(tmp_path / "packed", tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "packed").write_bytes(packed_file()[0])
    e5.convert(folder / "packed", folder / "st")
    return folder / "st"


def test_converted_folder_holds_the_weights_and_configs(tiny: Path) -> None:
    from safetensors.numpy import load_file

    state, (_, weights) = load_file(tiny / "model.safetensors"), packed_file()
    query = state["encoder.layer.1.attention.self.query.weight"]
    np.testing.assert_array_equal(query, weights["l1.q.w"].reshape(HIDDEN, HIDDEN))
    assert state["encoder.layer.0.intermediate.dense.weight"].shape == (INNER, HIDDEN)
    assert state["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, INNER)
    assert state["embeddings.word_embeddings.weight"].shape == (len(PIECES), HIDDEN)
    assert len(state) == 5 + LAYERS * 16
    config = json.loads((tiny / "config.json").read_text(encoding="utf-8"))
    assert (config["hidden_size"], config["num_hidden_layers"], config["pad_token_id"]) == (HIDDEN, LAYERS, 1)
    prompts = json.loads((tiny / "config_sentence_transformers.json").read_text(encoding="utf-8"))["prompts"]
    assert prompts == {"query": "query: ", "document": "passage: "}


@pytest.mark.parametrize(
    ("text", "ids"),
    [("cat", [0, 5, 2]), ("cats", [0, 5, 7, 2]), ("猫", [0, 4, 6, 2]), ("cat  cat", [0, 5, 5, 2]), ("", [0, 2])],
)
def test_converted_tokenizer_cuts_into_the_pieces(tiny: Path, text: str, ids: list[int]) -> None:
    from tokenizers import Tokenizer

    assert Tokenizer.from_file(str(tiny / "tokenizer.json")).encode(text).ids == ids


def test_tiny_encoder_runs_as_any_sentence_transformer(tiny: Path, tmp_path: Path) -> None:
    encoder = load_encoder(str(tiny), tmp_path, threads=1)
    assert encoder.dimension == HIDDEN
    vectors = encoder.passages(["cat", "cats cats", "猫"], batch=2)
    assert vectors.shape == (3, HIDDEN)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.passages(["cats cats"])[0], vectors[1], atol=1e-5)


TEXTS = [
    "The cat sleeps on the sofa.",
    "猫在沙发上睡觉。",
    "The central bank raised interest rates.",
    "央行提高了利率。",
]


def test_embedded_encoder_gives_unit_vectors(encoder: Encoder) -> None:
    vectors = encoder.passages(TEXTS * 5, batch=7)
    assert vectors.shape == (20, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[4:8], vectors[:4], atol=1e-4)


def test_embedded_encoder_puts_translations_closer_than_other_subjects(encoder: Encoder) -> None:
    cosines = encoder.passages(TEXTS) @ encoder.passages(TEXTS).T
    assert min(cosines[0, 1], cosines[2, 3]) > max(cosines[0, 2], cosines[0, 3], cosines[1, 2], cosines[1, 3])


def test_queries_and_passages_have_prefixes_of_their_own(encoder: Encoder) -> None:
    query, passage = encoder.queries(["cat"])[0], encoder.passages(["cat"])[0]
    assert 0.8 < float(query @ passage) < 0.999
    assert encoder.embed_query("cat") == pytest.approx(query.tolist(), abs=1e-5)
    assert encoder.embed_documents(["cat"])[0] == pytest.approx(passage.tolist(), abs=1e-5)


def test_embedded_encoder_is_the_one_of_the_manifest(encoder: Encoder) -> None:
    assert encoder.name == "intfloat/multilingual-e5-small"
    assert encoder.params_m == pytest.approx(118, abs=1)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.passages([]).shape == (0, 384)
    assert encoder.embed_documents([]) == []
