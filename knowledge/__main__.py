"""``python -m knowledge``: validate the data files and print what they hold."""

import sys
from collections import Counter

from knowledge import KnowledgeError, load_knowledge


def main() -> int:
    """Print counts, or every fault; 0 when the knowledge base holds together, else 1."""
    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    claims = [claim for card in knowledge.cards.values() for claim in card.claims]
    results = list(knowledge.results.values())
    rows: list[tuple[str, object]] = [
        ("cards", len(knowledge.cards)),
        ("claims", len(claims)),
        ("claims by confidence", dict(Counter(claim.confidence for claim in claims))),
        ("cards without demo", sum(not card.demos for card in knowledge.cards.values())),
        ("oldest as-of date", min(claim.as_of for claim in claims)),
        ("results", len(results)),
        ("results with figures of both sides", sum(result.compares_both for result in results)),
        ("results by task", dict(Counter(result.task for result in results))),
        ("results by winner", dict(Counter(result.winner for result in results))),
        ("results by year", dict(sorted(Counter(result.year for result in results).items()))),
        ("sources", len(knowledge.sources)),
        ("models", len(knowledge.models)),
        ("kinds of task", len(knowledge.kinds)),
        ("rules", sum(map(len, (knowledge.rules.gates, knowledge.rules.weights, knowledge.rules.overrides)))),
    ]
    for name, value in rows:
        print(f"{name:36} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
