"""Chooses the passages an answer rests on."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from app.decision.verdict import Verdict
from knowledge import Knowledge
from knowledge.schema import Card, Choice, Claim, Language, Result, TaskKind
from retrieval.search import Hit

REASONS = 2
"""Reasons an answer words; the rest stand beside it."""

MOST = 5
"""Passages an answer cites at the most: as many as one reads."""

# Winners that bear a choice out.
_SIDES: Mapping[Choice, frozenset[str]] = {
    "encoder": frozenset({"encoder", "hybrid"}),  # what hybrids of the results serve is mostly an encoder
    "decoder": frozenset({"decoder"}),
    # Both families take part in a cascade, and a distilled system serves an encoder.
    "hybrid:cascade": frozenset({"hybrid", "encoder", "decoder"}),
    "hybrid:distil": frozenset({"hybrid", "encoder"}),
    "encoder-decoder": frozenset({"encoder-decoder"}),
    "baseline": frozenset({"baseline"}),
}


_ALIKE: tuple[frozenset[TaskKind], ...] = (
    frozenset({"classification", "moderation"}),
    frozenset({"ner", "extraction", "qa_extractive"}),
    frozenset({"retrieval", "reranking", "clustering"}),
    frozenset({"generation", "dialogue", "summarisation", "qa_generative"}),
)
"""Kinds of task whose results speak for each other."""

NEARLY = 0.02
"""How far below the best card's score a neighbour is still worth citing."""

_FIGURE = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class Evidence:
    """One numbered passage behind an answer."""

    number: int
    """What ``[n]`` in the answer refers to, from 1."""
    id: str
    """Id of a card, a result or a user's note."""
    kind: Literal["card", "result", "note"]
    title: str
    quote: str
    """The very passage that is cited, in the answer's language."""
    sources: tuple[str, ...]
    as_of: str
    """Date a card's claim was checked, year of a result, or a note's date; empty where a note has none."""
    against: bool
    """Whether the result points away from the verdict."""
    backs_reason: bool = False
    """Whether it is a card's short answer, quoted for a reason that cites it and not worded by itself."""
    source: str = ""
    """What a note names as its source, in its user's words."""


@dataclass(frozen=True)
class _Pick:
    id: str
    claim: Claim | None
    against: bool = False


def for_verdict(
    verdict: Verdict, hits: Sequence[Hit], knowledge: Knowledge, language: Language
) -> tuple[Evidence, ...]:
    """Evidence for a recommendation: the cards behind the reasons it words, published results about such tasks, and one
    that points the other way where there is one.

    Args:
        hits: ranking of all cards and results for the question, best first.
    """
    results = [_Pick(key, None) for key in _supporting(verdict, hits, knowledge)[:2]]
    dissent = [key for key in _on_task(verdict, hits, knowledge) if _against(key, verdict, knowledge)]
    against = [_Pick(key, None, against=True) for key in dissent[:1]]
    cards = [_Pick(key, None) for key in _cards(verdict, knowledge)]
    task = verdict.profile.value("task")
    if len(cards) < REASONS and task and knowledge.kinds[task].card not in verdict.evidence:
        card = knowledge.cards[knowledge.kinds[task].card]
        cards.append(_Pick(card.id, _claim_for(card, verdict, knowledge, {pick.id for pick in results})))
    return _numbered([*cards, *results, *against], knowledge, language)


def for_question(hits: Sequence[Hit], knowledge: Knowledge, language: Language) -> tuple[Evidence, ...]:
    """Evidence for a question of fact: the claims of the best card, and of a neighbour that is nearly as good."""
    cards = [hit for hit in hits if hit.kind == "card"]
    best = cards[0]
    claims = [(best.id, claim) for claim in _ordered(knowledge.cards[best.id], best)[:3]]
    for hit in cards[1:3]:
        if hit.score >= best.score - NEARLY:
            claims.append((hit.id, _ordered(knowledge.cards[hit.id], hit)[0]))
    picks = [_Pick(key, claim) for key, claim in _without_repeats(claims, language)]
    picks.extend(_Pick(hit.id, None) for hit in hits if hit.kind == "result" and hit.score >= best.score)
    return _numbered(picks[:MOST], knowledge, language)


