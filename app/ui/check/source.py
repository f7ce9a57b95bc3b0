"""Where the rows come from: a paste or an uploaded file, and perhaps a separate file to test on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

MB = 1_000_000


@dataclass(frozen=True)
class File:
    """An uploaded file, held in memory for the visit."""

    name: str
    data: bytes


def taken(path: str) -> File:
    """The content of an upload, which is then deleted from the server's disk."""
    file = Path(path)
    content = File(file.name, file.read_bytes())
    file.unlink()
    return content


@contextmanager
def on_disk(file: File) -> Iterator[Path]:
    """The file under its own name, for as long as it takes to read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.data)
        yield path
