"""A check while it runs: one at a time on a machine, watched by one visit and stopped by it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

from app.bakeoff.record import Progress

if TYPE_CHECKING:
    from app.bakeoff.run import Run

EVERY_S = 0.5
"""Seconds between two updates of the page: drawing them takes time that the models are measured in."""
PARTIAL_EVERY_S = 10.0
"""Seconds between two tables of scores so far: computing one holds the run up for a moment."""
LOOKS_EVERY_S = 0.1


@dataclass
class Running:
    """The check of one visit. The event that runs it and the one that stops it share the object."""

    started: bool = False
    done: bool = True
    stopped: bool = False

    def wanted(self) -> None:
        """A check has been asked for and stands in the queue."""
        self.started = self.done = self.stopped = False

    def stop(self) -> None:
        """End it within a row, or before it starts."""
        self.stopped = True

    def wait(self, most_s: float) -> None:
        """Until it has ended, if it has started at all."""
        until = monotonic() + most_s
        while self.started and not self.done and monotonic() < until:
            sleep(LOOKS_EVERY_S)


def watched(run: "Run", running: Running) -> Iterator[Progress]:
    """The steps worth showing, until the run is through or stopped; what it found stays in ``run.record()``."""
    shown = monotonic() - EVERY_S
    with closing(run.steps()) as steps:  # type: ignore[type-var]
        for step in steps:
            if running.stopped:
                return
            if monotonic() - shown >= EVERY_S:
                yield step
                shown = monotonic()
