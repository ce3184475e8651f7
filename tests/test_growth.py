"""The thousandth message of a conversation costs the store what the tenth did: counted in SQLite's own steps."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event, insert, update
from sqlalchemy.engine import Connection

from bot import handoff, reception, transcript, turns
from bot.brief import brief
from bot.conversations import latest
from bot.customers import Visit
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations, messages
from bot.store.tables import turns as turn_rows
from channels.console.conversations import about
from channels.web import snapshots

FEW, MANY = 10, 1000
# What a message may cost more at the thousandth than at the tenth.
GROWTH = 1.2


def talk(store: Store, visit: Visit, number: int, now: datetime) -> None:
    """The customer has written so many messages, and each was answered."""
    lines, owed = [], []
    for seq in range(1, 2 * number, 2):
        common = {"conversation_id": visit.conversation_id, "extras": {}, "payloads": [], "created_at": now}
        lines.append({**common, "seq": seq, "author": "customer", "text": "断网了", "client_key": f"key-{seq}"})
        lines.append({**common, "seq": seq + 1, "author": "assistant", "text": "请稍候", "client_key": None})
        done = {"done_at": now, "outcome": "answered", "created_at": now}
        owed.append({"conversation_id": visit.conversation_id, "seq": seq, **done})
    with store.writing() as db:
        db.execute(insert(messages), lines)
        db.execute(insert(turn_rows), owed)
        here = conversations.c.id == visit.conversation_id
        db.execute(update(conversations).where(here).values(next_seq=2 * number + 1))


def steps(store: Store, visit: Visit, work: Callable[[Connection], object]) -> int:
    """What SQLite's machine did for it."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    def listen(db: object, *rest: object) -> None:
        db.connection.connection.set_progress_handler(count, 1)  # type: ignore[attr-defined]

    event.listen(store.engine, "begin", listen)
    with store.writing() as db:
        work(db)
    event.remove(store.engine, "begin", listen)
    store.engine.dispose()
    return counted[0]


def customer_says(db: Connection, visit: Visit, now: datetime, **desk: object) -> None:
    reception.customer_said(db, visit.conversation_id, "还在吗？", "new-key", now)


def assistant_answers(db: Connection, visit: Visit, now: datetime, **desk: object) -> None:
    reception.customer_said(db, visit.conversation_id, "还在吗？", "new-key", now)
    debt = turns.lease(db, now, 30)
    assert debt is not None
    assert turns.still_ours(db, debt)
    said = transcript.after(db, visit.conversation_id, debt.seq - 1, limit=1)[0]
    reception.assistant_said(db, visit.conversation_id, [reception.Reply(said.text)], now)
    brief(db, visit.conversation_id)
    turns.settle(db, debt, "answered", now)


def page_hears(
    db: Connection, visit: Visit, now: datetime, *, standard: Standard, phrases: Phrases, **desk: object
) -> None:
    end = transcript.last_seq(db, visit.conversation_id)
    transcript.after(db, visit.conversation_id, end - 1)
    snapshots.status(db, visit.conversation_id, standard, now, phrases)


def agent_takes_over(db: Connection, visit: Visit, now: datetime, *, standard: Standard, **desk: object) -> None:
    handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, now)
    assert handoff.waiting(db, now, standard)
    assert handoff.find(db, handoff_id).agent_id is None


def console_hears(db: Connection, visit: Visit, now: datetime, **desk: object) -> None:
    end = transcript.last_seq(db, visit.conversation_id)
    transcript.after(db, visit.conversation_id, end - 1)
    about(db, visit.conversation_id)
    latest(db, [visit.conversation_id])


WORK = (console_hears, customer_says, assistant_answers, page_hears, agent_takes_over)


@pytest.mark.parametrize("work", WORK)
def test_the_thousandth_message_costs_what_the_tenth_did(
    sqlite_store: Store,
    welcome: Callable[..., Visit],
    standard: Standard,
    phrases: Phrases,
    now: datetime,
    work: Callable[..., None],
) -> None:
    short, long = welcome(sqlite_store, "alice"), welcome(sqlite_store, "dan")
    talk(sqlite_store, short, FEW, now)
    few = steps(sqlite_store, short, lambda db: work(db, short, now, standard=standard, phrases=phrases))
    talk(sqlite_store, long, MANY, now)
    many = steps(sqlite_store, long, lambda db: work(db, long, now, standard=standard, phrases=phrases))
    assert few > 50, "the counting counts"
    assert many <= few * GROWTH, f"{few} steps became {many}"
