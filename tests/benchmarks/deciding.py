"""Verdicts on scenarios, pairs in both languages and conversations, against three baselines.

The shipped scenarios are decided with heads that had not read their writers. Practice sets of the same form, where
they stand beside the repository, are decided with the shipped heads.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from app.assistant import Assistant, Decision, Message, Standing
from app.contract import outcome
from app.decision.decide import decide
from app.decision.tree import answers_of, walk, walk_source
from app.settings import Settings
from app.understanding.profile import FACTS, TaskProfile
from app.wiring import build
from knowledge import Knowledge
from knowledge.scenarios import Outcome, Said, Scenario, Scenarios, Talk, load_scenarios
from tests.benchmarks.left_out import LeftOutUnderstander, opinions

PRACTICE = Path(__file__).parents[3] / "shared" / "data"
"""Where a practice set stands, for those who have one beside the repository."""
BINS = 10
"""Bins of the expected calibration error."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Answered:
    """A message with what it came to."""

    said: Said
    decision: Decision
    ms: float

    @property
    def found(self) -> str:
        """The outcome in one word."""
        return str(outcome(self.decision))

    @property
    def right(self) -> bool:
        """Whether the outcome is accepted."""
        return self.said.accepts(self.found)


def run(settings: Settings, say: Say) -> None:
    """Print accuracy, recall and precision of asking and declining, calibration, flips, time, and the baselines."""
    services = build(settings, say, with_decoder=False)
    scenarios, assistant = load_scenarios(), services.assistant
    if (PRACTICE / "scenarios.jsonl").exists():
        report("practice", practice(PRACTICE), assistant)
    found = opinions(services.knowledge, scenarios, services.encoder, say)
    shipped = assistant.understander
    assistant.understander = LeftOutUnderstander(shipped.heads, lambda text: services.encoder.read([text])[0], found)
    report("shipped", scenarios, assistant)
    baselines(scenarios.scenarios, services.knowledge)


def report(name: str, scenarios: Scenarios, assistant: Assistant) -> None:
    """Everything about one set."""
    answered = [answer(assistant, said, Standing()) for said in scenarios.scenarios]
    right = sum(item.right for item in answered)
    print(f"{name}: {right} of {len(answered)} scenarios right ({right / len(answered):.3f})")
    for kind in ("ask", "decline"):
        recall, precision = recall_and_precision(answered, kind)
        print(f"  {kind:12} recall {recall:.3f}  precision {precision:.3f}")
    confused = Counter((item.said.verdict, item.found) for item in answered)
    for (gold, found), count in sorted(confused.items()):
        print(f"    {gold:16} → {found:16} {count}")
    pairs = parity(answered)
    print(f"  parity       {sum(map(same, pairs))} of {len(pairs)} pairs the same")
    turns = [item for talk in scenarios.talks for item in conversation(assistant, talk)]
    print(f"  follow-ups   {sum(item.right for item in turns)} of {len(turns)} turns right")
    print(f"  calibration  expected error {calibration_error(answered):.3f}")
    kept, tried = flips_valid(answered, assistant.knowledge)
    print(f"  flips        {kept} of {tried} flip")
    agreed = [item for item in answered if item.decision.verdict]
    print(f"  tree         {sum(tree_agrees(item, assistant.knowledge) for item in agreed)} of {len(agreed)} agree")
    print(f"  time         {median(item.ms for item in answered):.1f} ms from question to verdict, median")


def answer(assistant: Assistant, said: Said, standing: Standing) -> Answered:
    """Decide about one message."""
    started = perf_counter()
    decision = assistant.decide(Message(said.question), standing)
    return Answered(said, decision, (perf_counter() - started) * 1000)


def conversation(assistant: Assistant, talk: Talk) -> Iterable[Answered]:
    """Every turn of a conversation."""
    standing = Standing()
    for turn in talk.turns:
        answered = answer(assistant, turn, standing)
        standing = answered.decision.standing
        yield answered


def recall_and_precision(answered: Sequence[Answered], kind: str) -> tuple[float, float]:
    """How many that should come to ``kind`` do, and how many that do should."""
    hit = sum(item.found == kind == item.said.verdict for item in answered)
    there = sum(item.said.verdict == kind for item in answered)
    said = sum(item.found == kind and (item.said.verdict == kind or not item.right) for item in answered)
    return hit / max(1, there), hit / max(1, said)


