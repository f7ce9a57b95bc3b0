"""Whole checks of public data sets, where they lie beside the checkout."""

from pathlib import Path

import pytest

from app.bakeoff.contestants.roster import Roster
from app.bakeoff.plan import Plan
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.read import read_file
from app.bakeoff.reporting import report
from app.bakeoff.run import Run
from app.models.encoder import Encoder

DATA = Path(__file__).parents[4] / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the practice data are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "frozen", "tuned"),
    # Lower bounds: a working pipeline reaches 3 to 8 points more; shuffled labels or a broken encoder far less.
    [("trec6", 0.58, 0.62), ("sms_spam", 0.92, 0.92), ("waimai_10k", 0.74, 0.72), ("banking77", 0.52, 0.52)],
)
def test_encoders_learn_public_data_sets(name: str, frozen: float, tuned: float, encoder: Encoder) -> None:
    limits = Limits()
    test = read_file(DATA / name / "test.jsonl", limits, is_test=True)
    rows = read_file(DATA / name / "train.jsonl", limits, test=test)
    most = 500 if name == "banking77" else 200
    run = Run(rows, Roster(encoder, None), Plan(most_train=most, most_test=100, with_curve=False), test)
    for _ in run.steps():
        pass
    found = report(run.record())
    accuracy = {score.key: score.accuracy.value for score in found.scores if score.accuracy}
    assert len(found.record.scored) == 100
    assert accuracy["frozen"] > frozen, accuracy
    assert accuracy["tuned"] > tuned, accuracy
    assert accuracy["frozen"] > accuracy["majority"] or name == "sms_spam"
