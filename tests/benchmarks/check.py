"""Whole checks: how long they take, how far the estimate is off, and who is right how often."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter

from app.bakeoff.contestants.roster import Roster
from app.bakeoff.estimate import estimate
from app.bakeoff.plan import Plan
from app.bakeoff.reading.rows import Counts, Row, Rows
from app.bakeoff.reporting import report
from app.bakeoff.run import Run
from app.settings import Settings
from app.wiring import build
from knowledge.scenarios import FOLDER

CLASSES, TRAIN, TEST = 4, 500, 200
WITHOUT = ("majority", "linear", "frozen", "tuned")


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """500 training and 200 test rows in 4 classes, with all usual contestants and with those that need no decoder."""
    services = build(settings, say)
    roster, rows = Roster(services.encoder, services.decoder), table(FOLDER / "tasks.jsonl")
    words = sum(len(row.text.split()) for row in rows.rows) / len(rows.rows)
    print(f"{len(rows.rows)} descriptions of tasks, {words:.0f} words on average, {len(rows.labels)} classes")
    for keys in (WITHOUT, ()):
        plan = Plan(most_train=TRAIN, most_test=TEST, keys=keys)
        expected = estimate(rows, roster, plan)
        check, started = Run(rows, roster, plan, expected=expected), perf_counter()
        for _ in check.steps():
            pass
        took = perf_counter() - started
        print(f"{'all usual contestants' if not keys else 'without a decoder'}: {took:.0f} s, estimated "
              f"{expected.seconds:.0f} s ({expected.seconds / took:.2f} times)")  # fmt: skip
        for score in report(check.record()).scores:
            share = f"{score.accuracy.value:.1%}" if score.accuracy else score.broken
            print(f"  {score.name:64} {share:>6}  {score.ms_p50 or 0:6.1f} ms  trained {score.training_seconds:5.1f} s")


def table(file: Path) -> Rows:
    """English descriptions of tasks, as heads are trained on, with the four most frequent forms of output."""
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        forms = [fact["value"] for fact in item["facts"] if fact["fact"] == "output"]
        if item["lang"] == "en" and forms:
            found[item["question"]] = forms[0]
    usual = [form for form, _ in Counter(found.values()).most_common(CLASSES)]
    chosen = [(text, form) for text, form in sorted(found.items()) if form in usual]
    Random(0).shuffle(chosen)
    rows = tuple(Row(text, form, line) for line, (text, form) in enumerate(chosen[: TRAIN + TEST], start=1))
    return Rows(rows, tuple(usual), Counts(len(rows), len(rows), 0, 0))
