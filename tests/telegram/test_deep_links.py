"""A code that comes with a link: anybody may have sent it, so the customer is asked before it joins anything."""

import json

import pytest
from sqlalchemy import func, select

from bot import customers, handoff, links, transcript
from bot.customers import Visit
from bot.links.codes import TRIES
from bot.store import tables
from channels.telegram.parts import parts_of
from tests.telegram.conftest import Scene
from tests.telegram.shapes import DAN, pressed, said

CONFIRM, NOT_ME = "1:0", "1:1"
BELOW = 6001  # what Telegram calls the question; that it does so is nothing we know yet


@pytest.fixture
def page(both: Scene) -> Visit:
    """Who chose "Continue on Telegram" on the page: Alice herself, or somebody who sends her the link."""
    with both.desk.store.writing() as db:
        return customers.welcome(db, "web", "widget", "f" * 64, "en", both.now)


@pytest.fixture
def code(both: Scene, page: Visit) -> str:
    with both.desk.store.writing() as db:
        return links.issue(db, page.conversation_id, both.now)


def keys(scene: Scene, chat_id: int = 4001) -> list[str | None]:
    return [one.extras.get("key") for one in scene.messages(chat_id)]


def joined(scene: Scene, page: Visit) -> bool:
    with scene.desk.store.reading() as db:
        here = customers.conversation(db, scene.conversation())
        return here.customer_id == customers.conversation(db, page.conversation_id).customer_id


def count(scene: Scene, table: str) -> int:
    with scene.desk.store.reading() as db:
        return int(db.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one())


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "网站"), ("zh-hant", "網站"), ("en", "our website")])
def test_the_link_alone_joins_nothing_and_asks(both: Scene, page: Visit, code: str, language: str, words: str) -> None:
    assert both.take(said(f"/start {code}", language=language)) == ["said"]
    (question,) = both.messages()
    assert question.extras["key"] == "utter_desk_code_question" and words in question.text
    assert len(question.extras["buttons"]) == 2
    assert not joined(both, page)
    with both.desk.store.reading() as db:
        assert transcript.after(db, page.conversation_id, 0) == [], "who sent the link learns nothing"


@pytest.mark.parametrize("answer", [CONFIRM, NOT_ME])
def test_an_answer_is_kept_as_the_customers_and_owed_nothing(both: Scene, code: str, answer: str) -> None:
    both.take(said(f"/start {code}"), pressed(answer, BELOW))
    assert both.texts() == [{CONFIRM: "是我，请关联", NOT_ME: "不是我"}[answer]]
    assert both.messages()[1].extras["choice"] == {"seq": 1, "option": int(answer[-1])}
    assert count(both, "turns") == 0, "the assistant never sees what these buttons mean"


def test_confirmed_both_are_one_customer_and_told_so(both: Scene, page: Visit, code: str) -> None:
    assert both.take(said(f"/start {code}"), pressed(CONFIRM, BELOW)) == ["said", "said"]
    assert joined(both, page)
    assert keys(both) == ["utter_desk_code_question", None, "utter_desk_joined"]
    with both.desk.store.reading() as db:
        assert transcript.after(db, page.conversation_id, 0)[-1].extras["key"] == "utter_desk_joined"


def test_not_me_burns_the_code_for_everybody(both: Scene, page: Visit, code: str) -> None:
    both.take(said(f"/start {code}"), pressed(NOT_ME, BELOW))
    assert not joined(both, page)
    assert keys(both)[-1] == "utter_desk_code_burnt"
    both.take(said(f"/link {code}"), said(f"/start {code}", DAN))
    assert keys(both)[-1] == keys(both, DAN)[0] == "utter_desk_code_unknown"
    assert count(both, "customer_joins") == count(both, "link_codes") == 0


