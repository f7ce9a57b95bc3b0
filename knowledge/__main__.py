"""``python -m knowledge``: validate the data files, and a user's notes beside them, and print what they hold."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from knowledge import KnowledgeError, load_knowledge
from knowledge.notes import NO_NOTES, load_notes


def main() -> int:
    """Print counts, or every fault; 0 when the knowledge base and the notes hold together, else 1."""
    parser = ArgumentParser(prog="python -m knowledge", description="Validate the data files and count what they hold.")
    parser.add_argument("--notes", type=Path, metavar="FOLDER", help="validate and count your own notes as well")
    folder: Path | None = parser.parse_args().notes
    try:
        knowledge = load_knowledge()
        notes = load_notes(folder, lambda line: print(line, file=sys.stderr)) if folder else NO_NOTES
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return 1
    cards = list(knowledge.cards.values())
    claims = [claim for card in cards for claim in card.claims]
    results = list(knowledge.results.values())
    rows: list[tuple[str, object]] = [
        ("cards", len(cards)),
        ("words in full answers (en)", sum(len(card.answer.en.split()) for card in cards)),
        ("characters in full answers (zh)", sum(len(card.answer.zh) for card in cards)),
        ("cards whose results disagree", sum(card.disagreement is not None for card in cards)),
        ("claims", len(claims)),
        ("claims by confidence", dict(Counter(claim.confidence for claim in claims))),
        ("claims by basis", dict(Counter(claim.basis for claim in claims))),
        ("cards without demo", sum(not card.demos for card in cards)),
        ("oldest as-of date", min(claim.as_of for claim in claims)),
        ("results", len(results)),
        ("results with figures of both sides", sum(result.compares_both for result in results)),
        ("results by task", dict(Counter(result.task for result in results))),
        ("results by winner", dict(Counter(result.winner for result in results))),
        ("results by regime", dict(Counter(result.regime for result in results))),
        ("results by year", dict(sorted(Counter(result.year for result in results).items()))),
        ("sources", len(knowledge.sources)),
        ("sources by kind", dict(Counter(source.kind for source in knowledge.sources.values()))),
        ("models", len(knowledge.models)),
        ("models by role", dict(Counter(model.role for model in knowledge.models.values()))),
        ("kinds of task", len(knowledge.kinds)),
        ("rules", sum(map(len, (knowledge.rules.gates, knowledge.rules.weights, knowledge.rules.overrides)))),
    ]
    if folder:
        rows += [("your notes", len(notes)), ("pieces of your notes", sum(len(note.pieces) for note in notes.values()))]
    for name, value in rows:
        print(f"{name:36} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
