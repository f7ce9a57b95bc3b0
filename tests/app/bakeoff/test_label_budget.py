"""What labels are worth: the curve, where it crosses the flat lines, and a decoder that labels instead of people."""

from dataclasses import replace

import pytest
from made_records import yes_record

from app.bakeoff.record import Asked, CurvePoint, Record, Teaching
from app.bakeoff.report import BudgetPoint, Crossing, Prices
from app.bakeoff.reporting import report

PRICES = Prices(usd_per_label=0.5)


def with_curve(said: dict[tuple[int, int], str], flat: str = "yyyn") -> Record:
    """Four rows; ``frozen`` says so for each budget and draw."""
    word = {"y": "yes", "n": "no"}
    curve = [
        CurvePoint("frozen", budget, draw, 2 * budget + draw, tuple(word[letter] for letter in letters))
        for (budget, draw), letters in said.items()
    ]
    return yes_record({"frozen": "yyyy", "decoder_few": flat}, curve=tuple(curve))


def test_a_budget_point_is_the_mean_the_worst_and_the_best_draw() -> None:
    budget = report(with_curve({(1, 0): "nnnn", (1, 1): "yynn", (2, 0): "yyyy"})).budget
    assert budget is not None
    assert budget.lines[0].points == (BudgetPoint(1, 2, 0.25, 0.0, 0.5), BudgetPoint(2, 4, 1.0, 1.0, 1.0))
    assert (budget.lines[0].name, budget.lines[0].side) == ("frozen", "encoder")
    assert budget.flat == (("decoder_few", 0.75),)


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (["nnnn", "yyyn", "yyyy"], (2, 4, 2.0)),
        (["yyyy", "yynn", "yyyn"], (4, 8, 4.0)),
        (["yyyy", "yyyy", "yyyy"], (1, 2, 1.0)),
        (["yyyy", "yyyy", "yynn"], (None, None, None)),
    ],
)
def test_a_crossing_lasts(means: list[str], expected: tuple[object, ...]) -> None:
    said = {(budget, 0): letters for budget, letters in zip((1, 2, 4), means, strict=True)}
    budget = report(with_curve(said), PRICES).budget
    assert budget is not None
    assert budget.crossings == (Crossing("frozen", "decoder_few", *expected),)  # type: ignore[arg-type]


def test_every_learner_meets_every_prompted_decoder() -> None:
    said = {"linear": "yyyy", "frozen": "yyyy", "decoder_zero": "ynnn", "decoder_few": "yynn", "decoder_free": "y---"}
    curve = tuple(CurvePoint(name, 1, 0, 2, ("yes",) * 4) for name in ("frozen", "linear"))
    budget = report(yes_record(said, curve=curve)).budget  # type: ignore[arg-type]
    assert budget is not None
    met = [(one.learner, one.prompted) for one in budget.crossings]
    assert met == [(who, flat) for who in ("linear", "frozen") for flat in ("decoder_zero", "decoder_few")]


def test_relabelling_moves_the_curve() -> None:
    made = with_curve({(1, 0): "nnnn"}).relabelled(2, "no")
    budget = report(made).budget
    assert budget is not None
    assert budget.lines[0].points[0].mean == 0.25
    assert budget.flat == (("decoder_few", 0.5),)


def test_answers_to_other_rows_make_no_curve() -> None:
    made = with_curve({(1, 0): "nnnn"})
    more = Asked(99, "one more", None, "yes", made.asked[0].predictions)
    assert report(replace(made, asked=(*made.asked, more))).budget is None
    assert report(replace(made, curve=())).budget is None


def test_distillation() -> None:
    said = {"decoder_few": "yyyn", "distilled": "ynnn"}
    teaching = Teaching(40, 30, ("yes", "yes", "no", "no"))
    found = report(yes_record(said, teaching=teaching)).distillation  # type: ignore[arg-type]
    assert found is not None
    assert (found.teacher, found.student, found.rows) == ("decoder_few", "distilled", 40)
    assert (found.teacher_accuracy, found.student_accuracy, found.human_accuracy) == (0.75, 0.25, 0.5)


def test_without_a_pupil_of_people_or_a_teacher() -> None:
    said = {"decoder_few": "yyyn", "distilled": "ynnn"}
    alone = report(yes_record(said, teaching=Teaching(40, 30, ()))).distillation  # type: ignore[arg-type]
    assert alone is not None
    assert alone.human_accuracy is None
    assert report(yes_record({"frozen": "yyyn"}, teaching=Teaching(40, 30, ()))).distillation is None
    assert report(yes_record(said, teaching=Teaching(0, 0, ()))).distillation is None  # type: ignore[arg-type]
