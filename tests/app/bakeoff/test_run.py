"""Whole runs: with real models, and with recorders that note what they are given."""

from collections.abc import Sequence

import pytest

from app.bakeoff.bundle import Bundle, Setup, differences, from_json, to_json
from app.bakeoff.contestants.baselines import LinearContestant, MajorityContestant
from app.bakeoff.contestants.contestant import Contestant
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.contestants.roster import ORDER, Roster
from app.bakeoff.estimate import estimate
from app.bakeoff.judge import judge
from app.bakeoff.plan import FREE_ROWS, Plan
from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.read import read_text
from app.bakeoff.reading.rows import Row, Rows
from app.bakeoff.reading.samples.samples import sample
from app.bakeoff.record import ContestantKey, Prediction, Progress, Record, Side
from app.bakeoff.reporting import report
from app.bakeoff.run import BLOCK_ROWS, Run
from app.errors import InputError
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder

SMALL = Plan(most_train=48, most_test=30)


def rows_of(text: str) -> Rows:
    return read_text(text, Limits())


@pytest.fixture(scope="module")
def tickets() -> Rows:
    return rows_of(sample("tickets_en").text())


@pytest.fixture(scope="module")
def ran(encoder: Encoder, decoder: ChatCompletions, tickets: Rows) -> tuple[list[Progress], Record]:
    """One run of everybody on real models."""
    run = Run(tickets, Roster(encoder, decoder), SMALL)
    return list(run.steps()), run.record()


def test_everybody_takes_part_and_answers_with_labels(ran: tuple[list[Progress], Record]) -> None:
    _, record = ran
    assert [entrant.key for entrant in record.entrants] == [key for key in ORDER if key not in ("cosine", "endpoint")]
    assert record.complete and len(record.scored) == 30 and record.trained_on == 48
    for place, entrant in enumerate(record.entrants):
        said = [row.predictions[place] for row in record.asked]
        assert not entrant.broken, entrant.name
        assert entrant.training_seconds > 0 and entrant.peak_memory_mb
        assert all(one is None or one.label in record.labels or one.invalid for one in said)
        assert all(one is None or one.error is None for one in said)


def test_learning_beats_guessing_and_the_encoder_is_the_faster_one(ran: tuple[list[Progress], Record]) -> None:
    found = report(ran[1])
    score = {item.key: item for item in found.scores}
    floor = score["majority"].accuracy
    assert floor is not None
    for key in ("frozen", "tuned"):
        learnt = score[key].accuracy
        assert learnt is not None and learnt.value > floor.value + 0.1, key
    assert score["frozen"].ms_p50 * 3 < score["decoder_few"].ms_p50
    assert judge(found, "encoder").reason not in ("one_side_failed", "one_side_missing", "nothing_scored")


def test_a_constrained_decoder_gives_only_labels(ran: tuple[list[Progress], Record]) -> None:
    record = ran[1]
    places = [place for place, entrant in enumerate(record.entrants) if entrant.key in ("decoder_zero", "decoder_few")]
    assert len(places) == 2
    assert not any(row.predictions[place].invalid for row in record.asked for place in places if row.predictions[place])


def test_what_is_measured_besides_single_rows(ran: tuple[list[Progress], Record]) -> None:
    record = ran[1]
    by_key = {entrant.key: entrant for entrant in record.entrants}
    assert by_key["frozen"].batch_items == 32 and by_key["frozen"].batch_seconds > 0
    assert by_key["decoder_few"].batch_items == 0
    assert {point.per_class for point in record.curve if point.entrant == by_key["frozen"].name} >= {0, 1, 2, 4, 8}
    assert all(len(point.said) == len(record.scored) for point in record.curve)
    assert record.teaching is not None and 0 <= record.teaching.right <= record.teaching.rows == 24
    assert len(record.calibration) == 24
    assert report(record).cascade is not None


def test_progress_never_goes_back_and_ends_near_the_end(ran: tuple[list[Progress], Record]) -> None:
    steps = ran[0]
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert {step.stage for step in steps} == {"preparing", "training", "teaching", "measuring", "curve"}
    assert steps[-1].done == steps[-1].total == len(ran[1].asked)


