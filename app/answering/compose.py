"""Words an answer sentence by sentence with the decoder, and says in stored wording what fails the gate."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter

from langchain_core.language_models.chat_models import BaseChatModel

from app.answering.gate import Gate, Ruling, figures
from app.answering.prompt import messages
from app.answering.stored import Plan, Sentence

_MOST_TOKENS = 120
"""Tokens of one sentence; the longest stored one has about 100."""


@dataclass(frozen=True)
class Shown:
    """One sentence that may be shown."""

    text: str
    """With its citation marks."""
    replaced: bool
    """Whether stored wording stands in for a sentence of the decoder that failed the gate."""


@dataclass(frozen=True)
class Composition:
    """How an answer came about."""

    sentences: int
    replaced: int
    tokens: int
    first_token_ms: float | None
    tokens_per_second: float | None
    rulings: tuple[str, ...] = ()
    """Why sentences were held back."""


class _Meter:
    """Counts tokens and the time they took."""

    def __init__(self) -> None:
        self.started = perf_counter()
        self.first: float | None = None
        self.tokens = 0
        self.writing = 0.0

    def read(self, stream: Iterator[object]) -> str:
        """The stream's whole text."""
        pieces, begun = [], None
        for chunk in stream:
            now = perf_counter()
            text = str(getattr(chunk, "content", chunk))
            if not text:
                continue  # LangChain closes every stream with an empty chunk
            begun = begun or now
            self.first = self.first or now
            self.tokens += 1
            pieces.append(text)
        if begun is not None:
            self.writing += perf_counter() - begun
        return "".join(pieces)


def stored_only(plan: Plan) -> Iterator[Shown | Composition]:
    """The plan as it stands, without a decoder."""
    for sentence in plan.sentences:
        yield Shown(sentence.marked(plan.language), replaced=False)
    yield Composition(len(plan.sentences), 0, 0, None, None)


def compose(plan: Plan, gate: Gate, decoder: BaseChatModel) -> Iterator[Shown | Composition]:
    """Word ``plan`` with ``decoder``: its sentences in order, at last one :class:`Composition`.

    The first sentence states the verdict and is never reworded, nor is what stands verbatim. Each of the others is put
    to the decoder by itself; citation marks are set here, so the decoder chooses none. A wording that fails the gate
    gives way to the stored one, so the answer is complete in any case. Closing the iterator keeps the next sentence
    from being asked for.

    Raises:
        DecoderError: if the decoder fails.
    """
    meter, rulings = _Meter(), []
    for position, sentence in enumerate(plan.sentences):
        stored = sentence.marked(plan.language)
        if position == 0 or sentence.verbatim:
            yield Shown(stored, replaced=False)
            continue
        wording = _reworded(sentence, decoder, meter)
        ruling = gate.judge(wording.marked(plan.language))
        if ruling.passed and figures(wording.text) != figures(sentence.text):
            ruling = Ruling(False, "leaves out a figure")
        if not ruling.passed:
            rulings.append(ruling.why)
        yield Shown(wording.marked(plan.language) if ruling.passed else stored, replaced=not ruling.passed)
    yield Composition(
        sentences=len(plan.sentences),
        replaced=len(rulings),
        tokens=meter.tokens,
        first_token_ms=(meter.first - meter.started) * 1000 if meter.first else None,
        tokens_per_second=meter.tokens / meter.writing if meter.writing else None,
        rulings=tuple(rulings),
    )


def _reworded(sentence: Sentence, decoder: BaseChatModel, meter: _Meter) -> Sentence:
    stream = decoder.stream(messages(sentence.text), stop=["\n"], max_tokens=_MOST_TOKENS, temperature=0.0)
    with closing(stream):  # type: ignore[type-var]  # LangChain types its generator as an Iterator
        return Sentence(meter.read(stream).strip(), sentence.cites)
