"""Buttons below a message: one use, bound to their chat, always acknowledged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot import customers, deliveries, handoff, reception, surveys, tickets, transcript
from bot.agents import Agent
from bot.reception import Reply
from bot.store.tables import ticket_events
from tests.telegram.conftest import Scene
from tests.telegram.shapes import ALICE, DAN, pressed, said

BELOW = 5001


@pytest.fixture
def offered(scene: Scene) -> Scene:
    """Alice has said something and was offered two options with message 2, which Telegram knows as 5001."""
    scene.take(said("你好"), said("hello", DAN, "en"))
    buttons = {"buttons": [{"title": "预约上门"}, {"title": "English"}]}
    meanings = ["/book_appointment", '/switch_language{"language_name": "en"}']
    with scene.desk.store.writing() as db:
        reception.assistant_said(db, scene.conversation(), [Reply("请选择", buttons, meanings)], scene.now)
    deliver(scene)
    return scene


def deliver(scene: Scene) -> None:
    with scene.desk.store.writing() as db:
        at = deliveries.position(db, scene.conversation())
        assert at
        deliveries.sent(db, at, 2, 0, str(BELOW), True, scene.now)


def toasts(scene: Scene) -> list[str | None]:
    return [call.params.get("text") for call in scene.telegram.called("answerCallbackQuery") if call.status == 200]


def test_a_button_says_its_title_means_its_payload_and_is_put_away(offered: Scene) -> None:
    assert offered.take(pressed("2:0", BELOW)) == ["said"]
    chosen = offered.messages()[-1]
    assert (chosen.text, chosen.extras["choice"]) == ("预约上门", {"seq": 2, "option": 0})
    assert toasts(offered) == [None]
    (edit,) = offered.telegram.called("editMessageReplyMarkup")
    assert (int(edit.params["message_id"]), edit.params.get("reply_markup")) == (BELOW, None)
    with offered.desk.store.reading() as db:
        assert transcript.payload(db, offered.conversation(), 2, 0) == "/book_appointment"


def test_a_button_is_for_one_use(offered: Scene) -> None:
    assert offered.take(pressed("2:0", BELOW), pressed("2:1", BELOW)) == ["said", "ignored"]
    assert offered.texts() == ["你好", "预约上门"]
    assert "已经使用过" in str(toasts(offered)[1])


@pytest.mark.parametrize(
    "data", ["2:7", "1:0", "99:0", "2", "", "/book_appointment", "2:-1", "２:０", "9" * 30 + ":0", "rate:9", "rate:5"]
)
def test_what_is_no_button_of_ours_is_answered_politely(offered: Scene, data: str) -> None:
    assert offered.take(pressed(data, BELOW)) == ["ignored"]
    assert offered.texts() == ["你好"]
    assert "已经失效" in str(toasts(offered)[0])


def test_anothers_button_means_nothing_here(offered: Scene) -> None:
    assert offered.take(pressed("2:0", BELOW, DAN, "en")) == ["ignored"]
    assert offered.take(pressed("2:0", 4999)) == ["said"], "whose receipt was lost is still Alice's own"
    assert offered.texts(DAN) == ["hello"]
    assert str(toasts(offered)[0]).startswith("I am sorry")


def test_a_button_below_another_message_is_not_taken(offered: Scene) -> None:
    with offered.desk.store.writing() as db:
        buttons = {"buttons": [{"title": "甲"}]}
        reception.assistant_said(db, offered.conversation(), [Reply("再选", buttons, ["/affirm"])], offered.now)
    assert offered.take(pressed("3:0", BELOW)) == ["ignored"]


def test_who_has_no_conversation_presses_nothing(scene: Scene) -> None:
    assert scene.take(pressed("1:0", 5)) == ["ignored"]
    assert toasts(scene) and scene.telegram.called("editMessageReplyMarkup") == []


def test_a_language_is_chosen_while_a_person_holds_the_conversation(offered: Scene) -> None:
    with offered.desk.store.writing() as db:
        handoff.ask(db, offered.conversation(), "asked", {}, offered.now)
    offered.take(pressed("2:1", BELOW))
    with offered.desk.store.reading() as db:
        assert customers.conversation(db, offered.conversation()).language == "en"
    assert offered.messages()[-1].text == "All right, I will continue in English."


def test_a_rating_is_given_once_with_one_press(offered: Scene, employ: Callable[..., Agent]) -> None:
    bob = employ(offered.desk.store, "bob", "1001")
    with offered.desk.store.writing() as db:
        asked = handoff.ask(db, offered.conversation(), "asked", {}, offered.now)
        holder = reception.claimed(db, asked, bob.id, offered.now, phrases=offered.desk.phrases)
        wrap_up = {"topic": "faq", "outcome": "solved", "summary": "ok"}
        told = {"standard": offered.desk.standard, "phrases": offered.desk.phrases}
        reception.closed(db, asked, bob.id, holder.fence, wrap_up, offered.now, **told)
    assert offered.take(pressed("rate:4", 5002), pressed("rate:1", 5002)) == ["said", "ignored"]
    with offered.desk.store.reading() as db:
        rating = surveys.given(db, offered.conversation())
        assert rating and rating.score == 4
    assert toasts(offered)[0] == "感谢您的评价。"
    assert "“服务态度”" in (part := offered.messages()[-1]).text
    assert offered.take(pressed(f"{part.seq}:1", 5003)) == ["said"]
    assert offered.take(pressed(f"{offered.messages()[-1].seq}:5", 5004)) == ["said"]
    assert offered.take(said("师傅很耐心")) == ["said"]
    assert offered.messages()[-1].extras["key"] == "utter_survey_thanks"
    with offered.desk.store.reading() as db:
        rating = surveys.given(db, offered.conversation())
    assert rating and (rating.dimensions, rating.comment) == ({"attitude": 2}, "师傅很耐心")


def test_a_telegram_that_is_away_loses_the_acknowledgement_and_nothing_else(offered: Scene) -> None:
    offered.telegram.fail(502, times=-1)
    assert offered.take(pressed("2:0", BELOW)) == ["said"]
    assert offered.texts()[-1] == "预约上门"


def test_the_toasts_are_short_enough_for_telegram(scene: Scene) -> None:
    for key in ("used", "unknown"):
        for language in ("zh", "zh-Hant", "en"):
            assert len(scene.desk.phrases.say(f"utter_telegram_button_{key}", language)) <= 200
    assert ALICE != DAN


def test_a_callback_is_answered_with_one_press(offered: Scene) -> None:
    desk, ago = offered.desk, offered.now - timedelta(hours=23)
    told = {"standard": desk.standard, "phrases": desk.phrases}
    with desk.store.writing() as db:
        here = customers.conversation(db, offered.conversation())
        ticket = tickets.open_ticket(
            db,
            kind="fault",
            conversation_id=here.id,
            customer_id=here.customer_id,
            title="宽带上不了网",
            fields={},
            contact="13800138000",
            language="zh",
            department="technical_support",
            now=ago,
        )
        row = {"ticket_id": ticket.id, "kind": "state", "state": "repaired", "data": {}, "at": ago}
        db.execute(insert(ticket_events).values(row))
        asked_at = desk.standard.contact_hours.next_opening(offered.now)
        assert reception.call_back(db, ticket.number, asked_at, **told) == 1
        question = transcript.after(db, here.id, 0)[-1]
    assert [one["title"] for one in question.extras["buttons"]] == ["已解决", "没有解决", "转人工客服"]
    assert offered.take(pressed(f"{question.seq}:1", 5003), pressed(f"{question.seq}:0", 5003)) == ["said", "ignored"]
    with desk.store.reading() as db:
        found = tickets.find(db, ticket.number)
        last = transcript.after(db, here.id, question.seq)[-1]
    assert found and found.state == "reopened"
    assert last.extras["key"] == "utter_callback_not_solved"
