"""Chooses the passages an answer rests on."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from app.decision.verdict import Verdict
from knowledge import Knowledge
from knowledge.schema import Card, Choice, Claim, Language, Result
from retrieval.search import Hit

MOST = 5
"""Passages an answer cites at the most: as many as one reads."""

# Winners that bear a choice out.
_SIDES: Mapping[Choice, frozenset[str]] = {
    "encoder": frozenset({"encoder"}),
    "decoder": frozenset({"decoder"}),
    # Both families take part in a cascade, and a distilled system serves an encoder.
    "hybrid:cascade": frozenset({"hybrid", "encoder", "decoder"}),
    "hybrid:distil": frozenset({"hybrid", "encoder"}),
    "encoder-decoder": frozenset({"encoder-decoder"}),
    "baseline": frozenset({"baseline"}),
}


@dataclass(frozen=True)
class Evidence:
    """One numbered passage behind an answer."""

    number: int
    """What ``[n]`` in the answer refers to, from 1."""
    id: str
    """Card or result id."""
    kind: Literal["card", "result"]
    title: str
    quote: str
    """The very passage that is cited, in the answer's language."""
    sources: tuple[str, ...]
    as_of: str
    """Date a card's claim was checked, or year of a result."""
    against: bool
    """Whether the result points away from the verdict."""


@dataclass(frozen=True)
class _Pick:
    id: str
    claim: Claim | None
    against: bool = False


def for_verdict(
    verdict: Verdict, hits: Sequence[Hit], knowledge: Knowledge, language: Language
) -> tuple[Evidence, ...]:
    """Evidence for a recommendation: what the rules rest on, results about the same kind of task with figures of both
    sides first, and one published result that points the other way where there is one for the same kind of task.

    Args:
        hits: ranking of all cards and results for the question, best first.
    """
    task = verdict.profile.value("task")
    cards = [key for key in verdict.evidence if key in knowledge.cards][:2]
    ruled = [key for key in verdict.evidence if key in knowledge.results]
    # Stable: within each group the rules' own order stays, the weightiest reason first.
    ruled.sort(key=lambda key: (not _on_task(key, task, knowledge), not knowledge.results[key].compares_both))
    results = [key for key in ruled if not _against(key, verdict, knowledge)][:2]
    picks = [_Pick(key, None) for key in results]
    told = set(results)  # results whose figures are given already, so that no card repeats them
    for place, key in enumerate(cards):
        claim = _claim_for(knowledge.cards[key], verdict, knowledge, told)
        told.update(claim.results)
        picks.insert(2 * place, _Pick(key, claim))
    dissent = [
        key
        for key in dict.fromkeys((*ruled, *(hit.id for hit in hits)))
        if key in knowledge.results and _on_task(key, task, knowledge) and _against(key, verdict, knowledge)
    ]
    picks.extend(_Pick(key, None, against=True) for key in dissent[:1])
    return _numbered(picks[:MOST], knowledge, language)


def for_question(hits: Sequence[Hit], knowledge: Knowledge, language: Language) -> tuple[Evidence, ...]:
    """Evidence for a question of fact: the claims of the best card, then the best of its neighbours."""
    cards = [hit for hit in hits if hit.kind == "card"]
    picks = [_Pick(cards[0].id, claim) for claim in _ordered(knowledge.cards[cards[0].id], cards[0])[:3]]
    picks.extend(_Pick(hit.id, _best_claim(knowledge.cards[hit.id], hits)) for hit in cards[1:2])
    picks.extend(_Pick(hit.id, None) for hit in hits if hit.kind == "result" and hit.score >= cards[0].score)
    return _numbered(picks[:MOST], knowledge, language)


def _on_task(key: str, task: str | None, knowledge: Knowledge) -> bool:
    result = knowledge.results.get(key)
    return result is not None and result.task == task


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
    """The card's claims, the one that matched first."""
    return sorted(card.claims, key=lambda claim: claim.id != hit.passage.metadata["field"])


def _best_claim(card: Card, hits: Iterable[Hit]) -> Claim:
    for hit in hits:
        if hit.id == card.id:
            return _ordered(card, hit)[0]
    return card.claims[0]


def _numbered(picks: Sequence[_Pick], knowledge: Knowledge, language: Language) -> tuple[Evidence, ...]:
    return tuple(_evidence(number, pick, knowledge, language) for number, pick in enumerate(picks, start=1))


def _evidence(number: int, pick: _Pick, knowledge: Knowledge, language: Language) -> Evidence:
    if pick.claim is not None:
        card, claim = knowledge.cards[pick.id], pick.claim
        sources = claim.sources + tuple(source for key in claim.results for source in knowledge.results[key].sources)
        return Evidence(
            number=number,
            id=card.id,
            kind="card",
            title=card.title.get(language),
            quote=claim.text.get(language),
            sources=tuple(dict.fromkeys(sources)),
            as_of=claim.as_of.isoformat(),
            against=False,
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
