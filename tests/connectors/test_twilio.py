"""The whole road through Twilio, by SMS or WhatsApp: forms in, its REST API out, choices by number."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot import deliveries, handoff, reception, surveys, tickets, transcript
from bot.reception import Reply
from bot.store import Store
from bot.store.tables import updates
from tests.connectors.conftest import PUBLIC, Scene, eventually
from tests.connectors.stand_ins import TWILIO_TOKEN, Twilio, twilio_said, twilio_signed

MENU = Reply("您想了解什么？", {"buttons": [{"title": "套餐"}, {"title": "宽带"}]}, ["/ask_plans", "/ask_broadband"])


def kept(store: Store) -> int:
    with store.reading() as db:
        return int(db.execute(select(func.count()).select_from(updates)).scalar_one())


def test_a_message_is_heard_and_the_assistants_answer_arrives(
    stage: Callable[..., Scene], store: Store, twilio: Twilio
) -> None:
    scene = stage(store)
    assert scene.twilio(twilio_said("你好 👋")) == 204
    scene.heard("twilio", "你好 👋")
    scene.answer("twilio", Reply("您好，很高兴为您服务。"))
    scene.delivered("twilio")
    (post,) = twilio.posts
    assert (post["To"], post["From"]) == ("whatsapp:+8613800138000", "whatsapp:+14155238886")
    assert post["text"] == "您好，很高兴为您服务。"
    with store.reading() as db:
        assert deliveries.said_as(db, scene.conversation("twilio"), f"SM{1:032}") == 2


def test_a_message_that_is_brought_again_is_one_message(scene: Scene) -> None:
    assert [scene.twilio(twilio_said("好的", "SM7")) for _ in range(4)] == [204] * 4
    assert scene.twilio(twilio_said("好的", "SM8")) == 204
    scene.heard("twilio", "好的", "好的")


@pytest.mark.parametrize("empty", ["Body", "MediaContentType0"])
def test_empty_parameters_are_signed_too(scene: Scene, empty: str) -> None:
    assert scene.twilio(twilio_said("Hello", **{empty: ""})) == 204


def test_what_twilio_did_not_sign_is_refused_and_not_kept(scene: Scene, sqlite_store: Store) -> None:
    form, path = twilio_said("Hello"), "/webhooks/twilio/webhook"
    good = twilio_signed(PUBLIC + path, form)
    changed = urlencode({**form, "From": "whatsapp:+8613900139000"}).encode()
    content = urlencode(form).encode()
    assert scene.bring(path, changed, good)[0] == 403
    assert scene.bring(f"{path}?bodySHA256=0", content, good)[0] == 403
    assert scene.bring(path, content, twilio_signed(f"http://127.0.0.1:{scene.port}{path}", form))[0] == 403
    assert scene.bring(path, content, {**good, "X-Twilio-Signature": "\xff"})[0] == 403
    assert scene.bring(path, content, {"Content-Type": good["Content-Type"]})[0] == 403
    assert scene.twilio(form, token="another token") == 403
    assert kept(sqlite_store) == 0
    assert scene.twilio(form, token=TWILIO_TOKEN) == 204
    assert kept(sqlite_store) == 1


def test_while_the_store_is_away_twilio_is_not_told_that_a_message_arrived(
    stage: Callable[..., Scene], sqlite_store: Store
) -> None:
    scene = stage(sqlite_store, works=False)
    with sqlite_store.writing() as db:
        db.exec_driver_sql("ALTER TABLE updates RENAME TO away")
    assert scene.twilio(twilio_said("Hello")) in (500, 503)
    with sqlite_store.writing() as db:
        db.exec_driver_sql("ALTER TABLE away RENAME TO updates")
    assert scene.twilio(twilio_said("Hello")) == 204
    assert kept(sqlite_store) == 1


def test_choices_are_numbered_and_a_number_chooses_once(scene: Scene, twilio: Twilio) -> None:
    scene.twilio(twilio_said("您好", "SM1"))
    scene.heard("twilio", "您好")
    scene.answer("twilio", MENU)
    scene.delivered("twilio")
    assert twilio.texts == ["您想了解什么？", "请回复数字选择：\n1. 套餐\n2. 宽带"]
    scene.twilio(twilio_said("２。", "SM2"))
    scene.heard("twilio", "您好", "宽带")
    chosen = scene.messages("twilio")[-1]
    assert chosen.extras["choice"] == {"seq": 2, "option": 1}
    with scene.desk.store.reading() as db:
        assert transcript.payload(db, chosen.conversation_id, 2, 1) == "/ask_broadband"
    scene.twilio(twilio_said("2", "SM3"))
    scene.heard("twilio", "您好", "宽带", "2")


def test_a_number_that_is_not_among_the_choices_is_a_number(scene: Scene, twilio: Twilio) -> None:
    scene.twilio(twilio_said("您好", "SM1"))
    scene.heard("twilio", "您好")
    scene.answer("twilio", MENU)
    scene.twilio(twilio_said("3", "SM2"))
    scene.heard("twilio", "您好", "3")
    assert "choice" not in scene.messages("twilio")[-1].extras


def test_a_place_and_pictures_are_told_as_addresses_and_never_as_an_intent(scene: Scene) -> None:
    scene.twilio(twilio_said("", "SM1", Latitude="31.23", Longitude="121.47", Address="Gangwan"))
    picture = "https://api.twilio.com/media/ME1"
    scene.twilio(twilio_said("", "SM2", NumMedia="1", MediaUrl0=picture))
    place = "Gangwan\nhttps://www.openstreetmap.org/?mlat=31.23&mlon=121.47"
    scene.heard("twilio", place, picture)


def test_an_agent_answers_and_the_customer_rates_by_number(
    scene: Scene, sqlite_store: Store, twilio: Twilio, bob_of: Callable[[Store], Any]
) -> None:
    scene.twilio(twilio_said("转人工", "SM1"))
    scene.heard("twilio", "转人工")
    bob, here = bob_of(sqlite_store), scene.conversation("twilio")
    say = scene.hand_over("twilio", bob.id)
    say("您好，我是小博。")
    scene.twilio(twilio_said("账单不对", "SM2"))
    scene.heard("twilio", "转人工", "账单不对")
    with sqlite_store.writing() as db:
        waiting = handoff.current(db, here)
        assert waiting
        fence, wrap_up = handoff.holder(db, here).fence, {"outcome": "resolved", "note": ""}
        told = {"standard": scene.desk.standard, "phrases": scene.desk.phrases}
        reception.closed(db, waiting.handoff_id, bob.id, fence, wrap_up, scene.now, **told)
    scene.delivered("twilio")
    assert "Bob · 1001\n您好，我是小博。" in twilio.texts
    assert twilio.texts[-1].startswith("请回复 1 至 5 的数字")
    scene.twilio(twilio_said("5", "SM3"))

    def given() -> int | None:
        with sqlite_store.reading() as db:
            rating = surveys.given(db, here)
            return rating.score if rating else None

    assert eventually(given) == 5
    scene.delivered("twilio")
    assert twilio.texts[-1].startswith("请回复数字选择：\n1. 非常不满意\n") and twilio.texts[-1].endswith("6. 跳过")
    scene.twilio(twilio_said("2", "SM4"))
    scene.heard("twilio", "转人工", "账单不对", "不满意")
    scene.twilio(twilio_said("6", "SM5"))
    scene.heard("twilio", "转人工", "账单不对", "不满意", "跳过")
    scene.delivered("twilio")
    scene.twilio(twilio_said("等得太久", "SM6"))
    scene.heard("twilio", "转人工", "账单不对", "不满意", "跳过", "等得太久")
    scene.delivered("twilio")
    assert twilio.texts[-1].startswith("感谢您的宝贵意见")
    with sqlite_store.reading() as db:
        rating = surveys.given(db, here)
    assert rating and (rating.dimensions, rating.comment) == ({"attitude": 2}, "等得太久")


def test_a_callback_is_asked_and_answered_by_number(
    scene: Scene, sqlite_store: Store, twilio: Twilio, repaired: Callable[..., str]
) -> None:
    scene.twilio(twilio_said("您好", "SM1"))
    scene.heard("twilio", "您好")
    number = repaired(scene, "twilio")
    scene.delivered("twilio")
    assert twilio.texts[-1] == "请回复数字选择：\n1. 已解决\n2. 没有解决\n3. 转人工客服"
    scene.twilio(twilio_said("2", "SM2"))
    scene.heard("twilio", "您好", "没有解决")
    scene.delivered("twilio")
    assert "非常抱歉" in twilio.texts[-1]
    with sqlite_store.reading() as db:
        found = tickets.find(db, number)
    assert found and found.state == "reopened"


def test_while_twilio_is_down_nothing_is_lost_and_nothing_twice(scene: Scene, twilio: Twilio) -> None:
    scene.twilio(twilio_said("Hello"))
    scene.heard("twilio", "Hello")
    twilio.go()
    scene.answer("twilio", Reply("one\n\ntwo"), Reply("three"))

    def tried() -> bool:
        with scene.desk.store.reading() as db:
            at = deliveries.position(db, scene.conversation("twilio"))
        return at is not None and at.attempts > 0

    eventually(tried)
    twilio.come()
    scene.delivered("twilio")
    assert twilio.texts == ["one", "two", "three"]


def test_who_said_stop_is_not_written_to_until_they_write(scene: Scene, twilio: Twilio) -> None:
    scene.twilio(twilio_said("Hello", "SM1"))
    scene.heard("twilio", "Hello")
    twilio.refuse(21610)
    scene.answer("twilio", Reply("unwanted"), Reply("later"))

    def stopped() -> bool:
        with scene.desk.store.reading() as db:
            return deliveries.position(db, scene.conversation("twilio")) is None

    eventually(stopped)
    scene.twilio(twilio_said("START", "SM2"))
    scene.delivered("twilio")
    assert twilio.texts[-1] == "later"
