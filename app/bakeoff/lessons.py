"""What the decoder says about training rows: to teach a small model, and to find out when to ask the decoder at all."""

import random
from collections.abc import Sequence
from dataclasses import replace

from app.bakeoff.contestants.contestant import joined, labels_of
from app.bakeoff.contestants.encoders import FrozenContestant
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import Calibration, Prediction, Teaching

MOST_LESSONS = 48
"""Training rows the decoder labels: about seven seconds of a small one on two cores."""
LESSONS_SHARE = 0.5
"""Share of the training rows it labels at most."""


def lessons_for(examples: Sequence[Row], seed: int, shown: Sequence[Row] = ()) -> list[Row]:
    """Training rows for the decoder to label, drawn at random among those its prompt does not show."""
    in_prompt = set(map(joined, shown))
    new = [row for row in examples if joined(row) not in in_prompt]
    count = min(MOST_LESSONS, int(LESSONS_SHARE * len(examples)), len(new))
    return random.Random(seed).sample(new, count)


class Lessons:
    """The rows, the decoder's answers to them, and what comes of both."""

    def __init__(self, rows: Sequence[Row], examples: Sequence[Row], readings: Readings) -> None:
        """
        Args:
            rows: training rows to be labelled by the decoder.
            examples: all training rows, these among them.
            readings: the encoder's, shared by the run.
        """
        self.rows = rows
        self._examples, self._readings = examples, readings
        self._answers: list[Prediction] = []
        self.calibration: tuple[Calibration, ...] = ()

    def add(self, answer: Prediction) -> None:
        """The decoder's answer to the next row."""
        self._answers.append(answer)

    @property
    def seconds(self) -> float:
        """Time the decoder took."""
        return sum(answer.milliseconds for answer in self._answers) / 1000

    @property
    def taught(self) -> list[Row]:
        """The rows with the decoder's labels; those without a valid answer are left out."""
        pairs = zip(self.rows, self._answers, strict=True)
        return [replace(row, label=answer.label) for row, answer in pairs if answer.label is not None]

    def calibrate(self) -> None:
        """Hold the decoder's answers beside those of an encoder that was trained without these rows."""
        taught = set(map(joined, self.rows))
        others = [row for row in self._examples if joined(row) not in taught]
        if len(set(labels_of(others))) < 2:
            return
        encoder = FrozenContestant(self._readings)
        encoder.fit(others)
        said = encoder.predict_known(self.rows)
        self.calibration = tuple(
            Calibration(row.label or "", mine, theirs)
            for row, mine, theirs in zip(self.rows, said, self._answers, strict=True)
        )

    def compare(self, scored: Sequence[Row]) -> Teaching:
        """How good a teacher the decoder is, and what the same pupil would say had people labelled the same rows."""
        right = sum(row.label == answer.label for row, answer in zip(self.rows, self._answers, strict=True))
        said: tuple[str, ...] = ()
        if len(set(labels_of(self.rows))) >= 2:
            pupil = FrozenContestant(self._readings)
            pupil.fit(self.rows)
            said = tuple(answer.label or "" for answer in pupil.predict(scored))
        return Teaching(len(self.rows), right, said)
