"""Time from starting the process to the page and to readiness, and its memory then."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from app.settings import Settings
from tests.benchmarks.machine import resident_mb

ROUNDS = 3
GIVE_UP_S = 120.0


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print medians of a few starts."""
    pages, readies, memories = [], [], []
    for round_ in range(ROUNDS):
        say(f"start {round_ + 1} of {ROUNDS}")
        page, ready, memory = _once()
        pages.append(page)
        readies.append(ready)
        memories.append(memory)
    print(f"{'start to page':34} median {median(pages):8.1f} s   worst {max(pages):8.1f} s")
    print(f"{'start to ready':34} median {median(readies):8.1f} s   worst {max(readies):8.1f} s")
    print(f"{'resident memory when ready':34} median {median(memories):8.0f} MB")


def _once() -> tuple[float, float, float]:
    started = time.perf_counter()
    with _process() as (process, url):
        page = _wait(url, started)
        ready = _wait(f"{url}readyz", started)
        return page, ready, resident_mb(process.pid)


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a server that is ready."""
    with _process() as (_, url):
        _wait(f"{url}readyz", time.perf_counter())
        yield url


@contextmanager
def _process() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process, f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, started: float) -> float:
    """Seconds since ``started`` until ``url`` answers 200."""
    while time.perf_counter() - started < GIVE_UP_S:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return time.perf_counter() - started
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {GIVE_UP_S:g} s")
