"""Measurements behind ``python -m app bench``: medians on the machine at hand, which is named."""

from collections.abc import Callable, Sequence
from functools import partial

from app.errors import InputError
from app.settings import Settings
from tests.benchmarks import (
    answering,
    calibration,
    check,
    deciding,
    encoder,
    page,
    retrieval,
    scale,
    start,
    understanding,
)
from tests.benchmarks.machine import describe

Say = Callable[[str], None]

BENCHES: dict[str, Callable[[Settings, Say], None]] = {
    "answering": answering.run,
    "encoder": encoder.run,
    "retrieval": retrieval.run,
    "understanding": understanding.run,
    "deciding": deciding.run,
    "calibration": calibration.run,
    "check": check.run,
    "scale": scale.run,
    "start": start.run,
    "page": page.run,
}


def run(what: str, settings: Settings, say: Say, sizes: Sequence[int] | None = None) -> None:
    """Run one benchmark by name, or all of them; ``sizes`` are the passages that ``scale`` tries.

    Raises:
        InputError: if there is no such benchmark.
    """
    names = list(BENCHES) if what == "all" else [what]
    if not set(names) <= set(BENCHES):
        raise InputError(f"no benchmark {what!r}; there are {', '.join(BENCHES)} and all")
    print(describe(settings))
    benches: dict[str, Callable[[Settings, Say], None]] = {
        **BENCHES,
        "scale": partial(scale.run, sizes=sizes or scale.SIZES),
    }
    for name in names:
        benches[name](settings, say)
