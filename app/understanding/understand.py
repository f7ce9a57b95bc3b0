"""From one message to what it was read as, and from a conversation to its standing profile."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.models.encoder import Vectors
from app.understanding.cues import cues, find
from app.understanding.facts import LONGEST, facts_of
from app.understanding.heads import Heads
from app.understanding.intents import challenged, intent_of
from app.understanding.kinds import KindGuess, ranked_kinds
from app.understanding.language import language_of
from app.understanding.profile import Fact, FactName, TaskProfile, Understanding
from knowledge.schema import Output, TaskKind

SURE, SURE_WITHOUT_WORDS = 0.5, 0.6
"""Probability from which a kind is taken that words speak for, or that only the head speaks for.

By five-fold cross-validation over the phrasings, what passes is right nine times in ten.
"""
SURE_AFTERWARDS = 0.25
"""Probability from which a follow-up changes the task; words must speak for it."""
DETAILED, SURE_ENOUGH = 2, 0.3
"""Stated facts from which a text describes a task and is not vague, and the probability that suffices then."""
TELLING: tuple[FactName, ...] = (
    "labels",
    "classes",
    "items_per_day",
    "p95_ms",
    "label_scheme",
    "domain_shift",
    "max_tokens",
)
"""Facts that only someone states who has a task in mind."""
LABELLING: tuple[TaskKind, ...] = ("classification", "moderation", "pair")
_GUESSED = 0.75
"""Facts read with less confidence (a list, a yes-or-no question) hold only for tasks that put out labels or spans."""


class Understander:
    """Reads messages; the heads and the encoder are handed in.

    ``embed`` gives a message's query vector: float32, shape ``(dimension,)``, L2 norm 1.
    """

    def __init__(self, heads: Heads, embed: Callable[[str], Vectors]) -> None:
        self.heads = heads
        self.embed = embed

    def read(self, text: str, vector: Vectors | None = None, follow_up: bool = False) -> Understanding:
        """Language, intent and facts of one message.

        Args:
            text: the message; what exceeds 6,000 characters is not read.
            vector: its query vector (float32, shape ``(dimension,)``, L2 norm 1), when already computed.
            follow_up: whether earlier messages described a task, so that 'and without a GPU?' is about it.
        """
        text = text[:LONGEST]
        if vector is None:
            vector = self.embed(text)
        facts = facts_of(text)
        guesses = ranked_kinds(text, self.heads.kind(vector), _leanings(facts))
        guess = _taken(guesses[0], facts, follow_up)
        if guess and not guess.words and find("intent.names_no_task", text):
            guess = None
        read = intent_of(text, self.heads.intent(vector), facts, bool(guess and guess.words), follow_up)
        profile = self._with_task(facts, guess, text, follow_up)
        return Understanding(
            language=language_of(text),
            intent=read.intent,
            intent_confidence=read.confidence,
            profile=profile,
            restart=find("intent.restart", text) is not None,
            asks_choice=find("intent.asks_choice", text) is not None,
            challenges=challenged(text),
        )

    def _with_task(self, facts: TaskProfile, guess: KindGuess | None, text: str, follow_up: bool) -> TaskProfile:
        profile = _withdraw(facts, text) if follow_up else facts
        if guess is None:
            return _without_guesses(profile) if not follow_up else profile
        output = output_of(text, guess, self.heads.outputs, _is_nested(facts))
        profile = profile.with_fact("task", guess.kind, guess.words, round(guess.probability, 3))
        profile = profile.with_fact("output", output.value, output.words, output.confidence)
        if output.value not in ("labels", "scores", "spans"):
            return _without_guesses(profile)
        return _with_pair_classes(profile) if guess.kind == "pair" else profile


def _leanings(facts: TaskProfile) -> Mapping[TaskKind, float]:
    """Points that facts give to kinds of task: who counts classes most likely classifies."""
    points: dict[TaskKind, float] = {}
    classes = facts.facts.get("classes")
    if classes:
        points["classification"] = 2.0 if classes.confidence > _GUESSED else 1.2
    elif facts.value("labels") or facts.value("label_scheme") == "fixed":
        points["classification"] = 0.7
    if facts.known("words_decide") or facts.known("domain_shift"):
        points["classification"] = points.get("classification", 0.0) + 1.0
    if facts.known("then_text") and facts.value("labels"):
        points["classification"] = points.get("classification", 0.0) + 2.0
    if facts.known("languages") and len(facts.value("languages")) == 2:
        points["translation"] = 1.5
    return points


def _taken(guess: KindGuess, facts: TaskProfile, follow_up: bool) -> KindGuess | None:
    """The guess, unless it is too uncertain: what is unstated stays unstated."""
    if follow_up:
        return guess if guess.words and guess.probability >= SURE_AFTERWARDS else None
    backed = guess.words or (guess.kind in LABELLING and facts.known("classes"))
    detailed = sum(facts.known(name) for name in TELLING) >= DETAILED
    needed = SURE_ENOUGH if detailed else SURE if backed else SURE_WITHOUT_WORDS
    return guess if guess.probability >= needed else None


def output_of(text: str, guess: KindGuess, usual: Mapping[TaskKind, Output], reasoned: bool = False) -> Fact:
    """The form of the answer: said outright where the kind leaves a choice, otherwise the kind's usual one."""
    choices: dict[TaskKind, tuple[str, ...]] = {
        "classification": ("scores",),
        "pair": ("scores",),
        "moderation": ("scores",),
        "ner": ("text",),
        "extraction": ("text", "spans"),
    }
    if guess.kind == "extraction" and not (reasoned or find("output.text", text)):
        match = find("output.spans", text)
        return Fact("spans", match.group() if match else guess.words, 0.8 if match else 0.5)  # flat fields
    for form in choices.get(guess.kind, ()):
        if (match := find(f"output.{form}", text)) and not (guess.kind == "ner" and find("output.spans", text)):
            return Fact(form, match.group(), 0.8)
    return Fact(usual[guess.kind], guess.words, round(0.9 * guess.probability, 3))


def _is_nested(facts: TaskProfile) -> bool:
    """Whether what is extracted is more than words of the text: inferred, or of a form that keeps changing."""
    return bool(facts.value("reasoning")) or facts.value("label_scheme") == "changing"


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
    if facts.get("then_text") and standing.value("output") in ("labels", "scores", "spans"):
        facts.pop("task", None)
        facts.pop("output", None)
    elif "output" in facts and _form(facts["output"].value) != _form(standing.value("output")):
        for name in BOUND_TO_OUTPUT:
            standing = standing.without(name)
    if _adds(facts.get("labels")) and standing.value("labels"):
        more = facts["labels"]
        facts["labels"] = replace(more, value=more.value + standing.value("labels"))
    if standing.value("task") == "translation" and "languages" in facts:
        facts["languages"] = _new_target(standing.facts.get("languages"), facts["languages"])
    for name, fact in facts.items():
        standing = standing.without(name) if fact.value is None else standing.with_fact(name, *_parts(fact))
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
