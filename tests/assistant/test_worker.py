"""A worker that is told to end finishes what it has in hand; one that is cut off gives it back."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot import reception
from bot.assistant.worker import Worker
from bot.customers import Visit
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception import Reply
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import turns
from bot.wakeups import Wakeup


class Thinking:
    """Stands where the model does: answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def answer(self, turn: Any, text: str, payload: str | None) -> list[Reply]:
        self.asked.set()
        await self.let.wait()
        return [Reply("好的", {}, [])]


@pytest.fixture
def debts(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        for number in range(2):
            reception.customer_said(db, alice.conversation_id, "在吗", f"alice-{number:04}", now)


def worker(store: Store, model: Any, standard: Standard, phrases: Phrases, told: list[Wakeup]) -> Worker:
    operator = Operator.load(ROOT / "data" / "operator.yml")
    return Worker(store, model, standard, operator, phrases, 60.0, told.append)


def rows(store: Store) -> list[Any]:
    with store.reading() as db:
        return db.execute(select(turns).order_by(turns.c.seq)).all()


def test_told_to_end_it_answers_what_it_has_begun_and_begins_nothing(
    store: Store, debts: None, standard: Standard, phrases: Phrases
) -> None:
    told: list[Wakeup] = []

    async def work() -> None:
        model = Thinking()
        one = worker(store, model, standard, phrases, told)
        working = asyncio.ensure_future(one.run())
        await model.asked.wait()
        one.end()
        model.let.set()
        await working

    asyncio.run(work())
    assert [row.outcome for row in rows(store)] == ["answered", None]
    assert [(one.topic, one.key.partition(":")[0]) for one in told[:1]] == [("leased", str(rows(store)[0].id))]
    assert [one.topic for one in told] == ["leased", "worked"]


def test_cut_off_it_gives_its_turn_back_at_once(
    store: Store, debts: None, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    async def work() -> None:
        model = Thinking()
        working = asyncio.ensure_future(worker(store, model, standard, phrases, []).run(lambda: now))
        await model.asked.wait()
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working

    asyncio.run(work())
    first = rows(store)[0]
    assert first.done_at is None and first.leased_until == now
