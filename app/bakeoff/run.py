"""One check: every contestant on the same examples and the same rows, measured item by item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from app.bakeoff.contestant import Contestant, Prediction
from app.bakeoff.machine import machine, process_memory_mb
from app.bakeoff.report import Comparison, Progress, Report, RowResult, Score
from app.bakeoff.rows import Row, Rows
from app.bakeoff.split import Fold, Split, split
from app.bakeoff.statistics import accuracy, answered_count, compare, macro_f1, mean_of, percentile_ms


@dataclass
class _Entry:
    """A contestant and what is measured outside its predictions."""

    contestant: Contestant
    training_seconds: float = 0.0
    memory_before_mb: float | None = None
    memory_after_mb: float | None = None
    broken: str | None = None

    def learn(self, fold: Fold) -> None:
        """Learn, then answer one example unmeasured: first calls pay for caches and allocations."""
        self.memory_before_mb = self.memory_before_mb or process_memory_mb()
        start = perf_counter()
        try:
            texts = [row.text for row in fold.examples]
            self.contestant.fit(texts, [row.label or "" for row in fold.examples])
            self.training_seconds += perf_counter() - start
            self.contestant.predict(texts[:1])
            self.broken = None
        except Exception as error:  # one contestant that cannot learn must not end the run of the others
            self.broken = f"could not learn: {error}"
        self.memory_after_mb = process_memory_mb()

    def answer(self, text: str) -> Prediction:
        """Its answer to one text, whatever happens."""
        if self.broken:
            return Prediction(None, None, 0.0, None, None, "", error=self.broken)
        return self.contestant.predict([text])[0]


def check(rows: Rows, contestants: Sequence[Contestant], seed: int = 0) -> Iterator[Progress | Report]:
    """Run all contestants; progress comes after every row, the report last. Closing the iterator stops the run.

    Every contestant gets the same examples and the same rows (see :mod:`app.bakeoff.split` for which). They take
    turns row by row, the first one changing, so that a slow moment of the machine hits all of them alike.

    Raises:
        RowsError: if the table leaves nothing to score and nothing to predict.
    """
    plan = split(rows, seed)
    entries = [_Entry(contestant) for contestant in contestants]
    total = sum(len(fold.asked) for fold in plan.folds)
    results: list[RowResult] = []
    for fold in plan.folds:
        for entry in entries:
            yield Progress("training", len(results), total, contestant=entry.contestant.name)
            entry.learn(fold)
        for row in fold.asked:
            results.append(_ask_all(row, entries, first=len(results)))
            yield Progress("measuring", len(results), total, row=results[-1])
    yield _report(rows, plan, entries, tuple(results), seed)


def _ask_all(row: Row, entries: Sequence[_Entry], first: int) -> RowResult:
    said: dict[int, Prediction] = {}
    for step in range(len(entries)):
        place = (first + step) % len(entries)
        said[place] = entries[place].answer(row.text)
    return RowResult(row.line, row.text, row.label, tuple(said[place] for place in range(len(entries))))


def _report(rows: Rows, plan: Split, entries: Sequence[_Entry], results: tuple[RowResult, ...], seed: int) -> Report:
    scores = tuple(_score(entry, place, results) for place, entry in enumerate(entries))
    scored = sum(row.label is not None for row in results)
    return Report(
        protocol=plan.protocol,
        seed=seed,
        labels=rows.labels,
        examples=max(len(fold.examples) for fold in plan.folds),
        scored=scored,
        predicted_only=len(results) - scored,
        left_out=plan.left_out,
        blank=rows.blank,
        duplicates=rows.duplicates,
        scores=scores,
        rows=results,
        comparison=_both_sides(results, scores, seed),
        machine=machine(),
    )


def _score(entry: _Entry, place: int, results: Sequence[RowResult]) -> Score:
    said = [row.predictions[place] for row in results]
    return Score(
        name=entry.contestant.name,
        side=entry.contestant.side,
        params_m=entry.contestant.params_m,
        examples_used=entry.contestant.examples_used,
        accuracy=accuracy(results, place),
        macro_f1=macro_f1(results, place),
        answered=answered_count(results, place),
        invalid=sum(prediction.invalid for prediction in said),
        errors=sum(prediction.error is not None for prediction in said),
        ms_p50=percentile_ms(results, place, 50),
        ms_p95=percentile_ms(results, place, 95),
        tokens_in=mean_of(results, place, lambda prediction: prediction.tokens_in),
        tokens_out=mean_of(results, place, lambda prediction: prediction.tokens_out),
        training_seconds=entry.training_seconds,
        memory_before_mb=entry.memory_before_mb,
        memory_after_mb=entry.memory_after_mb,
    )


def _both_sides(results: Sequence[RowResult], scores: Sequence[Score], seed: int) -> Comparison | None:
    sides = [score.side for score in scores]
    if "encoder" not in sides or "decoder" not in sides:
        return None
    return compare(results, scores, sides.index("encoder"), sides.index("decoder"), seed)
