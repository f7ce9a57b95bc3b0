"""Types of everything that stands in the data files.

Every model is frozen and refuses unknown fields: a misspelt field in a card is
an error at load, not a silent loss.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

TaskKind = Literal[
    "classification",
    "moderation",
    "pair",
    "ner",
    "extraction",
    "qa_extractive",
    "qa_generative",
    "retrieval",
    "reranking",
    "clustering",
    "summarisation",
    "translation",
    "generation",
    "dialogue",
    "code",
    "reasoning",
]
"""Kinds of task the project distinguishes."""
TASK_KINDS: tuple[TaskKind, ...] = get_args(TaskKind)

Output = Literal["labels", "scores", "spans", "vectors", "text"]
"""Forms an answer of the user's system can take; JSON and code count as text."""

Choice = Literal["encoder", "decoder", "hybrid:cascade", "hybrid:distil", "encoder-decoder", "baseline"]
"""The six verdicts."""

CHOICES: tuple[Choice, ...] = (
    "encoder",
    "decoder",
    "hybrid:cascade",
    "hybrid:distil",
    "encoder-decoder",
    "baseline",
)

Side = Literal["encoder", "decoder", "encoder-decoder", "hybrid", "baseline", "human"]
"""What kind of system a published score belongs to."""

Dimension = Literal[
    "architecture",
    "pretraining",
    "context",
    "attention",
    "output",
    "fine-tuning",
    "dialogue",
    "position encoding",
    "data scale",
    "parameters",
    "task fit",
    "substitution",
    "irreplaceable",
    "hybrid",
    "decision",
    "cost",
    "trend",
]

Demo = Literal[
    "fill-mask",
    "attention",
    "classify",
    "similarity",
    "in-context",
    "perturbation",
    "latency",
    "distillation",
    "cascade",
    "extraction",
    "generation",
    "tokens",
]
"""Live demonstrations a card may point to, whether or not the app ships them yet."""

CardId = Annotated[str, Field(pattern=r"^[A-Z][0-9]$")]
ClaimId = Annotated[str, Field(pattern=r"^[A-Z][0-9]\.[0-9]$")]
ResultId = Annotated[str, Field(pattern=r"^E[0-9]{3}$")]
SourceId = Annotated[str, Field(pattern=r"^[SR][0-9]{2,3}[a-z]?$")]
EvidenceId = Annotated[str, Field(pattern=r"^([A-Z][0-9]|E[0-9]{3})$")]

_HAN = re.compile(r"[\u4e00-\u9fff]")


