"""What the numbers were measured on."""

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


def process_memory_mb() -> float | None:
    """Resident memory of this whole process in MB, all models in it together; None where ``/proc`` is missing."""
    return next((int(line.split()[1]) / 1024 for line in _lines("/proc/self/status") if line.startswith("VmRSS")), None)


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
