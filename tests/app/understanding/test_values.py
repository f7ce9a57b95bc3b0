"""Values that facts can be set to by hand."""

import json
from typing import Any, get_args

import pytest

from app.errors import InputError
from app.understanding.profile import FACTS, FactName, TaskProfile
from app.understanding.values import CHOICES, LEAST, admitted, edited, written
from app.wording import keys
from knowledge import Knowledge
from knowledge.schema import Output, TaskKind


def test_every_fact_has_one_kind_of_value() -> None:
    assert sorted([*CHOICES, *LEAST, "languages", "budget"]) == sorted(FACTS)
    assert CHOICES["task"] == get_args(TaskKind) and CHOICES["output"] == get_args(Output)
    named = [value for name, values in CHOICES.items() if name != "task" for value in values]
    assert all(isinstance(value, bool) or f"fact_value.{value}" in keys() for value in named)


@pytest.mark.parametrize(
    ("name", "sent", "held"),
    [("labels", "0", 0), ("labels", "5,000", 5000), ("classes", 2, 2), ("p95_ms", "0.5", 0.5),
     ("reasoning", "false", False), ("reasoning", True, True), ("hardware", "none", "none"), ("task", "ner", "ner"),
     ("languages", "en，ZH, en", ("en", "zh")), ("languages", ["en", "pl"], ("en", "pl")),
     ("languages", "中文、Polish", ("zh", "pl")), ("budget", " EUR  900 ", "EUR 900")],
)  # fmt: skip
def test_what_is_allowed_is_held_as_a_profile_holds_it(name: FactName, sent: Any, held: Any) -> None:
    value = admitted(name, sent, "en")
    assert value == held and type(value) is type(held)
    assert admitted(name, json.loads(json.dumps(value)), "zh") == held


@pytest.mark.parametrize(
    ("name", "sent"),
    [("labels", "-1"), ("labels", "1.5"), ("labels", "many"), ("labels", True), ("labels", None), ("labels", "1e400"),
     ("labels", "nan"), ("labels", []), ("classes", "1"), ("p95_ms", -0.1), ("items_per_day", "1e13"), ("reasoning", 1),
     ("reasoning", "maybe"), ("hardware", "<b>"), ("task", ["ner"]), ("languages", ""), ("languages", "e"),
     ("languages", {"en": 1}), ("languages", "en, <script>"), ("budget", " "), ("budget", "x" * 81), ("budget", 900),
     ("budget", "a\x00b")],
)  # fmt: skip
def test_what_is_not_allowed_is_refused_with_what_is(name: FactName, sent: Any) -> None:
    for language in ("en", "zh"):
        with pytest.raises(InputError) as refusal:
            admitted(name, sent, language)
        assert "{" not in str(refusal.value)


def test_every_option_of_a_question_back_is_allowed(knowledge: Knowledge) -> None:
    for probe in knowledge.rules.probes:
        values = [option.value for option in probe.options]
        for value in [*values, *([probe.assumed_value] if probe.assumed_value is not None else [])]:
            profile = edited(TaskProfile(), probe.fact, value, "en")
            held = profile.value(probe.fact)  # type: ignore[arg-type]
            assert held == (tuple(value) if isinstance(value, list) else value)


def test_an_edit_sets_or_forgets_one_known_fact() -> None:
    profile = edited(TaskProfile().with_fact("labels", 5, "five", 0.8), "labels", "9", "en")
    assert profile.facts["labels"].value == 9
    assert (profile.facts["labels"].words, profile.facts["labels"].confidence) == ("", 1.0)
    assert not edited(profile, "labels", None, "en").known("labels")
    for name in ("__class__", "", None, ["labels"]):
        with pytest.raises(InputError):
            edited(profile, name, None, "en")
    assert (written(True), written("none")) == ("true", "none")
