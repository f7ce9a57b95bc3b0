"""Time from a question to its verdict and evidence, and through the decoder; memory; many at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

import yaml

from app.answering.compose import Shown
from app.assistant import Assistant, Message, Standing, Wording
from app.settings import Settings
from app.wiring import build
from tests.benchmarks.machine import resident_mb

ROUNDS = 5
AT_ONCE = 20


def questions() -> list[str]:
    """Questions in both languages."""
    texts: list[str] = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8"))
    return texts


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Print medians."""
    services = build(settings, say)
    assistant = services.assistant
    timings: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for question in questions():
            decision = assistant.decide(Message(question), Standing())
            for name, value in decision.timings_ms.items():
                timings.setdefault(name, []).append(value)
    for name, values in timings.items():
        print(f"{name:34} median {median(values):8.1f} ms  worst {max(values):8.1f} ms")
    _wording(assistant)
    _at_once(assistant)
    print(f"{'resident memory, all loaded':34} {resident_mb():8.0f} MB")


def _wording(assistant: Assistant) -> None:
    first, speed, replaced, total, whole = [], [], 0, 0, []
    for question in questions():
        decision = assistant.decide(Message(question), Standing())
        started = perf_counter()
        for item in assistant.word(decision):
            if isinstance(item, Wording) and item.decoder:
                composition = item.composition
                first.append(composition.first_token_ms or 0.0)
                speed.append(composition.tokens_per_second or 0.0)
                replaced += composition.replaced
                total += composition.sentences
                whole.append((perf_counter() - started) * 1000)
    if not whole:
        print("no decoder is running")
        return
    print(f"{'decoder: first token':34} median {median(first):8.1f} ms")
    print(f"{'decoder: whole answer':34} median {median(whole):8.1f} ms")
    print(f"{'decoder: speed':34} median {median(speed):8.1f} tokens/s")
    print(f"{'decoder: sentences replaced':34} {replaced} of {total}")


def _at_once(assistant: Assistant) -> None:
    asked = (questions() * AT_ONCE)[:AT_ONCE]

    def one(question: str) -> float:
        started = perf_counter()
        decision = assistant.decide(Message(question), Standing())
        settled = (perf_counter() - started) * 1000
        for item in assistant.word(decision):
            if isinstance(item, Shown):
                break  # one sentence is enough to keep the decoder busy while the others decide
        return settled

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waits = list(pool.map(one, asked))
    print(f"{f'{AT_ONCE} at once: question to verdict':34} median {median(waits):8.1f} ms  worst {max(waits):8.1f} ms")
