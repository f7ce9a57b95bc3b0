"""Records of runs that never ran: small enough to reckon by hand, or random."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.bakeoff.machine import Machine
from app.bakeoff.reading.rows import Counts
from app.bakeoff.record import Asked, ContestantKey, Entrant, Prediction, Record, Side

SIDES: dict[str, Side] = {
    "majority": "baseline",
    "linear": "baseline",
    "cosine": "encoder",
    "frozen": "encoder",
    "tuned": "encoder",
    "distilled": "hybrid",
}
MILLISECONDS = {"majority": 0.0, "linear": 1.0, "cosine": 10.0, "frozen": 10.0, "tuned": 10.0, "distilled": 10.0}
DECODER_MS = 200.0


def entrant(key: ContestantKey, **changes: Any) -> Entrant:
    """Named after its key; never timed in a batch."""
    return replace(Entrant(key, key, SIDES.get(key, "decoder"), 100.0, 8, 1.0, 500.0, 0, 0.0), **changes)


def record(
    labels: Sequence[str],
    truth: Sequence[str | None],
    said: dict[ContestantKey, Sequence[Prediction | None]],
    changes: dict[ContestantKey, dict[str, Any]] | None = None,
    **more: Any,
) -> Record:
    """A run with the given answers; rows have the lines 2, 3, ...

    Args:
        labels: the classes.
        truth: for each row.
        said: answers of each entrant, by its key.
        changes: what is unusual about an entrant.
        more: other fields of the record.
    """
    rows = tuple(
        Asked(place + 2, f"text {place}", None, label, tuple(answers[place] for answers in said.values()))
        for place, label in enumerate(truth)
    )
    usual = {
        "id": "abcd1234", "started": "2026-01-01T00:00:00+00:00", "seed": 3, "protocol": "holdout",
        "counts": Counts(len(rows), len(rows), 0, 0), "trained_on": 8, "left_out": 0, "complete": True,
        "seconds": 9.0, "machine": Machine("test", 2),
    }  # fmt: skip
    entrants = tuple(entrant(key, **(changes or {}).get(key, {})) for key in said)
    return Record(labels=tuple(labels), entrants=entrants, asked=rows, **{**usual, **more})


def answers(key: ContestantKey, letters: str, milliseconds: float | None = None) -> list[Prediction | None]:
    """One a letter, where the true label is always ``yes``.

    ``y`` right, ``n`` wrong, ``i`` invalid, ``e`` error, ``-`` not asked; in capitals with a confidence of 0.9, else
    of 0.6.
    """
    spent = MILLISECONDS.get(key, DECODER_MS) if milliseconds is None else milliseconds
    return [_answer(letter, spent) for letter in letters]


def _answer(letter: str, milliseconds: float) -> Prediction | None:
    match letter.lower():
        case "-":
            return None
        case "e":
            return Prediction(None, error="down")
        case "i":
            return Prediction(None, None, milliseconds, 100, 2, "?", invalid=True)
    label = "yes" if letter.lower() == "y" else "no"
    return Prediction(label, 0.9 if letter.isupper() else 0.6, milliseconds, 100, 2)


def yes_record(said: dict[ContestantKey, str], times: dict[str, float] | None = None, **more: Any) -> Record:
    """A run whose true labels are all ``yes``, with answers by letter."""
    rows = len(next(iter(said.values())))
    given = {key: answers(key, letters, (times or {}).get(key)) for key, letters in said.items()}
    return record(("yes", "no"), ["yes"] * rows, given, **more)


def random_record(
    keys: Sequence[ContestantKey], rows: int, classes: int, right: float = 0.7, seed: int = 0, **more: Any
) -> Record:
    """Entrants right on so many rows, now and then without an answer or with an invalid one."""
    deal = np.random.default_rng(seed)
    labels = [f"class {place}" for place in range(classes)]
    truth = [labels[place] for place in deal.integers(0, classes, rows)]

    def one(label: str, key: str) -> Prediction:
        chance, milliseconds = deal.random(), float(deal.uniform(5, 15))
        if chance < 0.02 and SIDES.get(key) is None:
            return Prediction(None, error="down")
        if chance < 0.05 and SIDES.get(key) is None:
            return Prediction(None, None, milliseconds, invalid=True)
        said = label if deal.random() < right else labels[int(deal.integers(classes))]
        return Prediction(said, float(deal.uniform(0.2, 1)), milliseconds)

    return record(labels, truth, {key: [one(label, key) for label in truth] for key in keys}, **more)
