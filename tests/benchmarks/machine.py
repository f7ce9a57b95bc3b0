"""Names the machine that figures were measured on."""

import platform
from datetime import date
from pathlib import Path

from app.settings import Settings


def describe(settings: Settings) -> str:
    """Processor, cores, Python and date, in one line."""
    return f"{cpu()}, {settings.threads} thread(s), Python {platform.python_version()}, {date.today().isoformat()}"


def cpu() -> str:
    """The processor's name, where the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def resident_mb(pid: int | str = "self") -> float:
    """Resident memory of a process in MB; NaN where /proc does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return float("nan")
    for line in status.read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024 / 1e6
    return float("nan")