def _without_repeats(claims: Sequence[tuple[str, Claim]], language: Language) -> list[tuple[str, Claim]]:
    """Without claims whose figures earlier ones have all given."""
    kept, told = [], set[str]()
    for key, claim in claims:
        figures = set(_FIGURE.findall(claim.text.get(language)))
        if not figures or not figures <= told:
            kept.append((key, claim))
        told |= figures
    return kept


def _cards(verdict: Verdict, knowledge: Knowledge) -> list[str]:
    """The first card behind each of the reasons that are worded."""
    found: list[str] = []
    for reason in verdict.reasons[:REASONS]:
        found.extend([key for key in reason.evidence if key in knowledge.cards][:1])
    return list(dict.fromkeys(found))


def _supporting(verdict: Verdict, hits: Sequence[Hit], knowledge: Knowledge) -> list[str]:
    """Results that bear the verdict out: about such tasks with figures of both sides first."""
    ruled = [key for key in verdict.evidence if key in knowledge.results]
    about = [
        key
        for key in _on_task(verdict, hits, knowledge)
        if knowledge.results[key].winner in _SIDES[verdict.choice or "encoder"]
    ]
    about.sort(key=lambda key: not knowledge.results[key].compares_both)  # stable: within each the order stays
    return [key for key in dict.fromkeys((*about, *ruled)) if not _against(key, verdict, knowledge)]


def _on_task(verdict: Verdict, hits: Sequence[Hit], knowledge: Knowledge) -> list[str]:
    """Results about the same or a like kind of task: the rules' own first, then as the question finds them."""
    task = verdict.profile.value("task")
    alike = next((group for group in _ALIKE if task in group), frozenset({task}))
    ranked = dict.fromkeys((*verdict.evidence, *(hit.id for hit in hits)))
    about = [key for key in ranked if key in knowledge.results and knowledge.results[key].task in alike]
    return sorted(about, key=lambda key: knowledge.results[key].task != task)


def _against(key: str, verdict: Verdict, knowledge: Knowledge) -> bool:
    winner = knowledge.results[key].winner
    if verdict.choice is None or winner in ("tie", "none"):
        return False
    return winner not in _SIDES[verdict.choice] and knowledge.results[key].compares_both


def _claim_for(card: Card, verdict: Verdict, knowledge: Knowledge, told: Set[str]) -> Claim:
    """The card's claim that bears the verdict out: nothing that points the other way, nothing told already, and
    best one that rests on the rules' own results."""

    def distance(claim: Claim) -> tuple[bool, bool, bool]:
        rests_on = set(claim.results)
        opposed = any(_against(key, verdict, knowledge) for key in rests_on)
        return opposed, bool(rests_on & told), not rests_on & set(verdict.evidence)

    return min(card.claims, key=distance)


def _ordered(card: Card, hit: Hit) -> list[Claim]:
    """The card's claims, those of the passage that matched first."""
    return sorted(card.claims, key=lambda claim: claim.id not in hit.passage.metadata["claims"])


def _numbered(picks: Sequence[_Pick], knowledge: Knowledge, language: Language) -> tuple[Evidence, ...]:
    return tuple(_evidence(number, pick, knowledge, language) for number, pick in enumerate(picks, start=1))


def _evidence(number: int, pick: _Pick, knowledge: Knowledge, language: Language) -> Evidence:
    if pick.id in knowledge.cards:
        card, claim = knowledge.cards[pick.id], pick.claim
        claims = (claim,) if claim else card.claims
        return Evidence(
            number=number,
            id=card.id,
            kind="card",
            title=card.title.get(language),
            quote=(claim.text if claim else card.short).get(language),
            sources=sources_of(claims, knowledge),
            as_of=min(item.as_of for item in claims).isoformat(),
            against=False,
            backs_reason=claim is None,
        )
    result: Result = knowledge.results[pick.id]
    return Evidence(
        number=number,
        id=result.id,
        kind="result",
        title=result.title.get(language),
        quote=result.says.get(language),
        sources=result.sources,
        as_of=str(result.year),
        against=pick.against,
    )


def sources_of(claims: Sequence[Claim], knowledge: Knowledge) -> tuple[str, ...]:
    """Ids of the documents that claims rest on, directly or through a result, each once."""
    direct = [key for claim in claims for key in claim.sources]
    through = [key for claim in claims for result in claim.results for key in knowledge.results[result].sources]
    return tuple(dict.fromkeys((*direct, *through)))
