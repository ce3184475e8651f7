"""Who waits for an answer sees that it is being made; nobody else does."""

import asyncio
from contextlib import suppress
from datetime import datetime

from bot import customers, deliveries, reception
from bot.settings import Settings
from bot.store import Store
from bot.wakeups import Wakeup
from channels.telegram.line import connected
from channels.telegram.typing import Typing
from tests.telegram.stand_in import StandIn

ALICE, DAN = 4711, 4712
SECONDS = 15.0


def chat(store: Store, number: int, now: datetime) -> str:
    with store.writing() as db:
        visit = customers.welcome(db, "telegram", "telegram", str(number), "zh", now)
        deliveries.begin(db, visit.conversation_id, "telegram", str(number))
    return visit.conversation_id


async def told(store: Store, settings: Settings, telegram: StandIn, count: int, *, leads: bool = True) -> list[str]:
    """The chats that were told, once so many were, or after a while when none is expected."""
    async with connected(settings) as bot:
        task = asyncio.ensure_future(Typing(bot, store, lambda: leads).run())
        await asyncio.sleep(0)
        for conversation_id in await asyncio.to_thread(conversations, store):
            store.wakeups.publish(Wakeup("turn", conversation_id))
        end = asyncio.get_running_loop().time() + (SECONDS if count else 1.5)
        while (not count or len(telegram.called("sendChatAction")) < count) and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.02)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return [str(call.params["chat_id"]) for call in telegram.called("sendChatAction")]


def conversations(store: Store) -> list[str]:
    with store.reading() as db:
        return [row[0] for row in db.exec_driver_sql("SELECT conversation_id FROM deliveries")]


def test_while_an_answer_is_owed_its_chat_is_told(
    sqlite_store: Store, settings: Settings, telegram: StandIn, now: datetime
) -> None:
    owed, _ = chat(sqlite_store, ALICE, now), chat(sqlite_store, DAN, now)
    with sqlite_store.writing() as db:
        reception.customer_said(db, owed, "宽带断了", "k-alice-01", now)
    assert asyncio.run(told(sqlite_store, settings, telegram, 1)) == [str(ALICE)]
    assert telegram.called("sendChatAction")[0].params["action"] == "typing"


def test_who_does_not_deliver_tells_nobody(
    sqlite_store: Store, settings: Settings, telegram: StandIn, now: datetime
) -> None:
    owed = chat(sqlite_store, ALICE, now)
    with sqlite_store.writing() as db:
        reception.customer_said(db, owed, "宽带断了", "k-alice-01", now)
    assert asyncio.run(told(sqlite_store, settings, telegram, 0, leads=False)) == []
