"""What the numbers were measured on."""

import contextlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """The hardware of a run."""

    cpu: str
    threads: int
    """Cores this process may use."""


def machine() -> Machine:
    """This machine, as far as the operating system tells."""
    return Machine(cpu=_cpu(), threads=_threads())


def _cpu() -> str:
    named = (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine() or "unknown")


def _threads() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def forget_peak_memory() -> None:
    """Let :func:`peak_memory_mb` count from now on, where the kernel allows it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_memory_mb() -> float | None:
    """Most resident memory of this process in MB since :func:`forget_peak_memory`; None where ``/proc`` is missing."""
    return next((int(line.split()[1]) / 1024 for line in _lines("/proc/self/status") if line.startswith("VmHWM")), None)
