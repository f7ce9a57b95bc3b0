"""Verdicts about constructed runs: each promise kept, broken and left open."""

from dataclasses import replace
from typing import Any

import pytest
from made_records import yes_record

from app.bakeoff.judge import Judgement, judge
from app.bakeoff.record import ContestantKey
from app.bakeoff.report import Report
from app.bakeoff.reporting import report
from knowledge.schema import CHOICES, Choice

Outcomes = tuple[str, str]
HELD = ("held", "as_predicted")
BETTER = ("held", "better_than_predicted")
WORSE = ("failed", "clearly_less_accurate")
SLOW = ("failed", "not_fast_enough")
CLOSE = ("undecided", "accuracy_too_close")
FEW = ("undecided", "too_few_rows")
GUESS = ("undecided", "no_better_than_majority")
BROKEN = ("undecided", "one_side_failed")
MISSING = ("undecided", "one_side_missing")
UNSCORED = ("undecided", "nothing_scored")
UNCOMPARED = ("one_side_missing", "one_side_failed", "not_measured_here", "nothing_scored")


def of(right: int, wrong: int = 0, errors: int = 0, invalid: int = 0) -> str:
    return "Y" * right + "N" * wrong + "i" * invalid + "e" * errors


def run(said: dict[ContestantKey, str], times: dict[str, float] | None = None, **more: Any) -> Report:
    """The usual times: 10 ms for an encoder, 200 ms for a decoder, 1 ms for the linear model."""
    return report(yes_record(said, times, **more))


def both(encoder: str, decoder: str, encoder_ms: float = 10.0, decoder_ms: float = 200.0) -> Report:
    return run({"frozen": encoder, "decoder_few": decoder}, {"frozen": encoder_ms, "decoder_few": decoder_ms})


def told(judgement: Judgement) -> Outcomes:
    return judgement.outcome, judgement.reason


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (both(of(90, 10), of(80, 20)), HELD),
        (both(of(89, 11), of(90, 10)), HELD),
        (both(of(98, 2), of(100)), HELD),
        (both(of(97, 3), of(100)), CLOSE),
        (both(of(90, 10), of(80, 20), 20, 60), HELD),
        (both(of(90, 10), of(80, 20), 21, 60), SLOW),
        (both(of(90, 10), of(80, 20), 200, 100), SLOW),
        (both(of(60, 40), of(90, 10)), WORSE),
        (both(of(85, 15), of(90, 10)), CLOSE),
        (both(of(80, 20), of(90, 10)), WORSE),
        (both(of(80, 20), of(0, 0, 0, 100)), HELD),
        (both(of(90, 10), of(40, 0, 60)), BROKEN),
        (both(of(90, 10), of(0, 0, 100)), BROKEN),
    ],
)
def test_encoder(found: Report, expected: Outcomes) -> None:
    assert told(judge(found, "encoder")) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (both(of(80, 20), of(90, 10)), HELD),
        (both(of(80, 20), of(90, 10), 200, 100), BETTER),
        (both(of(89, 11), of(90, 10)), HELD),
        (both(of(90, 10), of(90, 10)), CLOSE),
        (both(of(50, 50), of(49, 51)), CLOSE),
        (both(of(90, 10), of(60, 40)), WORSE),
        (both(of(0, 0, 100), of(90, 10)), BROKEN),
    ],
)
def test_decoder(found: Report, expected: Outcomes) -> None:
    assert told(judge(found, "decoder")) == expected


@pytest.mark.parametrize(
    ("encoder", "decoder", "times", "expected"),
    [
        ("Y" * 80 + "n" * 20, "n" * 80 + "y" * 20, {}, HELD),
        ("Y" * 80 + "y" * 20, "n" * 80 + "y" * 20, {}, HELD),
        ("Y" * 80 + "y" * 20, "n" * 100, {}, WORSE),
        ("Y" * 80 + "y" * 20, "n" * 80 + "y" * 19 + "n", {}, CLOSE),
        ("Y" * 80 + "n" * 20, "n" * 80 + "y" * 20, {"frozen": 59.0}, HELD),
        ("Y" * 80 + "n" * 20, "n" * 80 + "y" * 20, {"frozen": 60.0}, SLOW),
        ("Y" * 80 + "n" * 20, "n" * 80 + "i" * 20, {}, HELD),
        ("Y" * 80 + "n" * 20, "e" * 100, {}, BROKEN),
        ("Y" * 8 + "n" * 2, "n" * 8 + "y" * 2, {}, FEW),
    ],
)
def test_cascade(encoder: str, decoder: str, times: dict[str, float], expected: Outcomes) -> None:
    found = run({"frozen": encoder, "decoder_few": decoder}, times)
    assert told(judge(found, "hybrid:cascade")) == expected


