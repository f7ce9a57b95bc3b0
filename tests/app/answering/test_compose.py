"""Wording sentence by sentence, with a chat model that plays back what it is given."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from planning import gate_of, passage, plan_of
from pydantic import Field

from app.answering.compose import Composition, Shown, compose, stored_only
from app.answering.gate import Gate
from app.answering.prompt import messages
from app.answering.stored import Plan, Sentence
from app.errors import DecoderError
from app.models.chat import ChatCompletions
from knowledge import Knowledge


class Playback(BaseChatModel):
    """Streams the next script at every call; an exception in a script is raised at its place."""

    scripts: list[list[Any]]
    asked: list[str] = Field(default_factory=list)
    opened: int = 0
    closed: int = 0

    @property
    def _llm_type(self) -> str:
        return "playback"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        script = self.scripts[min(self.opened, len(self.scripts) - 1)]
        self.opened += 1
        self.asked.append(str(messages[-1].content))
        try:
            for piece in script:
                if isinstance(piece, Exception):
                    raise piece
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        finally:
            self.closed += 1


def chunks(text: str) -> list[str]:
    return [word + " " for word in text.split()]


@pytest.fixture
def planned(knowledge: Knowledge) -> tuple[Plan, Gate]:
    evidence = tuple(passage(key, n, knowledge, "en") for n, key in enumerate(("A1.5", "I2.1", "O5.3"), 1))
    reasons = (Sentence("The classes are fixed, and an encoder with a small head is made for that."),)
    plan = plan_of("en", evidence, reasons)
    return plan, gate_of(plan, evidence, knowledge)


REWORDED = [
    "An encoder with a small head is made for that, because the classes are fixed.",
    "A 400M decoder beats a 1B encoder on the generation tasks of the Ettin study, trained on the same data.",
    "According to its authors, TinyBERT is 7.5x smaller and 9.4x faster at inference than BERT-base.",
    "Constrained decoding guarantees the form of an answer, not its truth, so extracted values still have to be "
    "checked against the text.",
]


def run(plan: Plan, gate: Gate, decoder: BaseChatModel) -> tuple[list[Shown], Composition]:
    *shown, composition = compose(plan, gate, decoder)
    assert isinstance(composition, Composition)
    assert all(isinstance(item, Shown) for item in shown)
    return shown, composition  # type: ignore[return-value]


def test_stored_only_is_the_plan(planned: tuple[Plan, Gate]) -> None:
    plan, _ = planned
    *shown, composition = stored_only(plan)
    assert " ".join(item.text for item in shown if isinstance(item, Shown)) == plan.text()
    assert composition == Composition(len(plan.sentences), 0, 0, None, None)


def test_all_pass(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    decoder = Playback(scripts=[chunks(text) for text in REWORDED])
    shown, composition = run(plan, gate, decoder)
    assert shown[0] == Shown(plan.sentences[0].marked("en"), replaced=False)
    assert [item.text for item in shown[1:]] == [
        REWORDED[0],
        REWORDED[1][:-1] + " [1].",
        REWORDED[2][:-1] + " [2].",
        REWORDED[3][:-1] + " [3].",
    ]
    assert (composition.sentences, composition.replaced, composition.rulings) == (5, 0, ())
    assert composition.tokens == sum(len(text.split()) for text in REWORDED)
    assert composition.first_token_ms is not None
    assert composition.first_token_ms >= 0


def test_the_verdict_is_never_put_to_the_decoder(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    decoder = Playback(scripts=[chunks(text) for text in REWORDED])
    run(plan, gate, decoder)
    assert decoder.asked == [sentence.text for sentence in plan.sentences[1:]]
    assert not any("[1]" in asked for asked in decoder.asked)


@pytest.mark.parametrize(
    "script",
    [
        chunks("You should use a decoder LLM for everything, it reached 99.9% accuracy."),
        chunks("In a trial with 40 bakers, sourdough kept for 5 days, while plain loaves kept for 2."),
        ["the same ", "words ", "again "] * 40,
        ["\n"],
        ["[7]"],
        chunks("我不知道。"),
    ],
    ids=["false", "leak of the example", "loop", "blank", "own mark", "other language"],
)
def test_all_fail_gives_the_whole_stored_answer(planned: tuple[Plan, Gate], script: list[str]) -> None:
    plan, gate = planned
    shown, composition = run(plan, gate, Playback(scripts=[script]))
    assert " ".join(item.text for item in shown) == plan.text()
    assert [item.replaced for item in shown] == [False, True, True, True, True]
    assert composition.replaced == len(composition.rulings) == 4


def test_a_decoder_that_says_one_true_sentence_over_and_over(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    shown, composition = run(plan, gate, Playback(scripts=[chunks(REWORDED[2])]))
    assert [item.text for item in shown] == [
        *(sentence.marked("en") for sentence in plan.sentences[:3]),
        REWORDED[2][:-1] + " [2].",
        plan.sentences[4].marked("en"),
    ]
    assert composition.replaced == 3


def test_one_failure_replaces_one_sentence(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    wrong = REWORDED[2].replace("9.4x", "94x")
    scripts = [chunks(text) for text in (REWORDED[0], REWORDED[1], wrong, REWORDED[3])]
    shown, composition = run(plan, gate, Playback(scripts=scripts))
    assert shown[3] == Shown(plan.sentences[3].marked("en"), replaced=True)
    assert [item.replaced for item in shown] == [False, False, False, True, False]
    assert composition.rulings == ("figure 94 does not stand in what it cites",)


def test_an_error_midway_leaves_what_was_shown_and_closes_the_stream(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    decoder = Playback(scripts=[chunks(REWORDED[0]), ["A ", "400M ", DecoderError("the server went away")]])
    shown = []
    with pytest.raises(DecoderError, match="went away"):
        for item in compose(plan, gate, decoder):
            shown.append(item)
    assert [item.text for item in shown if isinstance(item, Shown)] == [plan.sentences[0].text, REWORDED[0]]
    assert decoder.opened == decoder.closed == 2


def test_closing_early_stops_the_decoder(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    decoder = Playback(scripts=[chunks(text) for text in REWORDED])
    answer = compose(plan, gate, decoder)
    next(answer)
    assert decoder.opened == 0
    next(answer)
    answer.close()  # type: ignore[attr-defined]
    assert decoder.opened == decoder.closed == 1
    assert next(answer, None) is None


def test_the_prompt_ends_with_the_note_and_starts_the_same_for_all() -> None:
    one, other = messages("first note"), messages("second note")
    assert one[-1].content == "first note"
    assert one[:-1] == other[:-1]
    assert [message.type for message in one] == ["system", *["human", "ai"] * ((len(one) - 2) // 2), "human"]


def test_the_real_decoder_gives_a_complete_answer(planned: tuple[Plan, Gate], decoder: ChatCompletions) -> None:
    plan, gate = planned
    shown, composition = run(plan, gate, decoder)
    assert len(shown) == len(plan.sentences) == composition.sentences
    assert composition.tokens > 20
    for item, sentence in zip(shown, plan.sentences, strict=True):
        assert item.text == sentence.marked("en") or not item.replaced
        assert all(f"[{number}]" in item.text for number in sentence.cites)


def test_a_wording_that_leaves_out_a_figure_gives_way(planned: tuple[Plan, Gate]) -> None:
    plan, gate = planned
    cut_short = "On the generation tasks of the Ettin study a 400M decoder beats."
    decoder = Playback(scripts=[chunks(text) for text in (REWORDED[0], cut_short, *REWORDED[2:])])
    shown, composition = run(plan, gate, decoder)
    assert shown[2] == Shown(plan.sentences[2].marked("en"), replaced=True)
    assert composition.rulings == ("leaves out a figure",)
