"""What must hold between the entries of the data files, beyond the form of each."""

import re
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING

from knowledge.errors import Fault
from knowledge.figures import figures
from knowledge.schema import LANGUAGES, Card, Text

if TYPE_CHECKING:
    from knowledge.load import Knowledge

MARK = re.compile(r"\[([A-Z][0-9]\.[0-9])\]")
"""Names, in a card's answer, the claim that the sentence rests on."""

_STOP = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")


def dangling(knowledge: "Knowledge", broken: Set[str]) -> list[Fault]:
    """References to ids that do not exist, not even as an entry that could not be read (``broken``)."""
    known = {
        "card": set(knowledge.cards),
        "result": set(knowledge.results),
        "source": set(knowledge.sources),
        "evidence": knowledge.cards.keys() | knowledge.results.keys(),
    }
    faults: list[Fault] = []

    def check(file: str, field: str, ids: Iterable[str], kind: str) -> None:
        missing = [key for key in ids if key not in known[kind] and key not in broken]
        faults.extend(Fault(file, field, f"names {kind} {key!r}, which does not exist") for key in missing)

    for card in knowledge.cards.values():
        file = f"cards/{card.id}.yaml"
        check(file, "related", card.related, "card")
        for claim in card.claims:
            check(file, f"{claim.id}.sources", claim.sources, "source")
            check(file, f"{claim.id}.results", claim.results, "result")
    for result in knowledge.results.values():
        check("results.yaml", f"{result.id}.sources", result.sources, "source")
    check("tasks.yaml", "card", (kind.card for kind in knowledge.kinds.values()), "card")
    for model in knowledge.models.values():
        check("models.yaml", f"{model.id}.sources", model.sources, "source")
        check("models.yaml", f"{model.id}.results", model.results, "result")
    rules = knowledge.rules
    for rule in (*rules.gates, *rules.weights, *rules.overrides):
        check("rules.yaml", f"{rule.id}.evidence", rule.evidence, "evidence")
    tree = knowledge.source_tree
    leaves = (leaf.evidence for leaf in (*tree.nodes, tree.otherwise))
    for evidence in (*leaves, *(flaw.evidence for flaw in tree.flaws)):
        check("source_tree.yaml", "evidence", evidence, "evidence")
    return faults


def unreferenced(knowledge: "Knowledge") -> list[Fault]:
    """Sources that nothing cites and cards that nothing leads to."""
    cards, rules = knowledge.cards.values(), knowledge.rules
    cited = {source for card in cards for claim in card.claims for source in claim.sources}
    cited.update(source for result in knowledge.results.values() for source in result.sources)
    cited.update(source for model in knowledge.models.values() for source in model.sources)
    led_to = {other for card in cards for other in card.related if other != card.id}
    led_to.update(kind.card for kind in knowledge.kinds.values())
    led_to.update(key for rule in (*rules.gates, *rules.weights, *rules.overrides) for key in rule.evidence)
    return [
        *(Fault("sources.yaml", key, "is cited by nothing") for key in knowledge.sources if key not in cited),
        *(
            Fault(f"cards/{key}.yaml", "related", "no other card, kind of task or rule leads to this card")
            for key in knowledge.cards
            if key not in led_to
        ),
    ]


def unequal_figures(knowledge: "Knowledge") -> list[Fault]:
    """Texts whose two languages do not hold the same figures."""
    faults = []
    for card in knowledge.cards.values():
        for field, text in _texts(card):
            odd = figures(text.en) ^ figures(text.zh)
            if odd:
                told = ", ".join(f"{value:g}" for value in sorted(odd))
                faults.append(Fault(f"cards/{card.id}.yaml", field, f"figures differ between languages: {told}"))
    return faults


def ungrounded(knowledge: "Knowledge") -> list[Fault]:
    """Full answers that say more than the claims they name."""
    return [fault for card in knowledge.cards.values() for fault in _answer(card)]


def unexplained(knowledge: "Knowledge") -> list[Fault]:
    """Results behind a card that point both ways without a word on it, and disagreements that are none."""
    return [fault for card in knowledge.cards.values() for fault in _disagreement(card, knowledge)]


def _texts(card: Card) -> Iterator[tuple[str, Text]]:
    yield "short", card.short
    yield "answer", card.answer
    yield from ((claim.id, claim.text) for claim in card.claims)


def _answer(card: Card) -> Iterator[Fault]:
    file = f"cards/{card.id}.yaml"
    claims = {claim.id: claim for claim in card.claims}
    if set(MARK.findall(card.answer.en)) != set(MARK.findall(card.answer.zh)):
        yield Fault(file, "answer", "the two languages name different claims")
    for language in LANGUAGES:
        for sentence in _STOP.split(card.answer.get(language)):
            named = MARK.findall(sentence)
            for key in named:
                if key not in claims:
                    yield Fault(file, f"answer.{language}", f"names claim {key!r}, which this card does not make")
            backed = {value for key in named if key in claims for value in figures(claims[key].text.get(language))}
            for value in sorted(figures(sentence) - backed):
                yield Fault(file, f"answer.{language}", f"{value:g} stands in no claim that its sentence names")


def _disagreement(card: Card, knowledge: "Knowledge") -> Iterator[Fault]:
    file = f"cards/{card.id}.yaml"
    winner = {
        key: knowledge.results[key].winner for claim in card.claims for key in claim.results if key in knowledge.results
    }
    if card.disagreement is None:
        if {"encoder", "decoder"} <= set(winner.values()):
            yield Fault(file, "disagreement", "its results point both ways, and it does not say why")
        return
    for key in card.disagreement.results:
        if key not in winner:
            yield Fault(file, "disagreement.results", f"{key!r} backs no claim of this card")
    if len({winner[key] for key in card.disagreement.results if key in winner}) < 2:
        yield Fault(file, "disagreement.results", "have one winner")