class Strict(BaseModel):
    """Base of all data types: frozen, no unknown fields, no blank padding."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Text(Strict):
    """The same content in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @model_validator(mode="after")
    def _chinese_is_chinese(self) -> "Text":
        if not _HAN.search(self.zh):
            raise ValueError("'zh' holds no Chinese characters")
        return self

    def get(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh" else self.en


class Phrasings(Strict):
    """Ways people say a thing, by language."""

    en: tuple[str, ...] = Field(min_length=1)
    zh: tuple[str, ...] = Field(min_length=1)

    def get(self, language: Language) -> tuple[str, ...]:
        """The phrasings in one language."""
        return self.zh if language == "zh" else self.en


class Source(Strict):
    """One document that was read, and how much of it."""

    id: SourceId
    title: str = Field(min_length=1)
    authors: tuple[str, ...]
    venue: str | None
    year: int | None = Field(ge=1950, le=2100)
    arxiv: str | None
    url: str = Field(pattern=r"^https?://")
    kind: Literal["paper", "abstract", "repository", "model-card", "documentation", "blog", "secondary"]
    read: str
    secondary: bool


class Claim(Strict):
    """One statement a card makes, with what it rests on."""

    id: ClaimId
    text: Text
    sources: tuple[SourceId, ...] = ()
    results: tuple[ResultId, ...] = ()
    basis: Literal["read", "computed", "reasoned"]
    """``read``: stands in a source; ``computed``: follows from sourced figures
    by arithmetic; ``reasoned``: the project's own judgement, no figures."""
    as_of: date
    confidence: Literal["established", "contested", "changing"]

    @model_validator(mode="after")
    def _rests_on_something(self) -> "Claim":
        if self.basis != "reasoned" and not (self.sources or self.results):
            raise ValueError("a claim that is not 'reasoned' needs a source or a result")
        return self


class Misconception(Strict):
    """Something often said, and what is so."""

    said: Text
    fact: Text


class Disagreement(Strict):
    """Published results about one question that point different ways."""

    results: tuple[ResultId, ...] = Field(min_length=2)
    why: Text
    """What differs between them: how the systems were given the task, sizes, data, year."""


class Card(Strict):
    """One question about encoders and decoders, answered."""

    id: CardId
    dimension: Dimension
    title: Text
    question: Text
    short: Text
    """Two sentences."""
    answer: Text
    """The full answer, 120 to 250 words; ``[A1.3]`` before a sentence's stop names the claim that it rests on."""
    claims: tuple[Claim, ...] = Field(min_length=1, max_length=9)
    disagreement: Disagreement | None
    misconception: Misconception | None
    asked_as: Phrasings
    related: tuple[CardId, ...]
    demos: tuple[Demo, ...]
    no_demo_because: Text | None
    seed_claims: tuple[int, ...]
    """Numbers of the source conversation's claims that this card carries."""

    @model_validator(mode="after")
    def _consistent(self) -> "Card":
        for claim in self.claims:
            if not claim.id.startswith(f"{self.id}."):
                raise ValueError(f"claim {claim.id} does not belong to card {self.id}")
        if not self.demos and self.no_demo_because is None:
            raise ValueError("a card without demos says why in 'no_demo_because'")
        return self


class Score(Strict):
    """One system's figure in one measure."""

    side: Side
    model: str
    params_m: float | None = Field(gt=0)
    """Parameters in millions; null where the source does not tell."""
    value: float
    approximate: bool = False
    """True where the value was read off a figure."""


class Measure(Strict):
    """One data set and metric, with the systems compared on it."""

    dataset: str
    metric: str
    unit: Literal["%", "fraction", "ms", "items/s", "USD", "other"]
    higher_is_better: bool
    scores: tuple[Score, ...] = Field(min_length=1)


Caveat = Literal[
    "secondary-source",
    "read-off-figure",
    "vendor",
    "old-models",
    "single-run",
    "small-test-set",
    "one-sided",
    "relative-only",
]


class Result(Strict):
    """One published head-to-head result."""

    id: ResultId
    task: TaskKind
    title: Text
    languages: tuple[str, ...]
    regime: Literal["zero-shot", "few-shot", "fine-tuned", "mixed", "not-applicable"]
    """How the systems were given the task."""
    labels: int | None = Field(ge=0)
    """Labelled training examples, where the source tells."""
    measures: tuple[Measure, ...]
    cost: Text | None
    winner: Literal["encoder", "decoder", "encoder-decoder", "hybrid", "baseline", "tie", "none"]
    says: Text
    """One sentence with both sides' names, sizes and figures: the stored wording."""
    year: int = Field(ge=2010, le=2100)
    sources: tuple[SourceId, ...] = Field(min_length=1)
    caveats: tuple[Caveat, ...]
    note: Text | None

    @property
    def compares_both(self) -> bool:
        """Whether one measure holds figures of an encoder and of a decoder."""
        return any({"encoder", "decoder"} <= {score.side for score in measure.scores} for measure in self.measures)


class Model(Strict):
    """A model that a recommendation can name."""

    id: str
    name: str
    family: Literal["encoder", "decoder", "encoder-decoder"]
    role: Literal["encoder", "embedder", "reranker", "extractor", "guard", "decoder", "encoder-decoder"]
    params_m: float = Field(gt=0)
    active_params_m: float | None = Field(default=None, gt=0)
    context_tokens: int | None = Field(ge=1)
    languages: Literal["en", "zh", "multilingual", "en+zh", "domain"]
    licence: str | None
    good_for: Text
    tasks: tuple[TaskKind, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...]
    results: tuple[ResultId, ...] = ()
    as_of: date

    def memory_mb(self, bits: int) -> float:
        """Memory of the weights alone, in megabytes, at ``bits`` per weight."""
        return self.params_m * bits / 8


class Kind(Strict):
    """One kind of task, how people speak of it, and what it usually puts out."""

    id: TaskKind
    card: CardId
    """The card about this kind of task."""
    name: Text
    output: Output
    asked_as: Phrasings


IntentId = Literal["recommendation", "knowledge", "off-topic", "harmful", "injection"]
INTENTS: tuple[IntentId, ...] = get_args(IntentId)


class Intent(Strict):
    """What a message is for, and how people say it."""

    id: IntentId
    asked_as: Phrasings


class Condition(Strict):
    """A test of one fact of the profile; an unknown fact passes only ``known: false``.

    Of a fact with several values (languages) one value has to pass.
    """

    fact: str
    """A fact of the profile, or ``usable_labels`` or ``usable_per_class``, which follow from several."""
    known: bool | None = None
    one_of: tuple[Any, ...] | None = None
    outside: tuple[Any, ...] | None = None
    """Passes for a value that is not listed."""
    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> "Condition":
        if all(test is None for test in (self.known, self.one_of, self.outside, self.at_least, self.below)):
            raise ValueError("a condition needs known, one_of, outside, at_least or below")
        return self


class Conditional(Strict):
    """A sentence with the conditions under which it is said."""

    id: str
    when: tuple[Condition, ...] = ()
    """All must hold."""
    any_of: tuple[Condition, ...] = ()
    """One must hold, where there are any."""
    unless: tuple[Condition, ...] = ()
    """None may hold."""
    says: Text

    @model_validator(mode="after")
    def _speaks_sometimes(self) -> "Conditional":
        if not (self.when or self.any_of):
            raise ValueError("a rule needs when or any_of")
        return self


class Rule(Conditional):
    """What every rule has: what it asks, when it speaks, what it says, and what it rests on."""

    asks: Text
    """The conditions as one question that can be answered with yes or no."""
    evidence: tuple[EvidenceId, ...] = Field(min_length=1)


class Gate(Rule):
    """A rule that settles the verdict when its conditions hold."""

    choice: Choice


class Weight(Rule):
    """A rule that adds to the score; positive speaks for an encoder, negative for a decoder."""

    points: float


class Conflict(Conditional):
    """Demands that cannot be met together."""


class Change(Strict):
    """One way a task may change, tried on every profile to see whether the verdict turns."""

    fact: str
    value: Any = None
    times: float | None = Field(default=None, gt=0)
    """Multiplies the known value instead of replacing it."""
    when: tuple[Condition, ...] = ()
    """Where the change makes sense; all must hold."""
    says: Text
    """The change as an "if" clause, without its consequence."""


class Prediction(Strict):
    """What a verdict predicts, so that a measurement can refute it."""

    choice: Choice
    when: tuple[Condition, ...] = ()
    """Where it can be measured; all must hold."""
    says: Text
    metric: Literal["accuracy", "milliseconds", "invalid-answers"]
    """Quantity the live check compares."""


class Option(Strict):
    """One button under a question back."""

    says: Text
    value: Any


class Probe(Strict):
    """A question back about one fact, with the answers worth trying."""

    fact: str
    asks: Text
    options: tuple[Option, ...] = Field(min_length=2, max_length=4)
    assumed: Text
    """What a verdict assumes when the user skips the question."""
    assumed_value: Any = None
    """The fact's value under that assumption; null where the fact is then left out of account."""


class SourceLeaf(Strict):
    """An end of the source conversation's tree."""

    says: Text
    """What that tree advises."""
    choice: Choice
    wrong: Text
    """What is wrong with it, or with the question that leads there."""
    evidence: tuple[EvidenceId, ...] = Field(min_length=1)


class SourceNode(Conditional, SourceLeaf):
    """A question of that tree, with the end that a yes leads to."""

    asks: Text


class Flaw(Strict):
    """Something wrong with a procedure as a whole."""

    says: Text
    evidence: tuple[EvidenceId, ...] = Field(min_length=1)


class SourceTree(Strict):
    """The decision tree of the conversation that this project began with, read as conditions on a profile."""

    nodes: tuple[SourceNode, ...]
    """Asked in order; the first yes decides."""
    otherwise: SourceLeaf
    flaws: tuple[Flaw, ...]


class Odds(Strict):
    """What a verdict's confidence is made of: logarithms of odds, fitted on the scenarios (``bench calibration``)."""

    base: float
    settled: float
    margin: float
    reading: float
    assumed: float
    conflicts: float


class Rules(Strict):
    """The decision procedure."""

    gates: tuple[Gate, ...]
    weights: tuple[Weight, ...]
    overrides: tuple[Gate, ...]
    """Exceptions to the score (hybrids, baseline, ...): tried after it, first match wins."""
    encoder_from: float
    decoder_to: float
    confidence: Odds
    changes: tuple[Change, ...]
    """Candidates for what would change the verdict, the most plausible first."""
    conflicts: tuple[Conflict, ...]
    predictions: tuple[Prediction, ...]
    """First match of a choice counts."""
    probes: tuple[Probe, ...]
