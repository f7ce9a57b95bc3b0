"""One mechanical fault in every claim of the knowledge base that can carry it."""

import re
from collections.abc import Callable

import pytest
from planning import gate_of, passage, plan_of

from app.answering.stored import Sentence
from knowledge import load_knowledge
from knowledge.schema import LANGUAGES, Language

KNOWN = load_knowledge()
LEAST_CAUGHT = 0.98
FIGURE = re.compile(r"(?<![A-Za-z0-9.\-])\d(?:[\d,]*\d)?(?:\.\d+)?")
NAME = re.compile(
    r"\b(?:BERT|GPT|T5|RoBERTa|ALBERT|ELECTRA|DeBERTa|ModernBERT|Llama|Qwen|GLiNER|SetFit|PET|LoRA)(?:[\w\-]|\.(?=\d))*"
)
SIDES = {"encoder": "decoder", "decoder": "encoder", "编码器": "解码器", "解码器": "编码器"}
OPPOSITES = [("higher", "lower"), ("faster", "slower"), ("more", "fewer"), ("larger", "smaller"), ("above", "below")]
OPPOSITES += [("beats", "loses to"), ("高于", "低于"), ("快", "慢"), ("高", "低"), ("胜过", "不如"), ("优于", "不如")]


def exchanged(text: str, one: re.Match[str] | None, other: re.Match[str] | None) -> str:
    if one is None or other is None:
        return text
    return text[: one.start()] + other.group() + text[one.end() : other.start()] + one.group() + text[other.end() :]


def figures_exchanged(text: str) -> str:
    found = list(FIGURE.finditer(text))
    return exchanged(text, found[0], found[-1]) if len(found) > 1 else text


def names_exchanged(text: str) -> str:
    found = list(NAME.finditer(text))
    other = next((match for match in found[1:] if match.group() != found[0].group()), None)
    return exchanged(text, found[0], other) if found else text


def digit_changed(text: str) -> str:
    return FIGURE.sub(lambda match: match.group()[:-1] + str((int(match.group()[-1]) + 3) % 10), text, count=1)


def sides_exchanged(text: str) -> str:
    return re.sub("|".join(SIDES), lambda match: SIDES[match.group()], text)


def negation_dropped(text: str) -> str:
    return re.sub(r"\b(?:not|no|never) |(?<=[\u4e00-\u9fff])(?:不|没有|并非)(?=[\u4e00-\u9fff])", "", text, count=1)


def negation_added(text: str) -> str:
    return re.sub(r"\b(is|are|does|can|reached|scores) ", r"\1 not ", text, count=1)


def comparison_reversed(text: str) -> str:
    for pair in OPPOSITES:
        for said, other in (pair, pair[::-1]):
            pattern = rf"\b{said}\b" if said.isascii() else said
            if re.search(pattern, text):
                return re.sub(pattern, other, text, count=1)
    return text


FAULTS = [figures_exchanged, names_exchanged, digit_changed, sides_exchanged]
FAULTS += [negation_dropped, negation_added, comparison_reversed]
CASES = [(fault, language) for fault in FAULTS for language in LANGUAGES if (fault, language) != (negation_added, "zh")]


@pytest.mark.parametrize(
    ("spoil", "language"), CASES, ids=[f"{fault.__name__}-{language}" for fault, language in CASES]
)
def test_the_fault_is_caught_wherever_it_is_planted(spoil: Callable[[str], str], language: Language) -> None:
    planted, missed = 0, []
    for claim in (claim for card in KNOWN.cards.values() for claim in card.claims):
        spoilt = spoil(claim.text.get(language))
        if spoilt == claim.text.get(language):
            continue
        planted += 1
        evidence = (passage(claim.id, 1, KNOWN, language),)
        gate = gate_of(plan_of(language, evidence), evidence, KNOWN)
        if gate.judge(Sentence(spoilt, (1,)).marked(language)).passed:
            missed.append((claim.id, spoilt))
    assert planted >= 20
    assert len(missed) <= (1 - LEAST_CAUGHT) * planted, missed