@pytest.mark.parametrize("answers", [(CONFIRM, NOT_ME), (NOT_ME, CONFIRM), (CONFIRM, CONFIRM)])
def test_an_answer_is_given_once(both: Scene, page: Visit, code: str, answers: tuple[str, str]) -> None:
    first, second = answers
    outcomes = both.take(said(f"/start {code}"), pressed(first, BELOW), pressed(second, BELOW))
    assert outcomes == ["said", "said", "ignored"]
    assert joined(both, page) == (first == CONFIRM)
    assert len(both.texts()) == 1


def test_nobody_answers_for_another_chat(both: Scene, page: Visit, code: str) -> None:
    both.take(said(f"/start {code}"), said("hello", DAN, "en"))
    assert both.take(pressed(CONFIRM, BELOW, DAN, "en")) == ["ignored"]
    assert not joined(both, page)


def test_confirmed_too_late_it_joins_nothing(both: Scene, page: Visit, code: str) -> None:
    both.take(said(f"/start {code}"))
    both.later(minutes=10)
    both.take(pressed(CONFIRM, BELOW))
    assert not joined(both, page)
    assert keys(both)[-1] == "utter_desk_code_unknown"


def test_of_two_who_opened_one_link_the_first_to_confirm_is_joined(both: Scene, page: Visit, code: str) -> None:
    both.take(said(f"/start {code}"), said(f"/start {code}", DAN))
    both.take(pressed(CONFIRM, BELOW), pressed(CONFIRM, BELOW, DAN))
    assert joined(both, page)
    assert keys(both, DAN)[-1] == "utter_desk_code_unknown"
    assert count(both, "customer_joins") == 1


@pytest.mark.parametrize(
    ("answer", "key"), [("2:0", "utter_desk_already_joined"), ("2:1", "utter_desk_joined")], ids=["confirm", "not me"]
)
def test_a_link_that_was_tapped_twice_is_told_as_it_is(
    both: Scene, page: Visit, code: str, answer: str, key: str
) -> None:
    """Who has confirmed and says "not me" below the other question hears that they are joined, and what to do."""
    both.take(said(f"/start {code}"), said(f"/start {code}"), pressed(CONFIRM, BELOW), pressed(answer, BELOW + 1))
    assert joined(both, page)
    assert keys(both)[-1] == key


def test_a_link_that_has_joined_already_asks_nothing(both: Scene, code: str) -> None:
    both.take(said(f"/link {code}"), said(f"/start {code}"))
    assert keys(both) == ["utter_desk_joined", "utter_desk_already_joined"]


def test_guessing_by_links_is_counted_as_by_hand(both: Scene, code: str) -> None:
    both.take(*[said(f"/start WRNG234{number}") for number in range(2, 2 + TRIES)])
    both.take(said(f"/start {code}"))
    assert "utter_desk_code_question" not in keys(both)
    assert "utter_desk_code_too_often" in keys(both)


def test_the_same_update_again_asks_once(both: Scene, code: str) -> None:
    update = said(f"/start {code}")
    assert both.take(update, dict(update)) == ["said", "ignored"]
    assert keys(both) == ["utter_desk_code_question"]


def test_it_is_answered_while_a_person_holds_the_conversation(both: Scene, page: Visit, code: str) -> None:
    both.take(said("你好"))
    with both.desk.store.writing() as db:
        handoff.ask(db, both.conversation(), "asked", {}, both.now)
    both.take(said(f"/start {code}"), pressed("2:0", BELOW))
    assert joined(both, page)


def test_neither_code_nor_meaning_is_shown_or_kept(both: Scene, code: str) -> None:
    both.take(said(f"/start {code}"), pressed(CONFIRM, BELOW))
    (part,) = parts_of(both.messages()[0])
    assert part.keyboard
    assert [button.callback_data for row in part.keyboard.inline_keyboard for button in row] == [CONFIRM, NOT_ME]
    kept: list[str] = []
    with both.desk.store.reading() as db:
        for table in tables.metadata.sorted_tables:
            if table.name != "updates":  # as Telegram sent them, for a week
                kept += [json.dumps(list(row), default=str) for row in db.execute(select(table))]
        assert transcript.payload(db, both.conversation(), 1, 0).startswith("join:")
    assert len(kept) > 5 and not [row for row in kept if code in row]
