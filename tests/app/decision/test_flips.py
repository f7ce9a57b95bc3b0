from collections.abc import Callable

from app.decision.decide import decide
from app.understanding.profile import TaskProfile
from knowledge.schema import Rules

Task = Callable[..., TaskProfile]


def test_applying_a_flip_flips(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    tried = 0
    for profile in crowd:
        verdict = decide(profile, rules, {}, "en")
        for flip in verdict.flips:
            changed = decide(profile.with_fact(flip.fact, flip.value), rules, {}, "en")
            assert changed.choice == flip.to != verdict.choice
            tried += 1
    assert tried > 300


def test_applying_a_flip_flips_with_assumptions(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    skipped = frozenset({"labels", "items_per_day", "output"})
    for profile in crowd[:100]:
        for flip in decide(profile, rules, {}, "en", skipped=skipped).flips:
            assert decide(profile.with_fact(flip.fact, flip.value), rules, {}, "en", skipped=skipped).choice == flip.to


def test_a_flip_changes_one_fact_and_names_it_once(rules: Rules, crowd: tuple[TaskProfile, ...]) -> None:
    for profile in crowd:
        flips = decide(profile, rules, {}, "en").flips
        assert len({flip.fact for flip in flips}) == len(flips)
        assert all(profile.value(flip.fact) != flip.value for flip in flips)


def test_vanishing_labels_and_growing_volume(rules: Rules, task: Task) -> None:
    served = decide(task(task="ner", labels=3000, label_scheme="fixed", items_per_day=2e6), rules, {}, "en")
    prompted = decide(task(task="pair", labels=0, label_scheme="fixed", items_per_day=400.0), rules, {}, "en")
    assert next((flip.fact, flip.value, flip.to) for flip in served.flips) == ("labels", 0, "hybrid:distil")
    assert ("items_per_day", 40_000.0, "hybrid:distil") in [(flip.fact, flip.value, flip.to) for flip in prompted.flips]
    assert ("labels", 5000, "encoder") in [(flip.fact, flip.value, flip.to) for flip in prompted.flips]


def test_a_rare_language_flips_a_translation(rules: Rules, task: Task) -> None:
    verdict = decide(task(task="translation", languages=("en", "fr"), labels=0), rules, {}, "en")
    assert "encoder-decoder" in [flip.to for flip in verdict.flips if flip.fact == "languages"]
