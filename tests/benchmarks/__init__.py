"""Measurements behind ``python -m app bench``: medians on the machine at hand, which is named."""

from collections.abc import Callable

from app.errors import InputError
from app.settings import Settings
from tests.benchmarks import answering, deciding, encoder, page, retrieval, start
from tests.benchmarks.machine import describe

Say = Callable[[str], None]

BENCHES: dict[str, Callable[[Settings, Say], None]] = {
    "answering": answering.run,
    "encoder": encoder.run,
    "retrieval": retrieval.run,
    "deciding": deciding.run,
    "start": start.run,
    "page": page.run,
}


def run(what: str, settings: Settings, say: Say) -> None:
    """Run one benchmark by name, or all of them.

    Raises:
        InputError: if there is no such benchmark.
    """
    names = list(BENCHES) if what == "all" else [what]
    if not set(names) <= set(BENCHES):
        raise InputError(f"no benchmark {what!r}; there are {', '.join(BENCHES)} and all")
    print(describe(settings))
    for name in names:
        BENCHES[name](settings, say)
