"""A question goes before the next row of a check."""

from threading import Event, Thread
from time import perf_counter

from app.turns import Turns


def test_nobody_waits_when_nobody_asks() -> None:
    started = perf_counter()
    Turns().give_way()
    assert perf_counter() - started < 0.1


def test_a_check_waits_until_the_last_question_is_answered() -> None:
    turns, order, waits = Turns(), [], Event()

    def check() -> None:
        waits.set()
        turns.give_way()
        order.append("row")

    with turns.first():
        with turns.first():
            other = Thread(target=check)
            other.start()
            waits.wait()
        other.join(0.1)
        order.append("answered")
    other.join(5)
    assert order == ["answered", "row"]


def test_a_question_that_fails_keeps_nobody_waiting() -> None:
    turns = Turns()
    try:
        with turns.first():
            raise ValueError
    except ValueError:
        pass
    turns.give_way()
