"""Who goes first on one machine: a question in the chat before the next row of a check."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

LONGEST_WAIT_S = 10.0
"""Seconds a check gives way at a time, so that a busy chat slows it down and does not stop it."""


class Turns:
    """Counts the questions being answered, and lets others wait until there are none."""

    def __init__(self) -> None:
        self._asked = 0
        self._changed = Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """While a question is being answered."""
        with self._changed:
            self._asked += 1
        try:
            yield
        finally:
            with self._changed:
                self._asked -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until no question is being answered, ten seconds at most."""
        with self._changed:
            self._changed.wait_for(lambda: self._asked == 0, LONGEST_WAIT_S)
