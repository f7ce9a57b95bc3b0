"""Fits the points of the weights and the odds of the confidence on the scenarios, cross-validated by writer.

Prints what fits beside what stands in ``knowledge/rules.yaml``; whoever changes that file reads both.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.assistant import Standing
from app.decision.conditions import speaks, values
from app.decision.confidence import signals
from app.decision.conflicts import conflicts
from app.decision.judging import judge
from app.settings import Settings
from app.wiring import build
from knowledge import Knowledge
from knowledge.scenarios import Scenario, load_scenarios
from knowledge.schema import Rules
from tests.benchmarks.deciding import PRACTICE, Answered, answer, calibration_error, practice, profile_of
from tests.benchmarks.left_out import FOLDS, LeftOutUnderstander, opinions

Floats = NDArray[np.float64]

TOWARDS_PRESENT = 0.02
"""How strongly fitted points are drawn to the present ones: a case moves them, a hair does not."""
STEP = 0.5
"""Points are rounded to this, so that they stay readable."""


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print fitted points and odds, and what each would change for writers left out."""
    services, scenarios = build(settings, say, with_decoder=False), load_scenarios()
    _weights(services.knowledge, scenarios.scenarios)
    found = opinions(services.knowledge, scenarios, services.encoder, say)
    assistant = services.assistant
    heads = assistant.understander.heads
    assistant.understander = LeftOutUnderstander(heads, lambda text: services.encoder.read([text])[0], found)
    answered = [answer(assistant, said, Standing()) for said in scenarios.scenarios]
    writers = np.array([said.id[0] for said in scenarios.scenarios])
    _confidence(answered, writers, services.knowledge.rules)
    if (PRACTICE / "scenarios.jsonl").exists():
        rows = [answer(assistant, said, Standing()) for said in practice(PRACTICE).scenarios]
        print(f"practice set, present odds: expected calibration error {calibration_error(rows):.3f}")


def _weights(knowledge: Knowledge, scenarios: Sequence[Scenario]) -> None:
    rules = knowledge.rules
    cases = [
        (said, values(profile_of(said)))
        for said in scenarios
        if said.verdict in ("encoder", "decoder") and judge(profile_of(said), rules).settled_by is None
    ]
    spoken = np.array([[speaks(weight, known) for weight in rules.weights] for _, known in cases], dtype=float)
    encoder = np.array([said.verdict == "encoder" for said, _ in cases], dtype=float)
    writers = np.array([said.id[0] for said, _ in cases])
    present = np.array([weight.points for weight in rules.weights])
    right = np.zeros(len(cases), dtype=bool)
    for out in _folds(writers):
        points = fit_points(spoken[~out], encoder[~out], present)
        right[out] = (spoken[out] @ points >= 0) == encoder[out]
    stands = ((spoken @ present >= 0) == encoder).mean()
    print(f"weights: {len(cases)} cases that the score decides; right with present points {stands:.3f}, ", end="")
    print(f"with points fitted on other writers {right.mean():.3f}")
    for weight, points in zip(rules.weights, fit_points(spoken, encoder, present), strict=True):
        print(f"  {weight.id:18} present {weight.points:+.1f}  fitted {points:+.1f}")


def fit_points(spoken: Floats, encoder: Floats, present: Floats) -> Floats:
    """Points of the weights that make the verdicts likeliest, with the present signs, rounded to halves.

    Args:
        spoken: which weights spoke in each case, shape ``(cases, weights)``.
        encoder: 1 where the verdict is an encoder, 0 where a decoder.
        present: the points they are drawn to.
    """
    from scipy.optimize import minimize

    def loss(points: Floats) -> tuple[float, Floats]:
        score = spoken @ points
        share = 1.0 / (1.0 + np.exp(-score))
        cost = np.logaddexp(0.0, score) - encoder * score
        pull = points - present
        return (
            float(cost.mean() + TOWARDS_PRESENT * (pull @ pull)),
            spoken.T @ (share - encoder) / len(score) + 2 * TOWARDS_PRESENT * pull,
        )

    bounds = [(0.0, None) if points > 0 else (None, 0.0) for points in present]
    fitted = minimize(loss, present, jac=True, bounds=bounds, method="L-BFGS-B").x
    rounded: Floats = np.round(fitted / STEP) * STEP
    return rounded


def _confidence(answered: Sequence[Answered], writers: NDArray[np.str_], rules: Rules) -> None:
    from sklearn.linear_model import LogisticRegression

    advised = [place for place, item in enumerate(answered) if item.decision.kind == "recommendation"]
    found = [_signals(answered[place], rules) for place in advised]
    names = list(found[0])
    rows = np.array([[row[name] for name in names] for row in found])
    right = np.array([answered[place].right for place in advised])
    sure = np.zeros(len(rows))
    for out in _folds(writers[advised]):
        model = LogisticRegression(C=1.0).fit(rows[~out], right[~out])
        sure[out] = model.predict_proba(rows[out])[:, 1]
    gaps = [abs(sure[part].sum() - right[part].sum()) for part in _bins(sure)]
    print(f"confidence: {len(rows)} recommendations, {right.mean():.3f} right")
    print(f"  expected calibration error, fitted on other writers: {sum(gaps) / len(rows):.3f}")
    print(f"  with the present odds: {calibration_error(answered):.3f}")
    model = LogisticRegression(C=1.0).fit(rows, right)
    odds = {"base": model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}
    print("  confidence: {" + ", ".join(f"{name}: {value:.2f}" for name, value in odds.items()) + "}")


def _signals(item: Answered, rules: Rules) -> dict[str, float]:
    verdict = item.decision.verdict
    assert verdict is not None  # it is a recommendation
    carried = tuple(name for reason in verdict.reasons for name in reason.facts)
    clashes = conflicts(verdict.profile, rules)
    return signals(judge(verdict.profile, rules), verdict.profile, carried, len(verdict.assumptions), len(clashes))


def _folds(writers: NDArray[np.str_]) -> list[NDArray[np.bool_]]:
    names = sorted(set(writers.tolist()))
    return [np.isin(writers, names[number::FOLDS]) for number in range(FOLDS)]


def _bins(sure: Floats) -> list[NDArray[np.bool_]]:
    place = np.minimum((sure * 10).astype(int), 9)
    return [place == number for number in range(10)]
