"""The prompt of the decoder side: instruction and examples first and always the same, the text last."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

EXAMPLE_TOKENS = 900
"""Budget for instruction, labels and examples: with a text and an answer it stays below 2048 tokens of context."""
LOCAL_EXAMPLE_TOKENS = 450
"""The same for the model on this machine, whose every row pays for what stands before it: with 8 examples a row took
1.2 times and with 16 examples 1.6 times as long as with none."""
TEXT_TOKENS = 512
"""Longest text shown, as much as the encoder reads."""
SHORTEST_EXAMPLE = 20
"""Tokens below which an example is not cut: what is left would teach nothing."""
TURN_TOKENS = 10
"""What the chat template adds to an example, measured with SmolLM2."""


@dataclass(frozen=True)
class FewShot:
    """A few-shot prompt for one label set."""

    labels: tuple[str, ...]
    examples: tuple[tuple[str, str], ...]
    """Text and label, the classes alternating so that none stands last in a block."""

    @property
    def answer_tokens(self) -> int:
        """Room for the longest label, cut up badly, and the end of the answer."""
        return 2 * max(map(tokens_about, self.labels), default=0) + 8

    @property
    def telling_tokens(self) -> int:
        """Tokens after which a grammar has settled on one label, however the labels are cut up: one for each byte
        up to the character by which the most alike of them differ, or all where one begins with another."""
        return min(self.answer_tokens, max((_told_by(name, self.labels) for name in self.labels), default=1))

    def messages(self, text: str) -> list[BaseMessage]:
        """The prompt for one text; all but its last message is the same for every text, so servers can cache it."""
        names = ", ".join(self.labels)
        shown: list[BaseMessage] = [SystemMessage(f"Classify the text. Answer with one of these labels only: {names}")]
        for example, label in self.examples:
            shown += [HumanMessage(example), AIMessage(label)]
        return [*shown, HumanMessage(clip(text, TEXT_TOKENS))]


def zero_shot(labels: Sequence[str]) -> FewShot:
    """No examples, only the labels."""
    return FewShot(tuple(labels), ())


def few_shot(texts: Sequence[str], labels: Sequence[str], tokens: int = EXAMPLE_TOKENS) -> FewShot:
    """All examples if they fit the budget, else as many of each class as do; none when there are too many classes."""
    classes = tuple(dict.fromkeys(labels))
    waiting = {name: [text for text, label in zip(texts, labels, strict=True) if label == name] for name in classes}
    room = tokens - sum(tokens_about(name) + 1 for name in classes)
    longest = max(SHORTEST_EXAMPLE, room // len(classes) - TURN_TOKENS - max(map(tokens_about, classes)))
    chosen: list[tuple[str, str]] = []
    for turn in range(max(map(len, waiting.values()))):
        batch = [(clip(held[turn], longest), name) for name, held in waiting.items() if turn < len(held)]
        room -= sum(tokens_about(text) + tokens_about(name) + TURN_TOKENS for text, name in batch)
        if room < 0:
            break
        chosen += batch
    return FewShot(classes, tuple(chosen))


def grammar(labels: Sequence[str]) -> str:
    """A GBNF grammar whose only sentences are the labels.

    >>> print(grammar(['a "b"', "c"]))
    root ::= "a \\"b\\"" | "c"
    """
    return "root ::= " + " | ".join(f'"{label.translate(_ESCAPES)}"' for label in labels)


def find_label(answer: str, labels: Sequence[str]) -> str | None:
    """The label a free answer states: alone, whatever its case and punctuation, perhaps after "label:"."""
    if answer.strip() in labels:  # labels may differ in nothing but case
        return answer.strip()
    plain = {_plain(label): label for label in labels}
    found = _plain(re.sub(r"^\s*(the )?(label|category|class|标签|类别)\s*(is|[:：是])\s*", "", answer, flags=re.I))
    return plain.get(found)


def begun_label(answer: str, labels: Sequence[str]) -> str | None:
    """The only label that begins with this part of an answer, if there is just one; half a character is ignored."""
    whole = answer.rstrip("\ufffd")
    begun = [label for label in labels if whole and label.startswith(whole)]
    return begun[0] if len(begun) == 1 else None


def tokens_about(text: str) -> int:
    """A careful estimate: English takes a token for about 4 characters, Chinese up to 2 tokens a character in
    vocabularies made for English (measured with SmolLM2)."""
    return round(sum(map(_cost, text)))


def clip(text: str, tokens: int) -> str:
    """The beginning of a text that takes about so many tokens at most, and one character at least."""
    return text[: max(1, sum(spent <= tokens for spent in accumulate(map(_cost, text))))]


def _cost(character: str) -> float:
    return 0.3 if character.isascii() else 2.2


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _plain(text: str) -> str:
    return text.strip(" \t\n\r.,;:!?'\"`*。，；：！？“”‘’「」").casefold()


def _told_by(name: str, names: Sequence[str]) -> int:
    """Bytes of the shortest beginning of a name that no other has; one more than all where there is none."""
    others = [other for other in names if other != name]
    begun = (name[:length] for length in range(1, len(name) + 1))
    told = (part for part in begun if not any(other.startswith(part) for other in others))
    return len(next(told, f"{name} ").encode())
