"""What Telegram is sent for what was said: against a stand-in that is as strict as Telegram itself."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import pytest
from icalendar import Calendar

from bot import appointments, attachments, customers, deliveries, handoff, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception import Reply
from bot.settings import ROOT, Settings
from bot.standard import Standard
from bot.store import Store
from channels.delivery.loop import Delivery
from channels.telegram.line import connected
from channels.telegram.sending import Sending
from tests.telegram.stand_in import Call, StandIn

CHAT = 4711
SECONDS = 20.0
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def present() -> datetime:
    """The loop's own clock is the real one."""
    return datetime.now(timezone.utc)


def chat(store: Store, now: datetime, number: int = CHAT, language: str = "zh") -> Visit:
    with store.writing() as db:
        visit = customers.welcome(db, "telegram", "telegram", str(number), language, now)
        deliveries.begin(db, visit.conversation_id, "telegram", str(number))
    return visit


@pytest.fixture
def alice(sqlite_store: Store, present: datetime) -> Visit:
    return chat(sqlite_store, present)


def say(store: Store, visit: Visit, now: datetime, *replies: Reply | str) -> None:
    said = [reply if isinstance(reply, Reply) else Reply(reply) for reply in replies]
    with store.writing() as db:
        reception.assistant_said(db, visit.conversation_id, said, now)


def all_delivered(store: Store, visit: Visit) -> bool:
    with store.reading() as db:
        at = deliveries.position(db, visit.conversation_id)
        return at is None or (at.seq > 0 and not _is_due(store, visit))


def _is_due(store: Store, visit: Visit) -> bool:
    with store.reading() as db:
        far = datetime(2100, 1, 1, tzinfo=timezone.utc)
        return visit.conversation_id in deliveries.due(db, "telegram", far, 100)


async def delivering(store: Store, settings: Settings, there: Callable[[], bool]) -> None:
    """Until it is there."""
    async with connected(settings) as bot:
        delivery = Delivery(store, "telegram", Sending(bot, store), 0.0, 1000, pause=lambda attempts, chance: 0.05)
        task = asyncio.ensure_future(delivery.run())
        end = asyncio.get_running_loop().time() + SECONDS
        try:
            while not there():
                assert asyncio.get_running_loop().time() < end, "it did not happen"
                await asyncio.sleep(0.02)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def deliver(store: Store, settings: Settings, *visits: Visit) -> None:
    asyncio.run(delivering(store, settings, lambda: all(all_delivered(store, visit) for visit in visits)))


def keyboard(call: Call) -> list[list[tuple[str, str]]]:
    rows = call.params["reply_markup"]["inline_keyboard"]
    return [[(one["text"], one.get("callback_data") or one["url"]) for one in row] for row in rows]


