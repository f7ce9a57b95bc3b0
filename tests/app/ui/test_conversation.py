"""Conversations as data: what a browser stores comes back, and every change is a new book."""

import json
from typing import Any

from app.assistant import Decision, Standing
from app.bakeoff.report import Comparison, Interval
from app.bakeoff.summary import Measured, RunSummary
from app.contract import answer_line
from app.ui.conversation import MOST_CONVERSATIONS, MOST_TURNS, Book, Conversation, Turn, saved, with_run
from app.understanding.profile import TaskProfile

BERT = Measured(
    name="bert", side="encoder", params_m=118, accuracy=Interval(0.9, 0.8, 0.95), ms_p50=9.5, usd_per_million=None
)
RUN = RunSummary(
    id="ab12cd34", date="2025-11-24", choice="encoder", outcome="failed", reason="clearly_less_accurate", scored=40,
    directional_only=False, cancelled=True, ours=BERT, rival=BERT.model_copy(update={"name": "gpt"}), better=BERT,
    gap=Comparison("bert", "gpt", 40, -0.1, -0.2, -0.03, 1, 5, 0.2, None), more_rows=12,
)  # fmt: skip


def answered(text: str, standing: Standing | None = None) -> Turn:
    decision = Decision("decline", "en", text, standing or Standing(), text="an answer")
    return Turn(text=text, line=answer_line("", decision, [], None, 1.0), **saved(decision.standing))


def advised(verdict: str) -> Turn:
    turn = answered("which model?")
    assert turn.line
    return turn.model_copy(update={"line": turn.line.model_copy(update={"verdict": verdict})})


def book_of(*turns: Turn) -> Book:
    return Book().put(Conversation(id="c", turns=turns))


def stored(book: Book) -> Any:
    return json.loads(json.dumps(book.dump()))


def test_a_book_survives_the_way_through_json() -> None:
    profile = TaskProfile().with_fact("labels", 12, "a dozen", 0.9).with_fact("languages", ("en", "pl"), "Polish")
    turn = answered("first", Standing(profile, frozenset({"hardware"})))
    book = Book().put(Conversation(id="c1").with_turn(turn))
    again = Book.load(json.loads(json.dumps(book.dump())))
    assert again.dump() == book.dump()
    standing = again.opened().standing()
    assert standing.profile.value("labels") == 12 and standing.profile.facts["labels"].words == "a dozen"
    assert standing.profile.value("languages") == ("en", "pl")
    assert standing.skipped == {"hardware"}


def test_what_a_browser_stored_wrongly_is_an_empty_book() -> None:
    for stored in (None, "", {}, {"conversations": "nonsense"}, {"current": 3}, [1, 2]):
        assert Book.load(stored) == Book()


def test_the_first_message_names_the_conversation_and_it_can_be_renamed() -> None:
    book = Book().put(Conversation(id="c1").with_turn(Turn(text="x" * 200)))
    assert book.opened().title == "x" * 48
    assert book.renamed("  mine ").opened().title == "mine"
    assert book.renamed("   ") == book


def test_deleting_leaves_the_others() -> None:
    book = (
        Book().put(Conversation(id="a").with_turn(Turn(text="1"))).put(Conversation(id="b").with_turn(Turn(text="2")))
    )
    rest = book.without_current()
    assert [item.id for item in rest.conversations] == ["a"]
    assert rest.opened().turns == ()


def test_cutting_takes_back_what_later_turns_established() -> None:
    first = answered("first", Standing(TaskProfile().with_fact("labels", 5)))
    second = answered("second", Standing(TaskProfile().with_fact("labels", 9)))
    conversation = Conversation(id="c").with_turn(first).with_turn(second)
    assert conversation.standing().profile.value("labels") == 9
    assert conversation.cut(1).standing().profile.value("labels") == 5
    assert conversation.cut(0).standing() == Standing()


def test_a_book_and_a_conversation_stay_small() -> None:
    book = Book()
    for number in range(MOST_CONVERSATIONS + 5):
        book = book.put(Conversation(id=str(number)))
    assert len(book.conversations) == MOST_CONVERSATIONS and book.current == str(MOST_CONVERSATIONS + 4)
    conversation = Conversation(id="c")
    for number in range(MOST_TURNS + 3):
        conversation = conversation.with_turn(Turn(text=str(number)))
    assert len(conversation.turns) == MOST_TURNS and conversation.turns[-1].text == str(MOST_TURNS + 2)


def test_a_run_goes_to_the_latest_recommendation_and_survives_the_way_through_json() -> None:
    book = with_run(book_of(advised("encoder"), advised("encoder"), answered("what is a token?")), RUN)
    assert [turn.run for turn in book.opened().turns] == [None, RUN, None]
    assert Book.load(stored(book)) == book


def test_a_run_of_other_advice_changes_nothing() -> None:
    for turns in ((), (answered("hello"),), (advised("encoder"), advised("decoder"))):
        book = book_of(*turns)
        assert with_run(book, RUN) == book
    assert with_run(Book(), RUN) == Book()


def test_later_advice_and_a_new_try_have_no_run() -> None:
    conversation = with_run(book_of(advised("encoder")), RUN).opened()
    later = conversation.with_turn(advised("encoder"))
    assert [turn.run for turn in later.turns] == [RUN, None]
    assert conversation.cut(0).with_turn(Turn(text=conversation.turns[0].text)).turns[0].run is None


def test_a_second_run_replaces_the_first() -> None:
    again = RUN.model_copy(update={"id": "other", "outcome": "held"})
    assert with_run(with_run(book_of(advised("encoder")), RUN), again).opened().turns[0].run == again


def test_books_from_before_runs_and_with_unreadable_runs_keep_their_turns() -> None:
    book = with_run(book_of(advised("encoder")), RUN)
    old = stored(book)
    del old["conversations"][0]["turns"][0]["run"]
    assert Book.load(old) == book_of(advised("encoder"))
    for wrong in ({"outcome": "perhaps"}, {"scored": "many"}, {"gap": {"first": "bert"}}):
        other = stored(book)
        other["conversations"][0]["turns"][0]["run"].update(wrong)
        assert Book.load(other) == book_of(advised("encoder"))
