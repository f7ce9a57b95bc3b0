"""Verdicts on practice scenarios, pairs in both languages, and follow-ups."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.assistant import Assistant, Decision, Message, Standing
from app.contract import outcome
from app.settings import Settings
from app.wiring import build

PRACTICE = Path(__file__).parents[3] / "shared" / "data"
"""Practice sets, beside the checkout where there are any."""


def run(settings: Settings, say: Callable[[str], None], folder: Path = PRACTICE) -> None:
    """Print accuracy, the confusion table, recall and precision of asking and declining."""
    if not (folder / "scenarios.jsonl").exists():
        print(f"no scenarios in {folder}; nothing measured")
        return
    assistant = build(settings, say, with_decoder=False).assistant
    _scenarios(assistant, _rows(folder / "scenarios.jsonl"))
    _parity(assistant, _rows(folder / "parity.jsonl"))
    _follow_ups(assistant, _rows(folder / "follow_ups.jsonl"))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _decided(assistant: Assistant, question: str) -> str:
    return str(outcome(assistant.decide(Message(question), Standing())))


def _scenarios(assistant: Assistant, rows: list[dict[str, Any]]) -> None:
    pairs = [(row["verdict"], _decided(assistant, row["question"]), row["also_accept"]) for row in rows]
    right = sum(found == gold or found in also for gold, found, also in pairs)
    print(f"scenarios    {right} of {len(rows)} right ({right / len(rows):.3f})")
    for name in ("ask", "decline"):
        hit = sum(found == name == gold for gold, found, _ in pairs)
        said = sum(found == name and name not in also for _, found, also in pairs)
        there = sum(gold == name for gold, _, _ in pairs)
        print(f"{name:12} recall {hit / there:.3f}  precision {hit / max(1, said):.3f}")
    for (gold, found), count in sorted(Counter((gold, found) for gold, found, _ in pairs).items()):
        print(f"  {gold:16} → {found:16} {count}")


def _parity(assistant: Assistant, rows: list[dict[str, Any]]) -> None:
    found = [(_decided(assistant, row["en"]), _decided(assistant, row["zh"]), row["verdict"]) for row in rows]
    print(
        f"parity       {sum(en == zh for en, zh, _ in found)} of {len(rows)} the same, "
        f"{sum(en == zh == gold for en, zh, gold in found)} of them right"
    )


def _follow_ups(assistant: Assistant, rows: list[dict[str, Any]]) -> None:
    right = total = 0
    for row in rows:
        standing = Standing()
        for turn, gold in zip(row["turns"], row["expected"], strict=True):
            decision: Decision = assistant.decide(Message(turn), standing)
            standing = decision.standing
            right += str(outcome(decision)) == gold
            total += 1
    print(f"follow-ups   {right} of {total} turns right")