def test_a_bundle_replays_to_the_same_answers(encoder: Encoder, decoder: ChatCompletions, tickets: Rows) -> None:
    plan = Plan(most_train=30, most_test=12, keys=("linear", "frozen", "tuned", "decoder_zero", "decoder_few"))
    first = Run(tickets, Roster(encoder, decoder), plan)
    list(first.steps())
    bundle = from_json(to_json(Bundle(Setup(plan, tickets), first.record())))
    assert bundle.record == first.record()
    again = Run(bundle.setup.rows, Roster(encoder, decoder), bundle.setup.plan, bundle.setup.test)
    list(again.steps())
    assert differences(bundle.record, again.record()) == []
    mine, theirs = report(bundle.record), report(again.record())
    assert [score.accuracy for score in mine.scores] == [score.accuracy for score in theirs.scores]
    assert mine.budget == theirs.budget


def test_another_seed_makes_another_run_and_is_told_apart(encoder: Encoder, tickets: Rows) -> None:
    runs = [Run(tickets, Roster(encoder, None), Plan(seed, 40, 20, ("linear",))) for seed in (0, 1)]
    for run in runs:
        list(run.steps())
    assert differences(runs[0].record(), runs[1].record())


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}', "text,label\na,b\n"])
def test_what_is_no_bundle_is_refused(text: str) -> None:
    with pytest.raises(RowsError, match="a bundle exported by this check"):
        from_json(text)


def test_pairs_have_their_own_contestants(encoder: Encoder, decoder: ChatCompletions) -> None:
    subjects = ["the train", "my phone", "the soup", "our office", "this lamp", "her car", "the river", "a letter"]
    same = [f"{subject} is late,{subject} comes too late,same" for subject in subjects]
    other = [f"{a} is late,{b} is very cheap,other" for a, b in zip(subjects, subjects[3:] + subjects[:3], strict=True)]
    more = [line.replace("late", word) for line in same + other for word in ("broken", "blue")]
    rows = rows_of("\n".join(["text_a,text_b,label", *same, *other, *more]))
    run = Run(rows, Roster(encoder, decoder), Plan(most_test=12))
    list(run.steps())
    record = run.record()
    assert {"cosine", "frozen", "decoder_zero"} <= {entrant.key for entrant in record.entrants}
    assert "tuned" not in {entrant.key for entrant in record.entrants}
    cosine = report(record).score("cosine")
    assert cosine is not None and cosine.accuracy is not None and cosine.accuracy.value > 0.7
    assert all(row.second for row in record.asked)


def test_a_dead_decoder_is_no_win_for_the_encoder(encoder: Encoder, tickets: Rows) -> None:
    dead = ChatCompletions(base_url="http://127.0.0.1:9/v1", name_shown="dead", timeout_s=2)
    run = Run(tickets, Roster(encoder, dead), Plan(most_train=40, most_test=20, keys=("frozen", "decoder_few")))
    list(run.steps())
    found = report(run.record())
    assert found.scores[1].errors == len(found.record.asked) and found.scores[1].accuracy is None
    for choice in ("encoder", "decoder"):
        assert (judge(found, choice).outcome, judge(found, choice).reason) == ("undecided", "one_side_failed")


def test_a_small_table_asks_every_row_once_and_keeps_classes_balanced(encoder: Encoder) -> None:
    lines = [f"{word} {kind},{kind}" for kind in ("fruit", "metal") for word in ("one", "two", "three", "four")]
    run = Run(rows_of("\n".join(["text,label", *lines])), Roster(encoder, None), Plan(keys=("majority", "linear")))
    list(run.steps())
    record = run.record()
    assert record.protocol == "leave_one_per_class_out"
    assert sorted(row.text for row in record.asked) == sorted(line.split(",")[0] for line in lines)
    shares = [score.accuracy.value for score in report(record).scores if score.accuracy]
    assert shares == [0.5, 1.0]


