"""One turn of the conversation: first the decision, then its wording."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, Literal

from langchain_core.language_models.chat_models import BaseChatModel

from app.answering import evidence as choosing
from app.answering import notes as own
from app.answering import stored
from app.answering.compose import Composition, Shown, compose, stored_only
from app.answering.evidence import Evidence
from app.answering.gate import Gate
from app.answering.stored import Plan
from app.decision.decide import decide
from app.decision.verdict import Verdict
from app.errors import InputError
from app.models.encoder import Encoder
from app.question import clean
from app.turns import Turns
from app.understanding.profile import FactName, TaskProfile, Understanding
from app.understanding.understand import Understander, merge
from app.understanding.values import edited
from app.wording import listed, say
from knowledge import Knowledge
from knowledge.notes import NO_NOTES, Notes
from knowledge.schema import Card, Choice, Language
from retrieval.answerable import Answerability
from retrieval.search import Hit, HybridRetriever

AnswerKind = Literal["recommendation", "knowledge", "ask", "decline", "error"]

SURE_CARD = 0.94
"""Cosine from which a card answers even a question that asks for a choice; below it, the choice is talked about. With
more than 30 phrasings a card, vague wishes such as "BERT or GPT for my project?" come to 0.93."""

SURE_NOTE = 0.9
"""Cosine from which a note answers a message whose intent is doubtful; a note has few phrasings, so it scores lower."""

_TOPICS = 3
"""Cards offered where a question has no answer here."""

DOUBTFUL_INTENT = 0.7
"""Confidence below which a note that surely answers outweighs what looks like a request for advice. The heads that tell
intents apart have seen no questions about a user's own matters. So does a note where no fact of a task was read."""

_RANKED = 1000  # more than there are cards, results and notes: the decision wants the rank of any of them


@dataclass(frozen=True)
class Standing:
    """What a conversation has established so far."""

    profile: TaskProfile = field(default_factory=TaskProfile)
    skipped: frozenset[FactName] = frozenset()
    """Facts the user did not want to be asked about."""


@dataclass(frozen=True)
class Message:
    """What the user did: typed something, or pressed a button under a question back."""

    text: str
    sets: tuple[FactName, Any] | None = None
    """A fact and its value, from an option button or an edited chip; the value None forgets the fact."""
    skips: FactName | None = None


@dataclass(frozen=True)
class Decision:
    """Everything about a turn that is settled before the decoder speaks."""

    kind: AnswerKind
    language: Language
    question: str
    standing: Standing
    """What stands after this turn."""
    understanding: Understanding | None = None
    verdict: Verdict | None = None
    hits: tuple[Hit, ...] = ()
    note: Hit | None = None
    """The best of the user's notes, where it is near enough to count as an answer."""
    evidence: tuple[Evidence, ...] = ()
    plan: Plan | None = None
    """What the decoder is to word; None when ``text`` says it all."""
    text: str = ""
    """Fixed text of a turn without a plan."""
    answerable: bool = True
    topics: tuple[Card, ...] = ()
    """The nearest cards, where a question has no answer here."""
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Wording:
    """How an answer was worded."""

    composition: Composition
    decoder: str | None
    """Name of the decoder that wrote; None for stored wording."""
    note: str
    """One line on how the wording came about."""


