"""The complete answer in stored wording: what the reader gets with no decoder, and what the gate falls back on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.answering.evidence import REASONS, Evidence
from app.decision.render import filled
from app.decision.verdict import Verdict
from app.wording import say
from knowledge.schema import Card, Choice, Language


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer."""

    text: str
    """Without citation marks."""
    cites: tuple[int, ...] = ()
    """Numbers of the evidence it rests on."""
    verbatim: bool = False
    """Whether it is shown as it stands, with a decoder as without: a user's own words are not put to it."""

    def marked(self, language: Language) -> str:
        """The sentence with its ``[n]`` marks before the final stop."""
        if not self.cites or not self.text:
            return self.text
        marks = "".join(f"[{number}]" for number in self.cites)
        stem, stop = (self.text[:-1], self.text[-1]) if self.text[-1] in ".。!?！？" else (self.text, "")
        space = "" if language == "zh" else " "
        return f"{stem}{space}{marks}{stop}"


@dataclass(frozen=True)
class Plan:
    """What an answer has to say, in order, each sentence in stored wording."""

    language: Language
    sentences: tuple[Sentence, ...]

    @property
    def verbatim(self) -> bool:
        """Whether no sentence of it may be reworded."""
        return all(sentence.verbatim for sentence in self.sentences)

    def text(self) -> str:
        """The whole as one paragraph."""
        return joined((sentence.marked(self.language) for sentence in self.sentences), self.language)


def joined(sentences: Iterable[str], language: Language) -> str:
    """Sentences set into one paragraph."""
    return ("" if language == "zh" else " ").join(sentences)


def for_verdict(
    verdict: Verdict, evidence: Sequence[Evidence], language: Language, challenger: Choice | None = None
) -> Plan:
    """The stored answer to a request for advice.

    Args:
        challenger: what the user asked "why not ...?" about, if so.

    Raises:
        ValueError: if the verdict makes no choice.
    """
    if verdict.choice is None:
        raise ValueError("a verdict without a choice has nothing to word; ask its question instead")
    number = {item.id: item.number for item in reversed(evidence) if not item.against}
    lead = say(
        "stored.verdict",
        language,
        choice=say(f"choice.{verdict.choice}", language),
        family=say(f"choice_family.{verdict.choice}", language),
    )
    sentences = [Sentence(lead)]
    if challenger and challenger != verdict.choice:
        other, choice = say(f"choice.{challenger}", language), say(f"choice.{verdict.choice}", language)
        sentences.append(Sentence(say("stored.challenged", language, other=other, choice=choice)))
    sentences.extend(Sentence(say("stored.conflict", language, says=text.get(language))) for text in verdict.conflicts)
    for reason in verdict.reasons[:REASONS]:
        cites = tuple(number[key] for key in reason.evidence if key in number)[:1]
        sentences.append(Sentence(filled(reason.says, verdict.profile, language), cites))
    sentences.extend(_quoted(item, language) for item in evidence if not item.backs_reason)
    return Plan(language, tuple(sentences))


def for_question(card: Card, evidence: Sequence[Evidence], language: Language) -> Plan:
    """The stored answer to a question of fact: the card's short answer, then its claims."""
    own = tuple(item.number for item in evidence if item.id == card.id)[:1]
    lead = Sentence(card.short.get(language), own)
    return Plan(language, (lead, *(_quoted(item, language) for item in evidence)))


def _quoted(item: Evidence, language: Language) -> Sentence:
    text = say("stored.against", language, quote=item.quote) if item.against else item.quote
    return Sentence(text, (item.number,))
