"""From records to reports: figures reckoned by hand, and what must not change them."""

import json
from dataclasses import asdict, replace
from itertools import combinations

import numpy as np
import pytest
from made_records import random_record, record, yes_record
from sklearn.metrics import accuracy_score, f1_score

from app.bakeoff.record import Prediction
from app.bakeoff.report import Comparison, Prices, Report, Score
from app.bakeoff.reporting import report

PRICES = Prices(usd_per_hour=0.36, watts_per_thread=9.0)
RANDOM = random_record(("frozen", "decoder_few", "linear"), 120, 5, seed=4)


def of(found: Report, key: str) -> Score:
    score = found.score(key)
    assert score is not None
    return score


def pair(found: Report, first: str, second: str) -> Comparison:
    return next(one for one in found.comparisons if (one.first, one.second) == (first, second))


@pytest.mark.parametrize("place", range(3))
def test_accuracy_and_macro_f1_are_those_of_sklearn(place: int) -> None:
    both = [(row.label, row.predictions[place]) for row in RANDOM.scored]
    kept = [(label, said.label or "") for label, said in both if said and label and not said.error]
    truth, said = zip(*kept, strict=True)
    score = report(RANDOM).scores[place]
    assert score.accuracy is not None
    assert score.macro_f1 is not None
    assert score.accuracy.value == pytest.approx(accuracy_score(truth, said))
    expected = f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0)
    assert score.macro_f1.value == pytest.approx(expected)
    for interval in (score.accuracy, score.macro_f1):
        assert 0 <= interval.low < interval.value < interval.high <= 1


def test_counts_of_one_contestant() -> None:
    found = report(yes_record({"decoder_few": "yyyn" + "ii" + "e" + "---"}))
    score = of(found, "decoder_few")
    assert (score.asked, score.answered, score.invalid, score.errors) == (7, 6, 2, 1)
    assert score.accuracy is not None
    assert score.accuracy.value == 3 / 6
    assert score.confusion == ((3, 1, 2), (0, 0, 0))
    assert [(one.label, one.precision, one.recall, one.support) for one in score.classes] == [
        ("yes", 1.0, 0.5, 6),
        ("no", 0.0, 0.0, 0),
    ]
    assert score.macro_f1 is not None
    assert score.macro_f1.value == pytest.approx(2 * 3 / (6 + 3))


def test_times_tokens_and_clipping_are_those_of_rows_without_error() -> None:
    said = [
        Prediction("yes", None, 10.0, 30, 2),
        Prediction("no", None, 20.0, 50, None, clipped=True),
        Prediction(None, None, 9000.0, 900, 90, error="down"),
        Prediction("yes", None, 90.0, None, 4),
    ]
    score = of(report(record(("yes", "no"), ["yes", "no", "yes", None], {"decoder_few": said})), "decoder_few")
    assert (score.ms_p50, score.clipped, score.tokens_in, score.tokens_out) == (20.0, 1, 40.0, 3.0)
    assert score.ms_p95 == pytest.approx(np.percentile([10, 20, 90], 95))
    assert (score.asked, score.answered) == (4, 2)
    assert score.items_per_second == pytest.approx(1000 / 40)


def test_calibration_error_counts_rows_with_a_confidence_only() -> None:
    score = of(report(yes_record({"decoder_few": "YYYNyni"})), "decoder_few")
    assert score.calibration_error == pytest.approx((4 * abs(3 / 4 - 0.9) + 2 * abs(1 / 2 - 0.6)) / 6)
    silent = [Prediction("yes", None, 1.0)]
    assert of(report(record(("yes", "no"), ["yes"], {"linear": silent})), "linear").calibration_error is None


def test_cost_of_this_machine_follows_from_the_batch() -> None:
    changes = {"frozen": {"batch_items": 32, "batch_seconds": 0.5}}
    found = report(yes_record({"frozen": "yyn", "decoder_few": "yyn"}, changes=changes), PRICES)
    batched, single = of(found, "frozen"), of(found, "decoder_few")
    assert (batched.items_per_second, single.items_per_second) == (64.0, 5.0)
    assert batched.usd_per_million == pytest.approx(1e6 / 64 / 3600 * 0.36)
    assert single.wh_per_million == pytest.approx(1e6 / 5 / 3600 * 9.0 * 2)


def test_tokens_at_a_price_cost_what_they_cost_and_no_energy_of_ours() -> None:
    changes = {"endpoint": {"usd_per_million_in": 0.3, "usd_per_million_out": 2.0}}
    score = of(report(yes_record({"endpoint": "yyn"}, changes=changes), PRICES), "endpoint")
    assert score.usd_per_million == pytest.approx(100 * 0.3 + 2 * 2.0)
    assert score.wh_per_million is None
    assert score.items_per_second == 5.0


def test_an_endpoint_that_tells_no_tokens_has_no_price() -> None:
    said = [Prediction("yes", None, 50.0)]
    made = record(("yes", "no"), ["yes"], {"endpoint": said}, {"endpoint": {"usd_per_million_in": 0.3}})
    assert of(report(made), "endpoint").usd_per_million is None


