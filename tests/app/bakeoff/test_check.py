"""Whole runs with real models."""

import json
from collections.abc import Sequence

import pytest

from app.bakeoff.baseline_contestant import LinearContestant, MajorityContestant
from app.bakeoff.contestant import Contestant, ContestantSide, Prediction
from app.bakeoff.decoder_contestant import DecoderContestant
from app.bakeoff.encoder_contestant import EncoderContestant
from app.bakeoff.judge import judge
from app.bakeoff.report import Progress, Report
from app.bakeoff.rows import Rows, parse_rows
from app.bakeoff.run import check
from app.bakeoff.samples.samples import SAMPLES, Sample, sample
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder


def run(rows: Rows, *contestants: Contestant) -> tuple[list[Progress], Report]:
    *progress, report = check(rows, contestants)
    assert isinstance(report, Report)
    return [step for step in progress if isinstance(step, Progress)], report


def test_a_sample_with_all_contestants(encoder: Encoder, decoder: ChatCompletions) -> None:
    rows = parse_rows(sample("intents_en").text() + "Which bus goes to the zoo?,\n", 100)
    contestants: list[Contestant] = [
        EncoderContestant(encoder),
        DecoderContestant(decoder),
        LinearContestant(),
        MajorityContestant(),
    ]
    progress, report = run(rows, *contestants)
    assert [step.done for step in progress if step.stage == "measuring"] == list(range(1, 17))
    assert (report.scored, report.predicted_only, report.examples) == (15, 1, 15)
    assert report.directional_only
    assert [score.errors + score.invalid for score in report.scores] == [0, 0, 0, 0]
    encoder_score, _, _, majority = report.scores
    assert encoder_score.accuracy is not None
    assert encoder_score.accuracy > (majority.accuracy or 0)
    assert report.comparison is not None
    assert report.comparison.speedup is not None
    assert all(score.memory_after_mb for score in report.scores)
    assert judge(report, "encoder").reason != "one_side_failed"
    assert json.loads(json.dumps(report.as_dict()))["rows"][15]["label"] is None


def test_a_dead_decoder_is_no_win_for_the_encoder(encoder: Encoder) -> None:
    dead = ChatCompletions(base_url="http://127.0.0.1:9/v1", name_shown="dead", timeout_s=2)
    _, report = run(parse_rows(sample("intents_en").text(), 100), EncoderContestant(encoder), DecoderContestant(dead))
    assert report.scores[1].errors == 15
    assert report.scores[1].accuracy is None
    assert report.comparison is None
    for choice in ("encoder", "decoder"):
        assert (judge(report, choice).outcome, judge(report, choice).reason) == ("undecided", "one_side_failed")


def test_a_small_table_asks_every_row_once_and_keeps_classes_balanced() -> None:
    lines = [f"{word} {kind},{kind}" for kind in ("fruit", "metal") for word in ("one", "two", "three", "four")]
    _, report = run(parse_rows("\n".join(["text,label", *lines]), 100), LinearContestant(), MajorityContestant())
    assert report.protocol == "leave_one_per_class_out"
    assert sorted(row.text for row in report.rows) == sorted(line.split(",")[0] for line in lines)
    assert [score.accuracy for score in report.scores] == [1.0, 0.5]


class Recorder:
    """Notes what it is given."""

    side: ContestantSide = "baseline"
    params_m: float | None = None
    examples_used = 0

    def __init__(self, name: str, learns: bool = True) -> None:
        self.name, self.learns = name, learns
        self.examples: list[tuple[str, str]] = []
        self.asked: list[str] = []

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        if not self.learns:
            raise MemoryError("too large")
        self.examples = list(zip(texts, labels, strict=True))

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        self.asked += texts
        return [Prediction(self.examples[0][1], None, 1.0, None, None, "") for _ in texts]


def test_everyone_gets_the_same_examples_and_rows_after_a_warm_up() -> None:
    first, second = Recorder("first"), Recorder("second")
    _, report = run(parse_rows(sample("tickets_en").text(), 100), first, second)
    assert first.examples == second.examples
    assert first.asked == second.asked == [first.examples[0][0], *(row.text for row in report.rows)]


def test_one_that_cannot_learn_does_not_stop_the_others() -> None:
    _, report = run(parse_rows(sample("tickets_en").text(), 100), Recorder("broken", learns=False), LinearContestant())
    assert report.scores[0].errors == 20
    assert report.rows[0].predictions[0].error == "could not learn: too large"
    assert report.scores[1].accuracy is not None


def test_closing_the_iterator_stops_the_run() -> None:
    recorder = Recorder("first")
    steps = check(parse_rows(sample("tickets_en").text(), 100), [recorder])
    while next(steps).done < 3:  # type: ignore[union-attr]
        pass
    steps.close()  # type: ignore[attr-defined]
    assert len(recorder.asked) == 4


@pytest.mark.parametrize("item", SAMPLES, ids=lambda item: item.key)
def test_samples_are_what_they_say(item: Sample) -> None:
    rows = parse_rows(item.text(), 100)
    assert (len(rows.rows), len(rows.labels)) == (item.rows, item.classes)
    assert (rows.blank, rows.duplicates, rows.unlabelled) == (0, 0, ())