class Assistant:
    """Answers questions with models and knowledge that it is given."""

    def __init__(
        self,
        knowledge: Knowledge,
        encoder: Encoder,
        retriever: HybridRetriever,
        answerability: Answerability,
        understander: Understander,
        decoder: BaseChatModel | None,
        decoder_name: str | None,
        decoder_languages: tuple[str, ...],
        most_chars: int,
        notes: Notes = NO_NOTES,
        turns: Turns | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.encoder = encoder
        self.retriever = retriever
        self.answerability = answerability
        self.understander = understander
        self.decoder = decoder
        self.decoder_name = decoder_name
        self.decoder_languages = decoder_languages
        self.most_chars = most_chars
        self.notes = notes
        self.turns = turns or Turns()

    def decide(self, message: Message, standing: Standing, language: Language = "en") -> Decision:
        """Settle a turn: understand, retrieve, decide. Never raises on what a user can type.

        Args:
            message: what the user typed or pressed.
            standing: what earlier turns established.
            language: language of a refusal; an answer follows the question's own language.
        """
        with self.turns.first():
            return self._decide(message, standing, language)

    def _decide(self, message: Message, standing: Standing, language: Language) -> Decision:
        started = perf_counter()
        try:
            question = clean(message.text, self.most_chars, language)
        except InputError as error:
            return Decision("error", language, message.text[:200], standing, text=str(error))
        if message.sets or message.skips:
            return self._after_button(message, standing, language, started)
        reading = self.encoder.read([question])[0]
        embedded = perf_counter()
        read = self.understander.read(question, reading, follow_up=bool(standing.profile.facts))
        understood = perf_counter()
        hits = tuple(self.retriever.search(question, reading.vector, k=_RANKED))
        timings = {
            "embed": (embedded - started) * 1000,
            "understand": (understood - embedded) * 1000,
            "retrieve": (perf_counter() - understood) * 1000,
        }
        draft = Decision(
            "decline",
            read.language,
            question,
            standing,
            read,
            hits=hits,
            note=self._note(question, hits),
            answerable=self.answerability.accepts(self.retriever.signals(question, hits)),
            timings_ms=timings,
        )
        return _timed(self._by_intent(draft, read), started)

    def word(self, decision: Decision) -> Iterator[Shown | Wording]:
        """Word a decision: sentences as they pass the gate, at last one :class:`Wording`."""
        plan = decision.plan
        if plan is None:
            return
        why = say("note.own_words", plan.language) if plan.verbatim else self._why_stored(decision.language)
        if why is None and self.decoder is not None:
            shown: list[Shown] = []
            gate = Gate(
                plan,
                decision.evidence,
                decision.verdict.choice if decision.verdict else None,
                decision.question,
                self.knowledge,
            )
            try:
                yield from self._worded(plan, gate, self.decoder, decision.language, shown)
            except Exception as error:  # any LangChain model may stand here, and each fails in its own way
                why = say("note.decoder_failed", decision.language, why=error)
                plan = replace(plan, sentences=plan.sentences[len(shown) :])
            else:
                return
        for item in stored_only(plan):
            yield (
                item
                if isinstance(item, Shown)
                else Wording(item, None, why or say("note.decoder_off", decision.language))
            )

    def _worded(
        self, plan: Plan, gate: Gate, decoder: BaseChatModel, language: Language, shown: list[Shown]
    ) -> Iterator[Shown | Wording]:
        for item in compose(plan, gate, decoder):
            if isinstance(item, Shown):
                shown.append(item)
                yield item
            else:
                yield Wording(item, self.decoder_name, _how(item, self.decoder_name or "", language))

    def _why_stored(self, language: Language) -> str | None:
        """Why the decoder does not write this answer, or None when it does."""
        if self.decoder is None:
            return say("note.decoder_off", language)
        if language not in self.decoder_languages:
            return say("note.stored_wording", language, decoder=self.decoder_name)
        return None

    def _by_intent(self, draft: Decision, read: Understanding) -> Decision:
        language = read.language
        about_standing = read.challenges is not None and bool(draft.standing.profile.facts)
        nearest = max(_best_card(draft.hits), draft.note.cosine if draft.note else -1.0)
        wants_choice = read.asks_choice and nearest < SURE_CARD
        if read.restart and not read.profile.facts:
            return replace(draft, kind="ask", standing=Standing(), text=say("stored.restarted", language))
        if _own_matter(draft, read) and not about_standing:
            return self._explain(draft)
        if read.intent == "recommendation" or (read.intent == "knowledge" and wants_choice) or about_standing:
            profile = merge(draft.standing.profile, read)
            return self._advise(replace(draft, standing=replace(draft.standing, profile=profile)), read.challenges)
        if read.intent == "knowledge":
            return self._explain(draft)
        key = {"off-topic": "off_topic", "harmful": "harmful", "injection": "injection"}[read.intent]
        return replace(draft, kind="decline", text=say(f"stored.{key}", language))

    def _note(self, question: str, hits: tuple[Hit, ...]) -> Hit | None:
        """The best of the user's notes, if it is near enough to count as an answer, by the same measure as a card."""
        best = next((hit for hit in hits if hit.kind == "note"), None)
        if best and self.answerability.accepts(self.retriever.signals(question, [best], kind="note")):
            return best
        return None

    def _explain(self, draft: Decision) -> Decision:
        if draft.note and _from_note(draft):
            quoted = own.evidence(draft.note, self.notes[draft.note.id], first=1, most=own.QUOTED)
            return replace(draft, kind="knowledge", evidence=quoted, plan=own.answer(quoted, draft.language))
        if not draft.answerable:
            near = [self.knowledge.cards[hit.id] for hit in draft.hits if hit.kind == "card"][:_TOPICS]
            titles = listed((card.title.get(draft.language) for card in near), draft.language)
            text = say("stored.nothing", draft.language, topics=titles)
            return replace(draft, kind="knowledge", text=text, topics=tuple(near))
        items = choosing.for_question(draft.hits, self.knowledge, draft.language)
        card = self.knowledge.cards[next(hit.id for hit in draft.hits if hit.kind == "card")]
        plan = stored.for_question(card, items, draft.language)
        return replace(draft, kind="knowledge", evidence=items, plan=plan)

    def _advise(self, draft: Decision, challenger: Choice | None = None) -> Decision:
        started = perf_counter()
        language = draft.language
        verdict = decide(
            draft.standing.profile,
            self.knowledge.rules,
            self.knowledge.models,
            language,
            skipped=draft.standing.skipped,
        )
        timings = {**draft.timings_ms, "decide": (perf_counter() - started) * 1000}
        draft = replace(draft, verdict=verdict, timings_ms=timings)
        if verdict.choice is None:
            asks = verdict.question.probe.asks.get(language) if verdict.question else ""
            clashes = [say("stored.conflict", language, says=text.get(language)) for text in verdict.conflicts]
            return replace(
                draft, kind="ask", text=stored.joined([*clashes, say("stored.ask_first", language), asks], language)
            )
        items = choosing.for_verdict(verdict, draft.hits, self.knowledge, language)
        plan = stored.for_verdict(verdict, items, language, challenger)
        if draft.note:
            (quoted,) = own.evidence(draft.note, self.notes[draft.note.id], first=len(items) + 1, most=1)
            items, plan = (*items, quoted), own.beside(plan, quoted)
        return replace(draft, kind="recommendation", evidence=items, plan=plan)

    def _after_button(self, message: Message, standing: Standing, language: Language, started: float) -> Decision:
        if message.sets:
            name, value = message.sets
            try:
                profile = edited(standing.profile, name, value, language)
            except InputError as error:  # browsers send and store what they like
                return Decision("error", language, message.text, standing, text=str(error))
            # What was assumed for want of an answer is forgotten too: it may be asked again.
            skipped = standing.skipped - {name} if value is None else standing.skipped
            standing = Standing(profile, skipped)
        if message.skips:
            standing = replace(standing, skipped=standing.skipped | {message.skips})
        draft = Decision("recommendation", language, message.text, standing)
        return _timed(self._advise(draft), started)


def _best_card(hits: tuple[Hit, ...]) -> float:
    """Cosine of the nearest card, or -1 without any."""
    return max((hit.cosine for hit in hits if hit.kind == "card"), default=-1.0)


def _from_note(draft: Decision) -> bool:
    """Whether a note answers better than any card.

    By cosine: the owner head favours owners of many passages, and a card has ten times as many as a note.
    """
    return draft.note is not None and draft.note.cosine > _best_card(draft.hits)


def _own_matter(draft: Decision, read: Understanding) -> bool:
    """Whether a message asks for what a note tells, although it looks off topic or like a request for advice."""
    if draft.note is None or not _from_note(draft) or read.asks_choice:
        return False
    if read.intent == "recommendation":
        doubtful = read.intent_confidence < DOUBTFUL_INTENT and draft.note.cosine >= SURE_NOTE
        return doubtful or not read.profile.facts
    return read.intent == "off-topic"


def _timed(decision: Decision, started: float) -> Decision:
    return replace(decision, timings_ms={**decision.timings_ms, "decided": (perf_counter() - started) * 1000})


def _how(composition: Composition, decoder: str, language: Language) -> str:
    first, speed = composition.first_token_ms, composition.tokens_per_second
    return say(
        "note.worded",
        language,
        decoder=decoder,
        sentences=composition.sentences,
        replaced=composition.replaced,
        first_token="–" if first is None else f"{first:.0f}",
        speed="–" if speed is None else f"{speed:.0f}",
    )
