"""From one message to what it was read as, and from a conversation to its standing profile."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.models.encoder import Reading
from app.understanding.cues import cues, find
from app.understanding.facts import LONGEST, facts_of
from app.understanding.heads import UNCLEAR, Heads, Opinion
from app.understanding.intents import challenged, intent_of
from app.understanding.language import language_of
from app.understanding.profile import Fact, FactName, TaskProfile, Understanding
from app.understanding.votes import Votes
from knowledge.schema import Output, TaskKind

OUTPUTS_OF: Mapping[TaskKind, tuple[Output, ...]] = {
    "classification": ("labels", "scores"),
    "moderation": ("labels", "scores"),
    "pair": ("labels", "scores"),
    "ner": ("spans",),
    "extraction": ("spans", "text"),
    "qa_extractive": ("spans",),
    "qa_generative": ("text",),
    "retrieval": ("vectors",),
    "reranking": ("scores",),
    "clustering": ("vectors",),
    "summarisation": ("text",),
    "translation": ("text",),
    "generation": ("text",),
    "dialogue": ("text",),
    "code": ("text",),
    "reasoning": ("text", "labels"),
}
"""What each kind of task can put out."""
CHANGED, SAID = 0.6, -0.5
"""Probability of an output and logit of its words from which a follow-up changes the task: most only add a fact."""
_GUESSED = 0.75
"""Facts read with less confidence (a list, a yes-or-no question) hold only for tasks that put out labels or spans."""


class Understander:
    """Reads messages; the heads and the encoder are handed in."""

    def __init__(self, heads: Heads, read: Callable[[str], Reading]) -> None:
        self.heads = heads
        self._read = read

    def read(self, text: str, reading: Reading | None = None, follow_up: bool = False) -> Understanding:
        """Language, intent and facts of one message.

        Args:
            text: the message; what exceeds 6,000 characters is not read.
            reading: what the encoder makes of it, when already computed.
            follow_up: whether earlier messages described a task, so that 'and without a GPU?' is about it.
        """
        opinion = self.heads.read(reading or self._read(text))
        return understanding_of(text[:LONGEST], opinion, follow_up)


def understanding_of(text: str, opinion: Opinion, follow_up: bool = False) -> Understanding:
    """What a message says, given what the heads make of it."""
    restart = find("intent.restart", text) is not None
    follow_up = follow_up and not restart
    votes = Votes(text, opinion)
    facts = facts_of(text, votes)
    profile = _withdraw(facts, text) if follow_up else facts
    task = task_of(opinion)
    if task is not None and follow_up and not _changes_task(task, votes):
        task = None
    intent = intent_of(text, opinion.intents, profile, follow_up)
    if task is not None:
        profile = _with_task(profile, *task, votes=votes)
    elif not follow_up:
        profile = _without_guesses(profile)
    return Understanding(
        language=language_of(text),
        intent=intent.intent,
        intent_confidence=intent.confidence,
        profile=profile,
        restart=restart,
        asks_choice=find("intent.asks_choice", text) is not None,
        challenges=challenged(text),
        replaces=find("output.instead", text) is not None,
    )


def task_of(opinion: Opinion) -> tuple[TaskKind, Output, float] | None:
    """Kind of task and output that fit together best, with the probability of the output; None if unclear."""
    kinds, outputs = dict(opinion.kinds), dict(opinion.outputs)
    joint = {
        (kind, output): kinds[kind] * outputs[output] for kind, possible in OUTPUTS_OF.items() for output in possible
    }
    unclear = kinds[UNCLEAR] * outputs[UNCLEAR]
    total = sum(joint.values()) + unclear
    best = max(joint, key=lambda pair: joint[pair])
    form = sum(share for (_, output), share in joint.items() if output == best[1]) / total
    return None if unclear / total > form else (*best, form)


def _changes_task(task: tuple[TaskKind, Output, float], votes: Votes) -> bool:
    """Whether a follow-up states a task of its own: the whole looks like it, and some words say so."""
    kind, output, form = task
    return form >= CHANGED and max(votes.peak("task", kind), votes.peak("output", output)) >= SAID


def _with_task(profile: TaskProfile, kind: TaskKind, output: Output, sure: float, votes: Votes) -> TaskProfile:
    share = round(sure, 3)
    profile = profile.with_fact("task", kind, votes.words("task", kind), share)
    profile = profile.with_fact("output", output, votes.words("output", output), share)
    if output not in ("labels", "scores", "spans"):
        return _without_guesses(profile)
    return _with_pair_classes(profile) if kind == "pair" else profile


def _without_guesses(profile: TaskProfile) -> TaskProfile:
    """Without classes and a scheme that were only read off a list or a yes-or-no question."""
    for name in ("classes", "label_scheme"):
        fact = profile.facts.get(name)
        if fact is not None and fact.confidence < _GUESSED:
            profile = profile.without(name)
    return profile


def _with_pair_classes(profile: TaskProfile) -> TaskProfile:
    if profile.value("output") != "labels" or profile.known("classes"):
        return profile
    words = profile.facts["task"].words
    profile = profile.with_fact("classes", 2, words, 0.6)
    return profile if profile.known("label_scheme") else profile.with_fact("label_scheme", "fixed", words, 0.6)


def _withdraw(profile: TaskProfile, text: str) -> TaskProfile:
    """Facts taken back stand with the value None until :func:`merge` removes them."""
    for key in cues():
        group, _, name = key.partition(".")
        if group == "withdrawn" and (match := find(key, text)):
            profile = profile.with_fact(name, None, match.group())  # type: ignore[arg-type]
    return profile


_MORE = re.compile(r"(?:another|additional|further|extra)\b|又|再|另外?|多了|新增", re.IGNORECASE)
"""Words before a number of labels that add it to the labels already stated."""


BOUND_TO_OUTPUT: tuple[FactName, ...] = ("labels", "classes", "label_scheme", "words_decide", "hard_tail", "then_text")
"""Facts that say nothing any more when another form of output is wanted: filed issues do not teach writing."""


def merge(standing: TaskProfile, new: Understanding) -> TaskProfile:
    """The standing profile after a follow-up: new facts replace old ones, facts taken back go.

    A text wanted besides the labels changes no task; another output does, and with it go the labels and classes of
    the old one. A single new language replaces the target of a translation.
    """
    if new.restart:
        return new.profile
    facts: dict[FactName, Fact] = dict(new.profile.facts)
    besides = facts.get("then_text") and not new.replaces
    if besides and standing.value("output") in ("labels", "scores", "spans"):
        facts.pop("task", None)
        facts.pop("output", None)
    elif "output" in facts and facts["output"].value == "text" and new.replaces:
        facts.pop("then_text", None)
        standing = _without_output(standing)
    elif "output" in facts and _form(facts["output"].value) != _form(standing.value("output")):
        standing = _without_output(standing)
    if _adds(facts.get("labels")) and standing.value("labels"):
        more = facts["labels"]
        facts["labels"] = replace(more, value=more.value + standing.value("labels"))
    if standing.value("task") == "translation" and "languages" in facts:
        facts["languages"] = _new_target(standing.facts.get("languages"), facts["languages"])
    for name, fact in facts.items():
        standing = standing.without(name) if fact.value is None else standing.with_fact(name, *_parts(fact))
    return standing


def _without_output(standing: TaskProfile) -> TaskProfile:
    for name in BOUND_TO_OUTPUT:
        standing = standing.without(name)
    return standing


def _form(output: Output | None) -> Output | None:
    """Labels and scores come from the same labelled examples."""
    return "labels" if output == "scores" else output


def _adds(labels: Fact | None) -> bool:
    return labels is not None and bool(labels.value) and _MORE.match(labels.words) is not None


def _parts(fact: Fact) -> tuple[object, str, float]:
    return fact.value, fact.words, fact.confidence


def _new_target(old: Fact | None, new: Fact) -> Fact:
    if old is None or len(old.value) < 2 or len(new.value) != 1:
        return new
    return Fact((old.value[0], *new.value), new.words, new.confidence)