def test_the_cascade_is_judged_with_a_fifth_of_the_rows_handed_on() -> None:
    found = run({"frozen": "Y" * 60 + "n" * 40, "decoder_few": "n" * 60 + "y" * 40})
    compared = judge(found, "hybrid:cascade").comparison
    assert compared is not None
    assert (compared.first, compared.second) == ("frozen → decoder_few (20%)", "frozen")
    assert (compared.difference, compared.only_first, compared.rows) == (0.2, 20, 100)


@pytest.mark.parametrize(
    ("student", "teacher", "times", "expected"),
    [
        (of(97, 3), of(100), {}, HELD),
        (of(96, 4), of(100), {}, CLOSE),
        (of(80, 20), of(100), {}, WORSE),
        (of(97, 3), of(100), {"distilled": 70.0}, SLOW),
        (of(97, 3), of(0, 0, 100), {}, BROKEN),
    ],
)
def test_distillation(student: str, teacher: str, times: dict[str, float], expected: Outcomes) -> None:
    found = run({"decoder_few": teacher, "distilled": student}, times)
    assert told(judge(found, "hybrid:distil")) == expected


@pytest.mark.parametrize(
    ("linear", "encoder", "times", "expected"),
    [
        (of(88, 12), of(90, 10), {}, HELD),
        (of(87, 13), of(90, 10), {}, CLOSE),
        (of(60, 40), of(90, 10), {}, WORSE),
        (of(90, 10), of(90, 10), {"linear": 11.0}, SLOW),
        (of(90, 10), of(90, 10), {"linear": 10.0}, SLOW),
        (of(90, 10), of(90, 10), {"linear": 9.0}, HELD),
    ],
)
def test_baseline(linear: str, encoder: str, times: dict[str, float], expected: Outcomes) -> None:
    found = run({"linear": linear, "frozen": encoder, "decoder_few": of(100)}, times)
    assert told(judge(found, "baseline")) == expected


@pytest.mark.parametrize(
    ("choice", "keys"),
    [
        ("encoder", ("frozen", "linear", "decoder_free")),
        ("decoder", ("linear", "decoder_few", "distilled")),
        ("hybrid:cascade", ("tuned", "decoder_few")),
        ("hybrid:cascade", ("frozen", "decoder_zero", "endpoint")),
        ("hybrid:distil", ("decoder_zero", "distilled")),
        ("hybrid:distil", ("frozen", "decoder_few")),
        ("baseline", ("linear", "decoder_few")),
    ],
)
def test_a_promise_about_one_that_is_missing(choice: Choice, keys: tuple[ContestantKey, ...]) -> None:
    assert told(judge(run(dict.fromkeys(keys, of(40))), choice)) == MISSING


def test_encoder_decoders_are_not_measured_and_every_choice_gets_a_judgement() -> None:
    found = both(of(90, 10), of(80, 20))
    assert told(judge(found, "encoder-decoder")) == ("undecided", "not_measured_here")
    judged = [judge(found, choice) for choice in CHOICES]
    assert [one.choice for one in judged] == list(CHOICES)
    assert [one.comparison is None for one in judged] == [one.reason in UNCOMPARED for one in judged]


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        ({"frozen": of(40), "tuned": of(40), "decoder_few": of(40)}, "tuned", "decoder_few"),
        ({"frozen": of(40), "cosine": of(40), "decoder_few": of(40)}, "frozen", "decoder_few"),
        ({"cosine": of(40), "decoder_zero": of(40)}, "cosine", "decoder_zero"),
        ({"frozen": of(40), "decoder_zero": of(40), "decoder_few": of(40), "endpoint": of(40)}, "frozen", "endpoint"),
        ({"frozen": of(40), "decoder_zero": of(40), "decoder_few": of(40)}, "frozen", "decoder_few"),
        ({"frozen": of(40), "decoder_zero": of(40), "decoder_free": of(40)}, "frozen", "decoder_zero"),
        ({"frozen": of(9), "tuned": of(1, 8), "decoder_zero": of(9), "decoder_few": of(1, 8)}, "tuned", "decoder_few"),
    ],
)  # fmt: skip
def test_who_stands_for_a_side_does_not_depend_on_its_score(
    said: dict[ContestantKey, str], first: str, second: str
) -> None:
    compared = judge(run(said), "encoder").comparison
    assert compared is not None
    assert (compared.first, compared.second) == (first, second)