def test_who_reads_nothing_costs_nothing() -> None:
    score = of(report(yes_record({"majority": "yyn"}, {"majority": 0.0004})), "majority")
    assert (score.items_per_second, score.usd_per_million, score.wh_per_million) == (None, 0.0, 0.0)


def test_one_that_could_not_take_part_has_no_figures_and_no_comparison() -> None:
    found = report(yes_record({"tuned": "eee", "linear": "yyn"}, changes={"tuned": {"broken": "too large"}}))
    score = of(found, "tuned")
    assert (score.broken, score.errors, score.answered) == ("too large", 3, 0)
    nothing = (score.accuracy, score.macro_f1, score.ms_p50, score.items_per_second, score.usd_per_million)
    assert nothing == (None,) * 5
    assert found.comparisons == ()


def test_every_pair_is_compared_once_on_the_rows_both_answered() -> None:
    said = {"frozen": "yynnyy", "linear": "ynnyyy", "decoder_few": "ynneyi", "decoder_free": "yn----"}
    found = report(yes_record(said, {"frozen": 20.0}))
    assert [(one.first, one.second) for one in found.comparisons] == list(combinations(said, 2))
    compared = pair(found, "frozen", "decoder_few")
    assert (compared.rows, compared.only_first, compared.only_second) == (5, 2, 0)
    assert (compared.difference, compared.p_value, compared.speedup) == (2 / 5, 0.5, 10.0)
    assert pair(found, "linear", "decoder_free").rows == 2


def test_swapping_two_entrants_mirrors_the_comparison() -> None:
    swapped = replace(
        RANDOM,
        entrants=RANDOM.entrants[::-1],
        asked=tuple(replace(row, predictions=row.predictions[::-1]) for row in RANDOM.asked),
    )
    found, mirrored = report(RANDOM), report(swapped)
    assert mirrored.scores == found.scores[::-1]
    for one in found.comparisons:
        other = pair(mirrored, one.second, one.first)
        assert (other.difference, other.low, other.high) == (-one.difference, -one.high, -one.low)
        assert (other.only_first, other.only_second, other.rows) == (one.only_second, one.only_first, one.rows)
        assert (other.p_value, other.speedup) == (one.p_value, pytest.approx(1 / (one.speedup or 0)))


def test_the_same_record_gives_the_same_report_and_the_seed_moves_intervals_alone() -> None:
    found, other = report(RANDOM), report(replace(RANDOM, seed=99))
    assert found == report(RANDOM)
    mine, theirs = found.scores[0].macro_f1, other.scores[0].macro_f1
    assert mine is not None
    assert theirs is not None
    assert mine.value == theirs.value
    assert (mine.low, mine.high) != (theirs.low, theirs.high)


def test_prices_change_nothing_but_costs() -> None:
    cheap, dear = report(RANDOM), report(RANDOM, PRICES)
    costs = {"usd_per_million", "wh_per_million"}
    for before, after in zip(cheap.scores, dear.scores, strict=True):
        changed = {name for name, value in asdict(before).items() if value != asdict(after)[name]}
        assert changed == costs
    assert cheap.comparisons == dear.comparisons


def test_relabelling_changes_what_rests_on_that_row() -> None:
    made = yes_record({"frozen": "yynn", "decoder_few": "yyyn"})
    before, after = report(made), report(made.relabelled(4, "no"))
    assert made.asked[2].line == 4
    assert [score.accuracy.value for score in before.scores if score.accuracy] == [2 / 4, 3 / 4]
    assert [score.accuracy.value for score in after.scores if score.accuracy] == [3 / 4, 2 / 4]
    assert of(after, "frozen").confusion == ((2, 1, 0), (0, 1, 0))
    depends = {"accuracy", "macro_f1", "classes", "confusion", "calibration_error"}
    for mine, theirs in zip(before.scores, after.scores, strict=True):
        changed = {name for name, value in asdict(mine).items() if value != asdict(theirs)[name]}
        assert changed <= depends
    compared = pair(after, "frozen", "decoder_few")
    assert (compared.only_first, compared.only_second) == (1, 0)


def test_relabelling_and_back_leaves_no_trace() -> None:
    row = RANDOM.asked[7]
    assert row.label is not None
    other = next(label for label in RANDOM.labels if label != row.label)
    assert report(RANDOM.relabelled(row.line, other).relabelled(row.line, row.label)) == report(RANDOM)


def test_a_run_that_has_just_begun_or_scores_nothing_gives_a_report() -> None:
    begun = replace(RANDOM, asked=(), complete=False)
    unscored = replace(RANDOM, asked=tuple(replace(row, label=None) for row in RANDOM.asked), protocol="predict_only")
    for made in (begun, unscored, replace(RANDOM, entrants=(), asked=())):
        found = report(made)
        assert found.comparisons == ()
        assert all(score.accuracy is None and score.answered == 0 for score in found.scores)
        assert json.loads(json.dumps(found.as_dict()))["directional_only"]
    assert report(unscored).scores[0].ms_p50 is not None
