"""A contestant in a run, and the stopwatch beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from app.bakeoff.contestants.contestant import Contestant
from app.bakeoff.machine import forget_peak_memory, peak_memory_mb
from app.bakeoff.reading.rows import Row
from app.bakeoff.record import Entrant, Prediction


@dataclass
class Entry:
    """A contestant and what is measured outside its predictions."""

    contestant: Contestant
    training_seconds: float = 0.0
    peak_memory_mb: float | None = None
    batch_items: int = 0
    batch_seconds: float = 0.0
    broken: str | None = None

    @property
    def reads(self) -> bool:
        """Whether it wants the encoder's reading of the examples."""
        return self.contestant.key not in ("majority", "linear", "decoder_zero")

    def learn(self, examples: Sequence[Row]) -> None:
        """Learn, then answer one example unmeasured: first calls pay for caches and allocations."""
        forget_peak_memory()
        start = perf_counter()
        try:
            self.contestant.fit(examples)
            self.training_seconds += perf_counter() - start + self.contestant.borrowed_seconds
            self.contestant.predict(examples[:1])
            self.broken = None
        except Exception as error:  # one contestant that cannot learn must not end the run of the others
            self.broken = f"could not learn: {error}"
        self.peak_memory_mb = peak_memory_mb()

    def answer(self, row: Row) -> Prediction:
        """Its answer to one row, whatever happens, and how long it took."""
        if self.broken:
            return Prediction(None, error=self.broken)
        start = perf_counter()
        said = self.contestant.predict([row])[0]
        return replace(said, milliseconds=(perf_counter() - start) * 1000)

    def warm(self, row: Row) -> None:
        """Answer unmeasured, so that the first of a few rows does not pay for the turn of another contestant.

        A decoder would lose more time than that, and has its prompt in a cache of its own.
        """
        if not self.broken and self.contestant.side != "decoder":
            self.contestant.predict([row])

    def answer_batch(self, rows: Sequence[Row]) -> None:
        """Time a whole batch, where that is another thing than one row after the other."""
        if self.broken or not self._takes_batches():
            return
        start = perf_counter()
        self.contestant.predict(rows)
        self.batch_items, self.batch_seconds = len(rows), perf_counter() - start
        self.peak_memory_mb = max(self.peak_memory_mb or 0.0, peak_memory_mb() or 0.0) or None

    def _takes_batches(self) -> bool:
        """A decoder on this machine keeps all cores busy with one row, and its prompts would drive each other out."""
        return self.contestant.side != "decoder" or getattr(self.contestant, "parallel", 1) > 1

    def entrant(self) -> Entrant:
        """As it goes into the record."""
        prices = getattr(self.contestant, "usd_per_million", None) or (None, None)
        return Entrant(
            key=self.contestant.key,
            name=self.contestant.name,
            side=self.contestant.side,
            params_m=self.contestant.params_m,
            examples_used=self.contestant.examples_used,
            training_seconds=self.training_seconds,
            peak_memory_mb=self.peak_memory_mb,
            batch_items=self.batch_items,
            batch_seconds=self.batch_seconds,
            broken=self.broken,
            usd_per_million_in=prices[0],
            usd_per_million_out=prices[1],
        )