def test_the_next_in_line_stands_in_for_one_that_could_not_take_part() -> None:
    broken = {"tuned": {"broken": "too large"}, "endpoint": {"broken": "no server"}}
    said: dict[ContestantKey, str] = {
        "frozen": of(40), "tuned": of(0, 0, 40), "decoder_few": of(40), "endpoint": of(0, 0, 40)
    }  # fmt: skip
    compared = judge(run(said, changes=broken), "encoder").comparison
    assert compared is not None
    assert (compared.first, compared.second) == ("frozen", "decoder_few")
    del said["frozen"]
    assert told(judge(run(said, changes=broken), "encoder")) == BROKEN


def test_a_tenth_of_errors_is_borne_and_those_rows_count_for_nobody() -> None:
    judgement = judge(both(of(100), of(90, 0, 10)), "encoder")
    assert judgement.outcome == "held"
    assert judgement.comparison is not None
    assert (judgement.comparison.rows, judgement.comparison.difference) == (90, 0)
    assert told(judge(both(of(100), of(89, 0, 11)), "encoder")) == BROKEN


@pytest.mark.parametrize(
    ("encoder", "decoder", "expected"),
    [
        (of(17, 3), of(18, 2), FEW),
        (of(20), of(20), FEW),
        (of(29), of(29), FEW),
        (of(30), of(30), HELD),
        (of(20), of(15, 5), FEW),
        (of(20), of(14, 6), HELD),
        (of(14, 6), of(20), WORSE),
        (of(15, 5), of(20), FEW),
    ],
)
def test_few_rows_decide_only_when_the_exact_test_does(encoder: str, decoder: str, expected: Outcomes) -> None:
    judgement = judge(both(encoder, decoder), "encoder")
    assert told(judgement) == expected
    assert judgement.directional_only is (len(encoder) < 30)


def test_few_rows_are_enough_to_see_that_it_is_slow() -> None:
    assert told(judge(both(of(10), of(10), 100, 200), "encoder")) == SLOW


@pytest.mark.parametrize("choice", ["encoder", "decoder", "hybrid:cascade", "hybrid:distil", "baseline"])
def test_a_win_must_beat_the_most_frequent_class(choice: Choice) -> None:
    better, worse = "Y" * 60 + "n" * 40, "Y" * 59 + "n" * 41
    said: dict[ContestantKey, str] = {
        "frozen": worse if choice == "decoder" else better, "decoder_few": better, "distilled": better,
        "linear": better, "majority": of(60, 40),
    }  # fmt: skip
    assert told(judge(run(said), choice)) == GUESS
    assert judge(run({**said, "majority": of(59, 41)}), choice).outcome == "held"


def test_nothing_scored() -> None:
    made = yes_record({"frozen": of(3), "decoder_few": of(3), "linear": of(3), "distilled": of(3)})
    unscored = report(replace(made, asked=tuple(replace(row, label=None) for row in made.asked)))
    for choice in ("encoder", "decoder", "hybrid:distil", "baseline", "hybrid:cascade"):
        assert told(judge(unscored, choice)) == UNSCORED
    assert judge(report(replace(made, asked=())), "hybrid:cascade").outcome == "undecided"


def test_the_judgement_is_that_of_the_report_s_own_comparison() -> None:
    found = both(of(70, 30), of(60, 40))
    assert judge(found, "encoder").comparison == found.comparisons[0]
