"""The cascade: its threshold, its answers and its costs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_records import random_record, record

from app.bakeoff.cascade import ALWAYS, NEVER, Sides, chosen, escalated, least_sure, sides_of
from app.bakeoff.record import Calibration, ContestantKey, Prediction, Record
from app.bakeoff.report import Cascade, Prices, Report, Score
from app.bakeoff.reporting import report
from app.bakeoff.scoring import marked

LABELS = ("yes", "no")
KEYS: tuple[ContestantKey, ...] = ("frozen", "decoder_few")
Held = tuple[float, str, str]
"""Confidence and answer of the encoder, answer of the decoder; the truth is ``y``. ``i`` invalid, ``e`` error."""


def said(letter: str, sure: float | None, milliseconds: float = 10.0) -> Prediction:
    if letter == "e":
        return Prediction(None, error="down")
    label = {"y": "yes", "n": "no"}.get(letter)
    return Prediction(label, sure, milliseconds, 100, 2, invalid=label is None)


def held_out(*rows: Held) -> tuple[Calibration, ...]:
    return tuple(Calibration("yes", said(mine, sure), said(theirs, None)) for sure, mine, theirs in rows)


def run(*rows: Held, calibration: Sequence[Calibration] = (), **more: Any) -> Record:
    """``frozen`` and ``decoder_few`` on rows that are all ``yes``."""
    answers: dict[ContestantKey, Sequence[Prediction | None]] = {
        "frozen": [said(mine, sure) for sure, mine, _ in rows],
        "decoder_few": [said(theirs, 0.5, 200.0) for _, _, theirs in rows],
    }
    return record(LABELS, ["yes"] * len(rows), answers, calibration=tuple(calibration), **more)


def sides(made: Record) -> Sides:
    found = sides_of({entrant.key: marked(made, place) for place, entrant in enumerate(made.entrants)})
    assert found is not None
    return found


def of(found: Report) -> tuple[Score, Cascade]:
    score = found.score("cascade")
    assert score is not None
    assert found.cascade is not None
    return score, found.cascade


def accuracy_at(rows: Sequence[Held], threshold: float) -> float:
    """Reckoned the slow way."""
    final = [theirs if sure < threshold and theirs in "yn" else mine for sure, mine, theirs in rows]
    return final.count("y") / len(rows)


def asked(rows: Sequence[Held], threshold: float) -> int:
    return sum(sure < threshold for sure, _, _ in rows)


def test_never_asking_wins_where_the_decoder_knows_no_better() -> None:
    assert chosen(held_out((0.5, "y", "n"), (0.6, "y", "y"), (0.9, "n", "n"))) == NEVER
    assert chosen(held_out((0.5, "y", "y"), (0.6, "y", "y"))) == NEVER


def test_always_asking_is_possible_even_of_a_sure_encoder() -> None:
    rows = [(1.0, "n", "y")] * 9
    threshold = chosen(held_out(*rows))
    assert threshold == ALWAYS
    assert asked(rows, threshold) == 9


def test_the_threshold_lies_between_the_rows_it_parts() -> None:
    rows = [(0.3, "n", "y")] * 10 + [(0.7, "y", "n")] * 10
    assert chosen(held_out(*rows)) == pytest.approx(0.5)


def test_one_standard_error_is_given_up_for_fewer_questions() -> None:
    unsure, luck = [(0.3, "n", "y")] * 30, [(0.6, "n", "y")]
    rest = [(0.9, "y", "n")] * 49 + [(0.95, "n", "n")] * 20
    rows = [*unsure, *luck, *rest]
    assert accuracy_at(rows, 0.7) > accuracy_at(rows, 0.5)
    assert asked(rows, chosen(held_out(*rows))) == 30


def test_without_an_error_at_the_best_threshold_nothing_is_given_up() -> None:
    rows = [(0.3, "n", "y"), (0.6, "n", "y"), *[(0.9, "y", "n")] * 60]
    assert asked(rows, chosen(held_out(*rows))) == 2


@pytest.mark.parametrize("seed", range(20))
def test_the_choice_is_the_first_within_one_standard_error_by_brute_force(seed: int) -> None:
    deal = np.random.default_rng(seed)
    rows: list[Held] = [
        (round(float(deal.uniform(0.2, 1)), 1), str(deal.choice(list("yyn"))), str(deal.choice(list("yynie"))))
        for _ in range(40)
    ]
    cuts = [NEVER, *(cut / 20 for cut in range(1, 20)), ALWAYS]
    best = max(accuracy_at(rows, cut) for cut in cuts)
    enough = best - (best * (1 - best) / len(rows)) ** 0.5 - 1e-9
    fewest = min(asked(rows, cut) for cut in cuts if accuracy_at(rows, cut) >= enough)
    assert asked(rows, chosen(held_out(*rows))) == fewest


def test_each_row_is_answered_by_who_was_sure_enough() -> None:
    made = run((0.9, "y", "n"), (0.4, "n", "y"), (0.4, "y", "i"), (0.4, "y", "e"), (0.3, "y", "n"))
    found = sides(made)
    whole = escalated(made, found, found.sure < 0.5)
    assert [one.label if one else None for one in whole.said] == ["yes", "yes", "yes", "yes", "no"]
    assert whole.milliseconds.tolist() == [10, 210, 210, 10, 210]
    assert [one.tokens_out if one else None for one in whole.said] == [0, 2, 2, None, 2]
    assert all(one and one.error is None and not one.invalid for one in whole.said)


def test_a_row_one_side_was_not_asked_is_none_of_the_cascade() -> None:
    made = run((0.4, "n", "y"), (0.9, "y", "y"))
    first = replace(made.asked[0], predictions=(made.asked[0].predictions[0], None))
    made = replace(made, asked=(first, made.asked[1]))
    whole = escalated(made, sides(made), np.array([True, False]))
    assert whole.said[0] is None
    assert whole.answered.tolist() == [False, True]


def test_at_the_threshold_itself_the_encoder_is_sure_enough() -> None:
    calibration = held_out(*[(0.25, "n", "y")] * 5, *[(0.75, "y", "n")] * 5)
    score, cascade = of(report(run((0.5, "y", "n"), (0.49, "n", "y"), calibration=calibration)))
    assert cascade.threshold == 0.5
    assert score.accuracy is not None
    assert score.accuracy.value == 1.0


def test_the_score_of_the_cascade() -> None:
    rows = [(0.3, "n", "y")] * 4 + [(0.9, "y", "n")] * 6
    made = run(*rows, calibration=held_out(*rows))
    found = report(made, Prices(usd_per_hour=0.36))
    score, cascade = of(found)
    assert found.scores[-1] == score
    assert (score.name, score.side, score.params_m) == ("frozen → decoder_few", "hybrid", 200.0)
    assert (cascade.encoder, cascade.decoder, cascade.calibrated_on) == ("frozen", "decoder_few", 10)
    assert score.accuracy is not None
    assert score.accuracy.value == 1.0
    assert (score.ms_p50, score.training_seconds) == (10.0, 2.0)
    seconds = 0.010 + 0.4 * 0.200
    assert score.items_per_second == pytest.approx(1 / seconds)
    assert score.usd_per_million == pytest.approx(1e6 * seconds / 3600 * 0.36)
    assert [(one.first, one.second) for one in found.comparisons][1:] == [
        ("frozen", score.name),
        ("decoder_few", score.name),
    ]


def test_speed_comes_from_batches_where_they_were_timed() -> None:
    rows = [(0.3, "n", "y")] * 4 + [(0.9, "y", "n")] * 6
    changes = {"frozen": {"batch_items": 100, "batch_seconds": 0.1}}
    answers = {key: [row.predictions[place] for row in run(*rows).asked] for place, key in enumerate(KEYS)}
    made = record(LABELS, ["yes"] * 10, answers, changes, calibration=held_out(*rows))
    score, _ = of(report(made))
    assert score.items_per_second == pytest.approx(1 / (0.001 + 0.4 * 0.2))


def test_a_decoder_paid_by_token_costs_by_the_share_that_reaches_it() -> None:
    rows = [(0.3, "n", "y")] * 4 + [(0.9, "y", "n")] * 6
    made = run(*rows, calibration=held_out(*rows))
    frozen, decoder = made.entrants
    made = replace(made, entrants=(frozen, replace(decoder, usd_per_million_in=1.0, usd_per_million_out=10.0)))
    score, _ = of(report(made, Prices(usd_per_hour=0.36)))
    assert score.usd_per_million == pytest.approx(1e6 * 0.01 / 3600 * 0.36 + 0.4 * (100 * 1.0 + 2 * 10.0))
    assert score.wh_per_million is None


def test_the_curve_goes_from_the_encoder_alone_to_the_decoder_alone() -> None:
    made = random_record(KEYS, 100, 4, seed=3)
    held = [row.predictions for row in random_record(KEYS, 60, 4, seed=5).asked]
    calibration = [Calibration("class 0", mine, theirs) for mine, theirs in held if mine and theirs]
    found = report(replace(made, calibration=tuple(calibration)))
    score, cascade = of(found)
    points = cascade.points
    assert 20 <= len(points) <= 22
    assert [point.threshold for point in points] == sorted({point.threshold for point in points})
    assert [point.escalated for point in points] == sorted(point.escalated for point in points)
    assert (points[0].escalated, points[-1].escalated) == (0, 1)
    alone = found.scores[0].accuracy
    assert alone is not None
    assert points[0].accuracy == alone.value
    assert points[0].usd_per_million == found.scores[0].usd_per_million
    picked = [point for point in points if point.threshold == cascade.threshold]
    assert [point.accuracy for point in picked] == [score.accuracy and score.accuracy.value]
    assert np.diff([point.ms_mean for point in points]).min() >= 0


def test_every_point_is_what_the_rows_come_to() -> None:
    rows = [(0.3, "n", "y"), (0.3, "y", "n"), (0.5, "n", "n"), (0.5, "y", "i"), (0.8, "n", "y"), (0.9, "y", "y")]
    _, cascade = of(report(run(*rows, calibration=held_out(*rows))))
    for point in cascade.points:
        assert point.accuracy == pytest.approx(accuracy_at(rows, point.threshold))
        assert point.escalated == pytest.approx(asked(rows, point.threshold) / 6)
        assert point.ms_mean == pytest.approx(10 + 200 * point.escalated)


def test_the_threshold_never_sees_the_scored_rows() -> None:
    rows = [(0.3, "n", "y")] * 4 + [(0.7, "y", "n")] * 6
    calibration = held_out(*[(0.4, "n", "y")] * 5, *[(0.8, "y", "n")] * 5)
    made = run(*rows, calibration=calibration)
    _, before = of(report(made))
    for line in range(2, 12):
        made = made.relabelled(line, "no")
    _, relabelled = of(report(made))
    _, others = of(report(run((0.9, "n", "y"), (0.2, "y", "n"), calibration=calibration)))
    assert before.threshold == relabelled.threshold == others.threshold
    assert before.points != relabelled.points


@pytest.mark.parametrize("changes", [{"calibration": ()}, {"protocol": "leave_one_per_class_out"}, {"asked": ()}])
def test_no_cascade_without_rows_to_choose_it_on_and_to_score_it_on(changes: dict[str, Any]) -> None:
    rows = [(0.3, "n", "y"), (0.9, "y", "n")]
    found = report(replace(run(*rows, calibration=held_out(*rows)), **changes))
    assert (found.cascade, found.score("cascade")) == (None, None)


def test_no_cascade_without_both_sides() -> None:
    rows = [(0.3, "n", "y"), (0.9, "y", "n")]
    made = run(*rows, calibration=held_out(*rows))
    frozen, decoder = made.entrants
    without = replace(made, entrants=(frozen, replace(decoder, broken="no server")))
    other = replace(made, entrants=(frozen, replace(decoder, key="decoder_zero")))
    dead = run((0.3, "n", "e"), (0.9, "y", "e"), calibration=held_out((0.3, "n", "e")))
    for one in (without, other, dead):
        assert report(one).cascade is None


def test_the_least_sure_share_is_of_the_scored_rows() -> None:
    made = run(*[(sure / 20, "y", "y") for sure in range(12, 0, -1)])
    unlabelled = replace(made, asked=(*(replace(row, label=None) for row in made.asked[:2]), *made.asked[2:]))
    assert np.flatnonzero(least_sure(sides(unlabelled), 0.2)).tolist() == [10, 11]
    unlabelled = replace(made, asked=(*made.asked[:2], *(replace(row, label=None) for row in made.asked[2:])))
    assert np.flatnonzero(least_sure(sides(unlabelled), 0.2)).tolist() == [1]


def test_of_rows_equally_sure_the_first_are_asked() -> None:
    made = run(*[(0.5, "y", "y")] * 10)
    assert np.flatnonzero(least_sure(sides(made), 0.2)).tolist() == [0, 1]
