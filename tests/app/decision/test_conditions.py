from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.decision.conditions import USUAL_OUTPUT, facts_of, holds, speaks, values
from app.understanding.profile import TaskProfile
from knowledge.schema import Condition, Conditional, Text

Task = Callable[..., TaskProfile]


def test_usual_outputs_are_those_of_the_kinds_of_task() -> None:
    file = Path(__file__).parents[3] / "knowledge" / "tasks.yaml"
    kinds = yaml.safe_load(file.read_text(encoding="utf-8"))["kinds"]
    usual = {kind["id"]: kind["output"] for kind in kinds}
    assert {**usual, "extraction": "spans"} == USUAL_OUTPUT


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"one_of": ["never"]}, "never", True),
        ({"one_of": ["never"]}, "offline", False),
        ({"one_of": [True]}, False, False),
        ({"outside": ["en", "zh"]}, ("en", "zh"), False),
        ({"outside": ["en", "zh"]}, ("en", "yo"), True),
        ({"at_least": 200}, 200, True),
        ({"at_least": 200}, 199, False),
        ({"below": 200}, 199, True),
        ({"below": 200}, 200, False),
        ({"at_least": 5, "below": 10}, 7, True),
        ({"at_least": 5, "below": 10}, 12, False),
        ({"known": True}, 0, True),
        ({"known": False}, 0, False),
        ({"below": 1}, 0, True),
    ],
)
def test_known_fact(test: dict[str, Any], value: Any, expected: bool) -> None:
    assert holds(Condition(fact="x", **test), {"x": value}) is expected


@pytest.mark.parametrize(
    "test", [{"one_of": [False]}, {"outside": ["en"]}, {"at_least": 0}, {"below": 9}, {"known": True}]
)
def test_unknown_fact_never_matches(test: dict[str, Any]) -> None:
    assert not holds(Condition(fact="x", **test), {})


def test_unknown_fact_matches_known_false() -> None:
    assert holds(Condition(fact="x", known=False), {})


def test_when_any_of_and_unless_combine() -> None:
    says = Text(en="a", zh="一")
    yes = {"one_of": (1,)}
    rule = Conditional(
        id="r",
        when=(Condition(fact="a", **yes),),
        any_of=(Condition(fact="b", **yes), Condition(fact="c", **yes)),
        unless=(Condition(fact="d", **yes),),
        says=says,
    )
    assert speaks(rule, {"a": 1, "c": 1})
    assert not speaks(rule, {"a": 1})
    assert not speaks(rule, {"b": 1, "c": 1})
    assert not speaks(rule, {"a": 1, "b": 1, "d": 1})


def test_form_follows_from_output_then_task_then_classes(task: Task) -> None:
    assert values(task(task="classification", output="text"))["form"] == "text"
    assert values(task(task="ner"))["form"] == "spans"
    assert values(task(classes=4))["form"] == "labels"
    assert "form" not in values(task(labels=4))


def test_labels_of_another_domain_or_of_changing_classes_are_not_usable(task: Task) -> None:
    assert values(task(labels=900, classes=9))["usable_per_class"] == 100
    assert values(task(labels=900))["usable_per_class"] == 450
    assert values(task(labels=900, domain_shift=True))["usable_labels"] == 0
    assert values(task(labels=900, label_scheme="changing"))["usable_labels"] == 0
    assert "usable_labels" not in values(task(label_scheme="fixed"))


def test_facts_of_a_rule_are_those_stated(task: Task) -> None:
    rule = Conditional(id="r", when=(Condition(fact="usable_labels", at_least=1),), says=Text(en="a", zh="一"))
    assert facts_of(rule, task(labels=5, budget="x", label_scheme="fixed")) == ("labels", "label_scheme")