class Recorder:
    """Notes what it is given."""

    key: ContestantKey = "majority"
    side: Side = "baseline"
    params_m: float | None = None
    examples_used = 0
    borrowed_seconds = 0.0

    def __init__(self, name: str, learns: bool = True) -> None:
        self.name, self.learns = name, learns
        self.examples: list[Row] = []
        self.asked: list[Row] = []

    def fit(self, examples: Sequence[Row]) -> None:
        if not self.learns:
            raise MemoryError("too large")
        self.examples = list(examples)

    def predict(self, rows: Sequence[Row]) -> list[Prediction]:
        self.asked += rows
        return [Prediction(self.examples[0].label) for _ in rows]


class Recorders(Roster):
    """A roster of given contestants."""

    def __init__(self, encoder: Encoder, *given: Contestant) -> None:
        super().__init__(encoder, None)
        object.__setattr__(self, "given", given)

    def build(self, keys: Sequence[str], pairs: bool, seed: int) -> tuple[list[Contestant], Readings]:
        return list(self.given), Readings(self.encoder)  # type: ignore[attr-defined]


def test_everyone_gets_the_same_examples_and_rows_after_a_warm_up(encoder: Encoder, tickets: Rows) -> None:
    first, second = Recorder("first"), Recorder("second")
    run = Run(tickets, Recorders(encoder, first, second), SMALL)
    list(run.steps())
    asked = [row.text for row in run.record().asked]
    assert first.examples == second.examples
    blocks = [[asked[start], *asked[start : start + BLOCK_ROWS]] for start in range(0, len(asked), BLOCK_ROWS)]
    expected = [first.examples[0].text, *(text for block in blocks for text in block), *asked[:32]]
    assert [row.text for row in first.asked] == [row.text for row in second.asked] == expected


def test_free_answers_are_asked_for_fewer_rows(encoder: Encoder, tickets: Rows) -> None:
    free = Recorder("free")
    free.key = "decoder_free"
    run = Run(tickets, Recorders(encoder, free, MajorityContestant()), Plan(most_train=60, most_test=FREE_ROWS + 10))
    list(run.steps())
    said = [row.predictions[0] for row in run.record().asked]
    assert [one is not None for one in said] == [True] * FREE_ROWS + [False] * (len(said) - FREE_ROWS)


def test_one_that_cannot_learn_does_not_stop_the_others(encoder: Encoder, tickets: Rows) -> None:
    run = Run(tickets, Recorders(encoder, Recorder("broken", learns=False), LinearContestant()), SMALL)
    list(run.steps())
    record = run.record()
    assert record.entrants[0].broken == "could not learn: too large"
    assert all(row.predictions[0].error for row in record.asked if row.predictions[0])
    assert report(record).scores[1].accuracy is not None


def test_closing_the_iterator_stops_the_run_and_keeps_what_is_finished(encoder: Encoder, tickets: Rows) -> None:
    recorder = Recorder("first")
    run = Run(tickets, Recorders(encoder, recorder, MajorityContestant()), SMALL)
    steps = run.steps()
    while len(recorder.asked) < BLOCK_ROWS + 5:
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    record = run.record()
    assert len(recorder.asked) == BLOCK_ROWS + 5
    assert len(record.asked) == BLOCK_ROWS and not record.complete
    assert report(record).scores[0].answered + sum(row.label is None for row in record.asked) == BLOCK_ROWS


def test_unknown_contestants_are_refused_with_those_there_are(encoder: Encoder, tickets: Rows) -> None:
    with pytest.raises(InputError, match="no contestant decoder_few, bert; choose from majority, linear, frozen"):
        Run(tickets, Roster(encoder, None), Plan(keys=("frozen", "decoder_few", "bert")))


def test_an_estimate_knows_what_a_decoder_costs(encoder: Encoder, decoder: ChatCompletions, tickets: Rows) -> None:
    roster = Roster(encoder, decoder)
    everybody = estimate(tickets, roster, SMALL)
    assert everybody.seconds > everybody.without_decoder > 0
    alone = estimate(tickets, roster, Plan(most_train=60, most_test=40, keys=("majority", "linear", "frozen")))
    assert alone.seconds == alone.without_decoder < everybody.seconds
