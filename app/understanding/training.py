"""Trains the heads from the scenarios and the phrasings of the knowledge base, in under two minutes on two cores."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from app.models.encoder import Encoder, Reading
from app.understanding.heads import CLASSES, UNCLEAR, Floats, Heads, affine, pooled
from app.understanding.numerals import numbers
from app.understanding.tags import PER_CLASS, TAGS, TASK_TAGS, tag_of
from knowledge import Knowledge
from knowledge.scenarios import FOLDER, Scenarios, StatedFact, load_scenarios
from knowledge.scenarios import fingerprint as of_files
from knowledge.schema import LANGUAGES

if TYPE_CHECKING:
    from torch import Tensor, nn

SEED = 0
MOST_TOKENS = 200
"""Tokens read of a training text; only a handful are longer."""
BATCH = 16
"""Texts embedded at once, of like length."""
PER_CARD = 3
"""Phrasings of a card and language that serve as examples of questions of fact."""

TAGGER_STEPS, TAGGER_BATCH, TAGGER_RATE, TAGGER_DECAY = 800, 2048, 5e-3, 2e-5
COMMON, MOST_FAVOUR = 300.0, 3.0
"""Texts from which a tag counts as common; tokens of rarer ones weigh more, up to this factor."""
UNITS, STEPS, STEP_BATCH, RATE, DECAY, DROPOUT = 256, 1200, 128, 1e-3, 1e-2, 0.4
"""Chosen on scenarios of writers that were left out; neither more units nor more steps read better."""


@dataclass(frozen=True)
class Example:
    """A text with what is known of it; a class that is not named is unknown and teaches nothing."""

    text: str
    facts: tuple[StatedFact, ...] = ()
    tagged: tuple[int, ...] = ()
    """Places of the tags that are known to be absent where no fact states them."""
    classes: dict[str, str] = field(default_factory=dict)
    """By name as in :data:`app.understanding.heads.CLASSES`."""


def born_of(knowledge: Knowledge, encoder_name: str) -> dict[str, str]:
    """The birth certificate of heads: the encoder and a hash of all texts that they learn from."""
    digest = sha256(of_files(FOLDER).encode())
    for group in (knowledge.kinds, knowledge.intents):
        for item in group.values():
            digest.update(item.model_dump_json().encode())
    digest.update("\n".join(_asked(knowledge)).encode())
    return {"encoder": encoder_name, "texts": digest.hexdigest()}


def train_heads(knowledge: Knowledge, encoder: Encoder, say: Callable[[str], None] = lambda _: None) -> Heads:
    """Heads from all that the project has to learn from."""
    rows = examples(knowledge, load_scenarios())
    return train(rows, read_all([row.text for row in rows], encoder, say))


def examples(knowledge: Knowledge, scenarios: Scenarios) -> list[Example]:
    """Everything the heads learn from."""
    return [*from_scenarios(scenarios), *from_phrasings(knowledge)]


def from_scenarios(scenarios: Scenarios) -> Iterator[Example]:
    """Examples of whole questions, of the turns of conversations, and of fragments."""
    everything = tuple(range(len(TAGS)))
    apart = tuple(place for place in everything if place not in TASK_TAGS)
    for said in scenarios.scenarios:
        # Those that are declined say little of tasks; one wrapped in an injection is as good as any other.
        whole = _task_of(said.facts) if said.intent == "recommendation" or said.facts else {}
        yield Example(said.question, said.facts, everything, {**whole, "intent": said.intent})
    for talk in scenarios.talks:
        for number, turn in enumerate(talk.turns):
            # What a later message is for depends on those before it, unless it has to be declined.
            alone = {"intent": turn.intent} if number == 0 or turn.intent != "recommendation" else {}
            yield Example(turn.question, turn.facts, everything, {**_task_of(turn.facts), **alone})
    for part in scenarios.tasks:
        yield Example(part.question, part.facts, everything, {**_task_of(part.facts), "intent": "recommendation"})
    for part in scenarios.facts:
        yield Example(part.question, part.facts, apart)
    for wish in scenarios.wishes:
        yield Example(wish.question, classes={"intent": wish.intent})


def from_phrasings(knowledge: Knowledge) -> Iterator[Example]:
    """Examples of kinds of task and of intents, as people phrase them."""
    for language in LANGUAGES:
        for kind in knowledge.kinds.values():
            for text in kind.asked_as.get(language):
                yield Example(text, classes={"kind": kind.id, "intent": "recommendation"})
        for intent in knowledge.intents.values():
            for text in intent.asked_as.get(language):
                yield Example(text, classes={"intent": intent.id})
    for text in _asked(knowledge):
        yield Example(text, classes={"intent": "knowledge"})


def _asked(knowledge: Knowledge) -> list[str]:
    cards = knowledge.cards.values()
    return [text for card in cards for language in LANGUAGES for text in card.asked_as.get(language)[:PER_CARD]]


def _task_of(facts: Iterable[StatedFact]) -> dict[str, str]:
    stated = {item.fact: item.value for item in facts if item.value is not None}
    return {"kind": stated.get("task", UNCLEAR), "output": stated.get("output", UNCLEAR)}


def read_all(texts: Sequence[str], encoder: Encoder, say: Callable[[str], None] = lambda _: None) -> list[Reading]:
    """Readings of many texts, in their order, with states of half precision to save memory."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place].encode()))
    readings: dict[int, Reading] = {}
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        for place, found in zip(places, encoder.read([texts[place] for place in places], MOST_TOKENS), strict=True):
            readings[place] = Reading(found.vector, found.states.astype(np.float16), found.spans)
        if start // BATCH % 100 == 0:
            say(f"reading training texts: {start} of {len(order)}")
    return [readings[place] for place in range(len(texts))]