def parity(answered: Sequence[Answered]) -> list[list[str]]:
    """The outcomes of questions that stand in both languages."""
    pairs: dict[str, list[str]] = {}
    for item in answered:
        if isinstance(item.said, Scenario) and item.said.pair:
            pairs.setdefault(item.said.pair, []).append(item.found)
    return list(pairs.values())


def same(outcomes: Sequence[str]) -> bool:
    """Whether all outcomes are one."""
    return len(set(outcomes)) == 1


def calibration_error(answered: Sequence[Answered]) -> float:
    """Expected calibration error of the confidence of recommendations, ten bins of equal width."""
    pairs = [
        (item.decision.verdict.confidence, item.right)
        for item in answered
        if item.decision.kind == "recommendation" and item.decision.verdict
    ]
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in pairs:
        bins.setdefault(min(int(sure * BINS), BINS - 1), []).append((sure, right))
    gaps = (abs(sum(sure for sure, _ in part) - sum(right for _, right in part)) for part in bins.values())
    return sum(gaps) / max(1, len(pairs))


def flips_valid(answered: Sequence[Answered], knowledge: Knowledge) -> tuple[int, int]:
    """How many of the named flips lead to the verdict they name when applied."""
    kept = tried = 0
    for item in answered:
        verdict, standing = item.decision.verdict, item.decision.standing
        for flip in verdict.flips if verdict else ():
            changed = standing.profile.with_fact(flip.fact, flip.value)
            again = decide(changed, knowledge.rules, knowledge.models, item.decision.language, standing.skipped)
            kept += again.choice == flip.to != (verdict.choice if verdict else None)
            tried += 1
    return kept, tried


def tree_agrees(item: Answered, knowledge: Knowledge) -> bool:
    """Whether the Decision tab's tree ends where the chat does."""
    standing, verdict = item.decision.standing, item.decision.verdict
    leaf = walk(knowledge.rules, answers_of(standing.profile, knowledge.rules, standing.skipped)).leaf
    return leaf == ((verdict.choice if verdict else None) or "ask")


def baselines(scenarios: Sequence[Scenario], knowledge: Knowledge) -> None:
    """The same accuracy for what needs no understanding, and for the rules given perfect profiles."""
    told = [said for said in scenarios if said.verdict != "decline"]

    def share(name: str, decided: Callable[[Scenario], str]) -> None:
        right = sum(said.accepts(decided(said)) for said in told)
        print(f"baseline     {name:44} {right} of {len(told)} ({right / len(told):.3f})")

    share("always encoder", lambda said: "encoder")
    share("source tree, perfect profiles", lambda said: walk_source(knowledge.source_tree, profile_of(said))[1])
    share(
        "our rules, perfect profiles",
        lambda said: decide(profile_of(said), knowledge.rules, knowledge.models, said.lang).choice or "ask",
    )


def profile_of(said: Said) -> TaskProfile:
    """The gold profile of a message."""
    profile = TaskProfile()
    for item in said.facts:
        if item.value is not None and item.fact in FACTS:
            value = tuple(item.value) if isinstance(item.value, list) else item.value
            profile = profile.with_fact(item.fact, value, item.words)
    return profile


def practice(folder: Path) -> Scenarios:
    """A practice set in the form of ours; its profiles are not read."""
    scenarios = [
        _scenario(row["id"], row["lang"], row["question"], row["verdict"], row["also_accept"])
        for row in _rows(folder / "scenarios.jsonl")
    ]
    for row in _rows(folder / "parity.jsonl"):
        for language in ("en", "zh"):
            part = _scenario(f"{row['id']}-{language}", language, row[language], row["verdict"], ())
            scenarios.append(part.model_copy(update={"pair": row["id"]}))
    talks = [
        Talk(
            id=row["id"],
            lang=row["lang"],
            turns=tuple(
                Said(question=turn, verdict=gold) for turn, gold in zip(row["turns"], row["expected"], strict=True)
            ),
        )
        for row in _rows(folder / "follow_ups.jsonl")
    ]
    return Scenarios(tuple(scenarios), tuple(talks), (), (), ())


def _scenario(key: str, language: Any, question: str, verdict: Outcome, also: Iterable[Outcome]) -> Scenario:
    return Scenario(id=key, lang=language, question=question, verdict=verdict, also_accept=tuple(also))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
