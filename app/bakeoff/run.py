"""One check: every contestant on the same examples and the same rows, measured item by item."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from time import perf_counter

from app.bakeoff.contestants.encoders import texts_of
from app.bakeoff.contestants.roster import Roster
from app.bakeoff.curve import curve
from app.bakeoff.entry import Entry
from app.bakeoff.estimate import Estimate
from app.bakeoff.lessons import Lessons, lessons_for
from app.bakeoff.machine import machine
from app.bakeoff.plan import BATCH_ROWS, FREE_ROWS, Plan
from app.bakeoff.reading.rows import Row, Rows
from app.bakeoff.record import Asked, CurvePoint, Prediction, Progress, Record, Stage, Teaching
from app.bakeoff.split import Fold, split

BLOCK_ROWS = 5
"""Rows in a row for one contestant before the next one's turn: threads of any runtime go on spinning for a moment, and
row by row each would slow the other down."""
READ_AT_ONCE = 16
"""Examples read between two looks at whether the run was cancelled."""


class Run:
    """A check that can be watched, cancelled, and asked at any moment for what it has found so far."""

    def __init__(
        self,
        rows: Rows,
        roster: Roster,
        plan: Plan = Plan(),
        test: Rows | None = None,
        expected: Estimate | None = None,
    ) -> None:
        """Deal the rows; nothing is run yet.

        Args:
            rows: the table.
            roster: the models at hand.
            plan: what the reader chose.
            test: rows of a separate test file.
            expected: how long it may take, for the progress; without it only rows are counted.

        Raises:
            InputError: if a contestant cannot take part, or the table leaves nothing to score and nothing to predict.
        """
        self.plan = plan
        self.split = split(rows, test, plan.most_train, plan.most_test, plan.seed)
        in_turn = self.split.protocol != "holdout"
        keys = plan.keys or roster.keys(rows.pairs, in_turn)
        contestants, self._readings = roster.build(keys, rows.pairs, plan.seed)
        self._entries = [Entry(contestant) for contestant in contestants]
        self._rows, self._expected, self._turns = rows, expected, roster.turns
        self._lessons: Lessons | None = None
        self._asked: list[Asked] = []
        self._curve: list[CurvePoint] = []
        self._teaching: Teaching | None = None
        self._complete = False
        self._started, self._began = datetime.now(UTC), perf_counter()
        self._ended: float | None = None

    def steps(self) -> Iterator[Progress]:
        """Run; progress comes after every answer. Closing the iterator ends the run within one answer or one training.

        Every contestant gets the same examples and the same rows (see :mod:`app.bakeoff.split` for which). They take
        turns every five rows, the first one changing, so that a slow moment of the machine hits all of them alike.
        Cancelled, it keeps the rows that all of them have answered.
        """
        self._began = perf_counter()
        try:
            for fold in self.split.folds:
                yield from self._prepare(fold)
                yield from self._ask(fold)
            if self.split.protocol == "holdout":
                yield from self._finish(self.split.folds[0])
            self._complete = True
        finally:
            self._ended = perf_counter()

    def record(self) -> Record:
        """What is there so far."""
        plan, lessons = self.plan, self._lessons
        return Record(
            id=self._id(),
            started=self._started.isoformat(timespec="seconds"),
            seed=plan.seed,
            protocol=self.split.protocol,
            labels=self._rows.labels,
            counts=self._rows.counts,
            trained_on=max(len(fold.examples) for fold in self.split.folds),
            left_out=self.split.left_out,
            complete=self._complete,
            seconds=(self._ended or perf_counter()) - self._began,
            entrants=tuple(entry.entrant() for entry in self._entries),
            asked=tuple(self._asked),
            machine=machine(),
            curve=tuple(self._curve),
            calibration=lessons.calibration if lessons else (),
            teaching=self._teaching,
        )

    def _prepare(self, fold: Fold) -> Iterator[Progress]:
        """Let everybody learn; the one the decoder teaches comes after its teacher."""
        if any(entry.reads for entry in self._entries):
            texts = sorted(texts_of(fold.examples), key=len)  # so that those read together are of one length
            for start in range(0, len(texts), READ_AT_ONCE):
                yield self._progress("preparing")
                self._turns.give_way()
                self._readings.learn(texts[start : start + READ_AT_ONCE])
        for entry in self._entries:
            yield self._progress("training", entry.contestant.name)
            if entry.contestant.key == "distilled":
                yield from self._teach(entry, fold)
            else:
                entry.learn(fold.examples)

    def _teach(self, pupil: Entry, fold: Fold) -> Iterator[Progress]:
        teacher = self._entry("decoder_few")
        if teacher is None or teacher.broken:
            pupil.broken = "its teacher, the decoder with examples, does not take part"
            return
        shown = getattr(teacher.contestant, "shown", ())
        lessons = Lessons(lessons_for(fold.examples, self.plan.seed, shown), fold.examples, self._readings)
        for row in lessons.rows:
            self._turns.give_way()
            lessons.add(teacher.answer(row))
            yield self._progress("teaching", pupil.contestant.name)
        self._lessons = lessons
        pupil.learn(lessons.taught)
        pupil.training_seconds += lessons.seconds
        lessons.calibrate()

    def _ask(self, fold: Fold) -> Iterator[Progress]:
        for start in range(0, len(fold.asked), BLOCK_ROWS):
            yield from self._ask_block(fold.asked[start : start + BLOCK_ROWS], first=start // BLOCK_ROWS)

    def _ask_block(self, rows: Sequence[Row], first: int) -> Iterator[Progress]:
        """A few rows in a row for each contestant, another one beginning each time."""
        said: dict[int, list[Prediction | None]] = {}
        for step in range(len(self._entries)):
            place = (first + step) % len(self._entries)
            entry, answers = self._entries[place], said.setdefault(place, [])
            entry.warm(rows[0])
            for row in rows:
                self._turns.give_way()
                few = entry.contestant.key == "decoder_free" and len(self._asked) + len(answers) >= FREE_ROWS
                answers.append(None if few else entry.answer(row))
                yield self._progress("measuring")
        for at, row in enumerate(rows):
            predictions = tuple(said[place][at] for place in range(len(self._entries)))
            self._asked.append(Asked(row.line, row.text, row.second, row.label, predictions))

    def _finish(self, fold: Fold) -> Iterator[Progress]:
        """What is not measured row by row: batches, and the label-budget curve."""
        for entry in self._entries:
            yield self._progress("measuring")
            entry.answer_batch(fold.asked[:BATCH_ROWS])
        scored = [row for row in fold.asked if row.label is not None]
        if self._lessons:
            self._teaching = self._lessons.compare(scored)
        if self.plan.with_curve:
            keys = [entry.contestant.key for entry in self._entries if not entry.broken]
            for point in curve(fold.examples, scored, keys, self._readings, self.plan.seed):
                self._curve.append(point)
                yield self._progress("curve")

    def _entry(self, key: str) -> Entry | None:
        return next((entry for entry in self._entries if entry.contestant.key == key), None)

    def _progress(self, stage: Stage, contestant: str | None = None) -> Progress:
        done, total = len(self._asked), sum(len(fold.asked) for fold in self.split.folds)
        elapsed = perf_counter() - self._began
        expected = self._expected.seconds if self._expected else None
        share = min(0.99, elapsed / expected) if expected else done / total
        left = max(1.0, expected - elapsed) if expected else None
        return Progress(stage, share, left, contestant, done, total)

    def _id(self) -> str:
        """From the data, the choices and the moment."""
        told = [self._started.isoformat(), repr(self.plan), *(f"{row.text}{row.label}" for row in self._rows.rows)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:8]