def train(rows: Sequence[Example], readings: Sequence[Reading], seed: int = SEED) -> Heads:
    """Train the tagger, then the classifiers on what it finds.

    Args:
        rows: what to learn from.
        readings: what the encoder makes of each, in the same order; half precision will do.
        seed: of everything random; the same seed gives the same heads on the same machine.
    """
    import torch

    torch.manual_seed(seed)
    tagger = _train_tagger(rows, readings)
    full = (item.states.astype(np.float32) for item in readings)
    means = np.stack([pooled(states, affine(states, tagger)) for states in full])
    hidden, classifiers = _train_classifiers(rows, means)
    return Heads(tagger, hidden, classifiers)


def _train_tagger(rows: Sequence[Example], readings: Sequence[Reading]) -> Floats:
    import torch
    from torch import nn

    known = [place for place, row in enumerate(rows) if row.tagged]
    states = torch.from_numpy(np.concatenate([readings[place].states for place in known]))
    marked = [_marks(rows[place], readings[place]) for place in known]
    targets, counted = (torch.from_numpy(np.concatenate(part)) for part in zip(*marked, strict=True))
    often = sum(holds.any(axis=0).astype(np.float32) for holds, _ in marked)
    favour = torch.from_numpy(np.clip(np.sqrt(COMMON / np.maximum(often, 1.0)), 1.0, MOST_FAVOUR).astype(np.float32))
    mean, spread = states.float().mean(0), states.float().std(0) + 1e-6
    linear = nn.Linear(states.shape[1], len(TAGS))
    nn.init.zeros_(linear.weight)
    nn.init.constant_(linear.bias, -4.0)  # most tokens state nothing
    optimiser = torch.optim.Adam(linear.parameters(), lr=TAGGER_RATE)
    for step in range(TAGGER_STEPS):
        optimiser.param_groups[0]["lr"] = TAGGER_RATE * (1 - step / TAGGER_STEPS)
        chosen = torch.randint(0, len(states), (TAGGER_BATCH,))
        scores = linear((states[chosen].float() - mean) / spread)
        of_each = nn.functional.binary_cross_entropy_with_logits(
            scores, targets[chosen], reduction="none", pos_weight=favour
        )
        loss = (of_each * counted[chosen]).sum(1).mean() + TAGGER_DECAY * linear.weight.pow(2).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return _folded(linear, mean, spread)


def _marks(row: Example, reading: Reading) -> tuple[Floats, Floats]:
    """Which tags hold for each token, and which count: both of shape ``(tokens, tags)``."""
    holds = np.zeros((len(reading.spans), len(TAGS)), dtype=np.float32)
    counts = np.zeros_like(holds)
    counts[:, list(row.tagged)] = 1.0
    for fact in row.facts:
        tag = PER_CLASS if _is_per_class(row, fact) else tag_of(fact)
        if tag is None:
            continue
        start = row.text.find(fact.words)
        stop = start + len(fact.words)
        inside = [low < stop and high > start and high > low for low, high in reading.spans]
        holds[inside, tag] = 1.0
        counts[inside, tag] = 1.0
    return holds, counts


def _is_per_class(row: Example, fact: StatedFact) -> bool:
    """Whether labels are stated as a figure for each class: one that gives their number when multiplied."""
    classes = next((item.value for item in row.facts if item.fact == "classes"), None)
    if fact.fact != "labels" or not fact.value or not classes:
        return False
    figures = [number.value for number in numbers(fact.words)]
    near = [abs(value - fact.value) <= 0.02 * fact.value for value in figures]
    each = [abs(value * classes - fact.value) <= 0.02 * fact.value for value in figures]
    return any(each) and not any(near)


def _train_classifiers(rows: Sequence[Example], means: Floats) -> tuple[Floats, dict[str, Floats]]:
    import torch
    from torch import nn

    inputs = torch.from_numpy(means)
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    inputs = (inputs - mean) / spread
    targets = {
        name: torch.tensor([values.index(row.classes[name]) if name in row.classes else -1 for row in rows])
        for name, values in CLASSES.items()
    }
    known = torch.tensor([place for place, row in enumerate(rows) if row.classes])
    trunk = nn.Linear(inputs.shape[1], UNITS)
    ends = nn.ModuleDict({name: nn.Linear(UNITS, len(values)) for name, values in CLASSES.items()})
    drop = nn.Dropout(DROPOUT)
    optimiser = torch.optim.AdamW([*trunk.parameters(), *ends.parameters()], lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS)
    for _ in range(STEPS):
        chosen = known[torch.randint(0, len(known), (STEP_BATCH,))]
        units = drop(torch.relu(trunk(drop(inputs[chosen]))))
        loss = torch.stack([_loss(ends[name](units), targets[name][chosen]) for name in CLASSES]).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    hidden = _folded(trunk, mean, spread)
    return hidden, {name: _folded(end) for name, end in ends.items()}  # type: ignore[arg-type]


def _loss(scores: "Tensor", targets: "Tensor") -> "Tensor":
    """Mean cross entropy over the rows whose class is known, 0 without any."""
    from torch import nn

    known = targets >= 0
    if not known.any():
        return scores.sum() * 0.0
    return nn.functional.cross_entropy(scores[known], targets[known])


def _folded(linear: "nn.Linear", mean: Any = 0.0, spread: Any = 1.0) -> Floats:
    """Weights and bias in one array, for inputs that are not standardised."""
    weight = linear.weight.detach() / spread
    bias = linear.bias.detach() - (weight * mean).sum(1)
    array: Floats = np.concatenate([weight.numpy().T, bias.numpy()[None]]).astype(np.float32)
    return array