def test_text_that_looks_like_markup_is_shown_as_it_was_written(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    hostile = "<b>您</b> *好* _您_ [点](http://x.example) &amp; `rm` <script>alert(1)</script> {0} %s 👨‍👩‍👧"
    say(sqlite_store, alice, present, hostile)
    deliver(sqlite_store, settings, alice)
    [sent] = telegram.sent(CHAT)
    assert sent.params["text"] == hostile
    assert "parse_mode" not in sent.params
    assert not sent.params.get("entities")


def test_buttons_carry_no_meaning(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    titles = ["是", "否", "换一个很长很长很长的时间段吧"]
    buttons = {"buttons": [{"title": title} for title in titles]}
    say(sqlite_store, alice, present, Reply("可以吗？", buttons, ["/affirm", "/deny", "/other"]))
    deliver(sqlite_store, settings, alice)
    [sent] = telegram.sent(CHAT)
    assert keyboard(sent) == [[(titles[0], "1:0")], [(titles[1], "1:1")], [(titles[2], "1:2")]]


def test_short_buttons_stand_beside_one_another_and_a_link_below(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    link = {"url": "https://shop.example/plans", "title": "套餐"}
    extras = {"buttons": [{"title": "是"}, {"title": "否"}], "link": link}
    say(sqlite_store, alice, present, Reply("可以吗？", extras, ["/a", "/b"]))
    say(sqlite_store, alice, present, Reply("请看", {"link": {"url": "javascript:alert(1)"}}))
    deliver(sqlite_store, settings, alice)
    first, second = telegram.sent(CHAT)
    assert keyboard(first) == [[("是", "1:0"), ("否", "1:1")], [("套餐", "https://shop.example/plans")]]
    assert "reply_markup" not in second.params


def test_a_long_text_comes_in_order_and_its_buttons_below_the_last_piece(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    text = "".join(f"第{number}句话，说的是第{number}件事。" for number in range(900))
    say(sqlite_store, alice, present, Reply(text, {"buttons": [{"title": "好"}]}, ["/affirm"]), "完")
    deliver(sqlite_store, settings, alice)
    calls = telegram.sent(CHAT)
    assert len(calls) == 5 and "".join(telegram.texts(CHAT)[:-1]) == text
    assert ["reply_markup" in call.params for call in calls] == [False, False, False, True, False]
    with sqlite_store.reading() as db:
        for call in calls[:-1]:
            number = str(call.result["message_id"])
            assert deliveries.said_as(db, alice.conversation_id, number) == 1


def hand_to(store: Store, visit: Visit, agent: Agent, now: datetime, phrases: Phrases) -> int:
    with store.writing() as db:
        handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, now)
        return reception.claimed(db, handoff_id, agent.id, now, phrases=phrases).fence


@pytest.fixture
def bob(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "bob", "1001")


def test_a_person_is_named_and_a_notice_is_set_apart(
    sqlite_store: Store,
    settings: Settings,
    telegram: StandIn,
    alice: Visit,
    bob: Agent,
    present: datetime,
    phrases: Phrases,
) -> None:
    fence = hand_to(sqlite_store, alice, bob, present, phrases)
    with sqlite_store.writing() as db:
        reception.agent_said(db, alice.conversation_id, bob.id, fence, "您好 <i>", "k-bob-0001", present)
    deliver(sqlite_store, settings, alice)
    notice, answer = telegram.sent(CHAT)
    assert notice.params["entities"] == [{"type": "blockquote", "offset": 0, "length": len(notice.params["text"])}]
    assert answer.params["text"] == "Bob · 1001\n您好 <i>"
    assert answer.params["entities"] == [{"type": "bold", "offset": 0, "length": len("Bob · 1001")}]


def test_at_the_end_the_customer_may_rate(
    sqlite_store: Store,
    settings: Settings,
    telegram: StandIn,
    alice: Visit,
    bob: Agent,
    present: datetime,
    standard: Standard,
    phrases: Phrases,
) -> None:
    fence = hand_to(sqlite_store, alice, bob, present, phrases)
    with sqlite_store.writing() as db:
        handoff_id = handoff.holder(db, alice.conversation_id).handoff_id
        assert handoff_id
        reception.closed(db, handoff_id, bob.id, fence, {}, present, standard=standard, phrases=phrases)
    deliver(sqlite_store, settings, alice)
    assert keyboard(telegram.sent(CHAT)[-1]) == [[(f"{score} ★", f"rate:{score}") for score in range(1, 6)]]


def test_an_agents_files_come_as_photo_and_document(
    sqlite_store: Store,
    settings: Settings,
    telegram: StandIn,
    alice: Visit,
    bob: Agent,
    present: datetime,
    phrases: Phrases,
) -> None:
    fence = hand_to(sqlite_store, alice, bob, present, phrases)
    with sqlite_store.writing() as db:
        put = [
            attachments.put(db, alice.conversation_id, "agent", name, content, present).id
            for name, content in (("plan.png", PNG), ("notes.txt", "您好，资费如下。".encode()))
        ]
        words = {"attachments": put, "phrases": phrases}
        reception.agent_said(db, alice.conversation_id, bob.id, fence, "", "k-bob-0001", present, **words)
    deliver(sqlite_store, settings, alice)
    _, photo, document = telegram.sent(CHAT)
    assert (photo.method, list(photo.files.values())) == ("sendPhoto", [PNG])
    assert photo.params["caption"] == "Bob · 1001"
    assert (document.method, list(document.files)) == ("sendDocument", ["notes.txt"])


def test_a_photo_that_telegram_does_not_take_comes_as_a_file(
    sqlite_store: Store,
    settings: Settings,
    telegram: StandIn,
    alice: Visit,
    bob: Agent,
    present: datetime,
    phrases: Phrases,
) -> None:
    telegram.fail(400, "Bad Request: PHOTO_INVALID_DIMENSIONS", method="sendPhoto", times=-1)
    fence = hand_to(sqlite_store, alice, bob, present, phrases)
    with sqlite_store.writing() as db:
        put = attachments.put(db, alice.conversation_id, "agent", "plan.png", PNG, present)
        reception.agent_said(
            db,
            alice.conversation_id,
            bob.id,
            fence,
            "请看",
            "k-bob-0001",
            present,
            attachments=[put.id],
            phrases=phrases,
        )
    deliver(sqlite_store, settings, alice)
    assert [call.method for call in telegram.sent(CHAT)][1:] == ["sendMessage", "sendDocument"]
    assert list(telegram.sent(CHAT)[-1].files.values()) == [PNG]


def test_an_appointment_comes_with_its_calendar_file(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    booked = book(sqlite_store, alice, present)
    say(sqlite_store, alice, present, Reply("已预约", {"file": {"kind": "appointment", "number": booked}}))
    deliver(sqlite_store, settings, alice)
    text, file = telegram.sent(CHAT)
    assert (text.method, file.method) == ("sendMessage", "sendDocument")
    [(name, content)] = file.files.items()
    assert name == f"{booked}.ics"
    assert str(Calendar.from_ical(content).walk("vevent")[0]["uid"]).startswith(booked)


def book(store: Store, visit: Visit, now: datetime) -> str:
    with store.writing() as db:
        appointments.put_resources(db, Operator.load(ROOT / "data/operator.yml").resources)
        first = appointments.free_times(db, "repair", "donghu", now)[0]
        wanted: dict[str, Any] = {"service": "repair", "district": "donghu", "starts_at": first.starts_at}
        who = {"name": "Alice", "contact": "13800138000", "need": "断网", "place": "湖滨路1号", "language": "zh"}
        ids = {"conversation_id": visit.conversation_id, "customer_id": visit.customer_id}
        return appointments.book(db, now=now, **wanted, **who, **ids).number


def letters(store: Store, visit: Visit) -> list[tuple[int, str]]:
    with store.reading() as db:
        return [(one.seq, one.reason) for one in deliveries.of_conversation(db, visit.conversation_id)]


@pytest.mark.parametrize(
    ("status", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "gone"),
        (403, "Forbidden: bot was kicked from the group chat", "gone"),
        (400, "Bad Request: chat not found", "gone"),
        (400, "Bad Request: can't parse something", "refused"),
    ],
)
def test_each_refusal_is_known_for_what_it_is(
    sqlite_store: Store,
    settings: Settings,
    telegram: StandIn,
    alice: Visit,
    present: datetime,
    status: int,
    description: str,
    reason: str,
) -> None:
    telegram.fail(status, description, method="sendMessage")
    say(sqlite_store, alice, present, "您好")
    asyncio.run(delivering(sqlite_store, settings, lambda: bool(letters(sqlite_store, alice))))
    assert letters(sqlite_store, alice) == [(1, reason)]


def test_faults_of_the_line_and_waits_that_are_asked_for_lose_nothing(
    sqlite_store: Store, settings: Settings, telegram: StandIn, present: datetime
) -> None:
    visits = [chat(sqlite_store, present, number) for number in range(1, 5)]
    texts = [str(number) for number in range(8)]
    telegram.fail(502, "Bad Gateway", method="sendMessage", times=3)
    telegram.fail(429, method="sendMessage", times=2, retry_after=1)
    telegram.fail(401, "Unauthorized", method="sendMessage", times=1)
    for visit in visits:
        say(sqlite_store, visit, present, *texts)
    deliver(sqlite_store, settings, *visits)
    assert [telegram.texts(number) for number in range(1, 5)] == [texts] * 4


def test_an_answer_that_never_arrives_costs_one_repetition(
    sqlite_store: Store, settings: Settings, telegram: StandIn, alice: Visit, present: datetime
) -> None:
    telegram.fail(502, "cut", method="sendMessage", times=1, cut=True)
    say(sqlite_store, alice, present, "1", "2", "3")
    deliver(sqlite_store, settings, alice)
    assert telegram.texts(CHAT) == ["1", "1", "2", "3"]


def test_after_an_outage_all_of_it_arrives_in_order(sqlite_store: Store, settings: Settings, present: datetime) -> None:
    """Nobody answers at Telegram's address until each chat was tried several times in vain."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = settings.copy(update={"telegram_api": f"http://127.0.0.1:{port}"})
    visits = [chat(sqlite_store, present, number) for number in range(1, 11)]
    for number in range(6):
        for visit in visits:
            say(sqlite_store, visit, present, str(number))

    def tried_in_vain() -> bool:
        with sqlite_store.reading() as db:
            found = [deliveries.position(db, visit.conversation_id) for visit in visits]
        return all(at and at.attempts >= 3 and at.seq == 0 for at in found)

    asyncio.run(delivering(sqlite_store, settings, tried_in_vain))
    back = StandIn()
    back.port = port
    with back:
        deliver(sqlite_store, settings, *visits)
        assert [back.texts(number) for number in range(1, 11)] == [[str(number) for number in range(6)]] * 10
    assert all(letters(sqlite_store, visit) == [] for visit in visits)
