"""Plans and evidence built by hand from the real knowledge."""

from app.answering.evidence import Evidence
from app.answering.gate import Gate
from app.answering.stored import Plan, Sentence
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Choice, Language


def passage(key: str, number: int, knowledge: Knowledge, language: Language) -> Evidence:
    """A result or a card's claim as numbered evidence."""
    if "." in key:
        card = knowledge.cards[key.split(".", maxsplit=1)[0]]
        claim = next(claim for claim in card.claims if claim.id == key)
        quote, title, as_of, kind = claim.text.get(language), card.title.get(language), claim.as_of.isoformat(), "card"
        return Evidence(number, card.id, kind, title, quote, claim.sources, as_of, against=False)  # type: ignore[arg-type]
    result = knowledge.results[key]
    title, quote = result.title.get(language), result.says.get(language)
    return Evidence(number, key, "result", title, quote, result.sources, str(result.year), against=False)


def lead(choice: Choice, language: Language) -> Sentence:
    """The first sentence of advice."""
    named, family = (say(f"{group}.{choice}", language) for group in ("choice", "choice_family"))
    return Sentence(say("stored.verdict", language, choice=named, family=family))


def plan_of(
    language: Language, evidence: tuple[Evidence, ...], reasons: tuple[Sentence, ...] = (), choice: Choice = "encoder"
) -> Plan:
    """Lead, reasons, and every piece of evidence quoted."""
    quotes = tuple(Sentence(item.quote, (item.number,)) for item in evidence)
    return Plan(language, (lead(choice, language), *reasons, *quotes))


def gate_of(plan: Plan, evidence: tuple[Evidence, ...], knowledge: Knowledge, question: str = "") -> Gate:
    """A gate that has seen nothing yet, for the verdict 'encoder'."""
    return Gate(plan, evidence, "encoder", question, knowledge)
