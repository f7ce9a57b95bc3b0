"""The JSON contract of the command line; the page and the API speak the same."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.answering.compose import Shown
from app.answering.evidence import Evidence
from app.answering.stored import joined
from app.assistant import AnswerKind, Decision, Wording
from app.decision.render import filled
from app.decision.verdict import Verdict
from app.understanding.profile import FACTS
from knowledge.schema import Choice, Language, Probe

Id = str | int
"""What a caller names a line by; it comes back as it was."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Citation(_Line):
    """A passage the answer rests on."""

    id: str
    kind: Literal["card", "result"]
    quote: str


class NoteCitation(_Line):
    """A passage of a user's own note, with all there is to tell of it: no shipped file holds it."""

    id: str
    """``note:<file stem>``."""
    kind: Literal["note"]
    quote: str
    title: str
    source: str | None
    """In the user's words."""
    as_of: str | None
    """ISO date."""


class FlipLine(_Line):
    """The change of one fact that changes the verdict."""

    fact: str
    value: Any
    says: str
    to: Choice


class Ask(_Line):
    """A question back and its buttons."""

    fact: str
    question: str
    options: list[str]


class ReasonLine(_Line):
    """A rule that carried the verdict."""

    rule: str
    says: str
    points: float | None
    evidence: list[str]


class DecoderLine(_Line):
    """How the decoder did; ``name`` is null when stored wording was used."""

    name: str | None
    tokens: int
    tokens_per_second: float | None
    sentences: int
    replaced: int


class Timings(_Line):
    """Milliseconds since the question came in, or spent in the named step; null where the step did not run."""

    understand: float | None
    embed: float | None
    retrieve: float | None
    decide: float | None
    first_token: float | None
    total: float


class Topic(_Line):
    """A card near a question that none answers."""

    id: str
    title: str
    question: str


class AnswerLine(_Line):
    """One answer, as ``python -m app ask`` prints it."""

    id: Id
    kind: AnswerKind
    lang: Language
    profile: dict[str, Any]
    verdict: Choice | None
    runner_up: Choice | None
    confidence: float | None
    reasons: list[ReasonLine]
    assumptions: list[str]
    flips: list[FlipLine]
    ask: Ask | None
    citations: list[Annotated[Citation | NoteCitation, Field(discriminator="kind")]]
    answer: str
    prediction: str | None
    models: list[str]
    timings_ms: Timings
    decoder: DecoderLine
    topics: list[Topic] = []
    """The nearest cards, where a question has no answer here."""
    verdicts: list[Choice | Literal["ask", "decline", "knowledge"] | None] | None = None
    """With ``turns``: what each turn came to."""


class HitLine(_Line):
    """One card found."""

    id: str
    score: float


class RetrieveLine(_Line):
    """One ranking, as ``python -m app retrieve`` prints it."""

    id: Id
    hits: list[HitLine]
    answerable: bool


def answer_line(
    key: Id, decision: Decision, shown: Sequence[Shown], wording: Wording | None, total_ms: float
) -> AnswerLine:
    """Everything about one answer, as a line of the contract."""
    language, verdict = decision.language, decision.verdict
    advised = verdict if verdict and verdict.choice else None
    return AnswerLine(
        id=key,
        kind=decision.kind,
        lang=language,
        profile=profile_dict(decision),
        verdict=advised.choice if advised else None,
        runner_up=advised.runner_up if advised else None,
        confidence=round(advised.confidence, 3) if advised else None,
        reasons=_reasons(advised, language) if advised else [],
        assumptions=[text.get(language) for text in advised.assumptions] if advised else [],
        flips=_flips(advised, language) if advised else [],
        ask=_ask(verdict.question.probe, language) if verdict and verdict.question else None,
        citations=[_citation(item) for item in decision.evidence],
        answer=decision.text or joined((item.text for item in shown), language),
        prediction=advised.prediction.get(language) if advised and advised.prediction else None,
        models=list(advised.models) if advised else [],
        timings_ms=_timings(decision, wording, total_ms),
        decoder=_decoder(wording),
        topics=[
            Topic(id=card.id, title=card.title.get(language), question=card.question.get(language))
            for card in decision.topics
        ],
    )


def _citation(item: Evidence) -> Citation | NoteCitation:
    if item.kind != "note":
        return Citation(id=item.id, kind=item.kind, quote=item.quote)
    source, as_of = item.source or None, item.as_of or None
    return NoteCitation(id=item.id, kind="note", quote=item.quote, title=item.title, source=source, as_of=as_of)


def _reasons(verdict: Verdict, language: Language) -> list[ReasonLine]:
    return [
        ReasonLine(
            rule=reason.rule,
            says=filled(reason.says, verdict.profile, language),
            points=reason.points,
            evidence=list(reason.evidence),
        )
        for reason in verdict.reasons
    ]


def _flips(verdict: Verdict, language: Language) -> list[FlipLine]:
    return [
        FlipLine(fact=flip.fact, value=flip.value, says=flip.says.get(language), to=flip.to) for flip in verdict.flips
    ]


def _ask(probe: Probe, language: Language) -> Ask:
    options = [option.says.get(language) for option in probe.options]
    return Ask(fact=probe.fact, question=probe.asks.get(language), options=options)


def _timings(decision: Decision, wording: Wording | None, total_ms: float) -> Timings:
    step = decision.timings_ms.get
    return Timings(
        understand=step("understand"),
        embed=step("embed"),
        retrieve=step("retrieve"),
        decide=step("decide"),
        first_token=wording.composition.first_token_ms if wording else None,
        total=total_ms,
    )


def _decoder(wording: Wording | None) -> DecoderLine:
    if wording is None:
        return DecoderLine(name=None, tokens=0, tokens_per_second=None, sentences=0, replaced=0)
    did = wording.composition
    return DecoderLine(
        name=wording.decoder,
        tokens=did.tokens,
        tokens_per_second=did.tokens_per_second,
        sentences=did.sentences,
        replaced=did.replaced,
    )


def profile_dict(decision: Decision) -> dict[str, Any]:
    """The standing profile, every fact by name, null where unknown."""
    profile = decision.standing.profile
    return {name: profile.value(name) for name in FACTS}


def outcome(decision: Decision) -> Choice | Literal["ask", "decline", "knowledge"] | None:
    """What a turn came to, in one word."""
    if decision.kind == "recommendation":
        return decision.verdict.choice if decision.verdict else None
    return None if decision.kind == "error" else decision.kind
