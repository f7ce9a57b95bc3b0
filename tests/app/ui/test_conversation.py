"""Conversations as data: what a browser stores comes back, and every change is a new book."""

import json

from app.assistant import Decision, Standing
from app.contract import answer_line
from app.ui.conversation import MOST_CONVERSATIONS, MOST_TURNS, Book, Conversation, Turn, saved
from app.understanding.profile import TaskProfile


def answered(text: str, standing: Standing | None = None) -> Turn:
    decision = Decision("decline", "en", text, standing or Standing(), text="an answer")
    return Turn(text=text, line=answer_line("", decision, [], None, 1.0), **saved(decision.standing))


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
