"""Alice's fault is repaired; what comes after is walked through hour by hour."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from bot import reception, tickets
from bot.customers import Visit
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import ticket_events
from bot.tickets import Ticket


@pytest.fixture
def desk(standard: Standard, phrases: Phrases) -> dict[str, Any]:
    return {"standard": standard, "phrases": phrases}


@pytest.fixture
def opened(now: datetime) -> Callable[..., Ticket]:
    """opened(store, visit, kind="fault") is a ticket of that customer; without a visit's conversation, by=None."""

    def open_one(store: Store, visit: Visit, kind: str = "fault", channel: bool = True, **more: Any) -> Ticket:
        with store.writing() as db:
            return tickets.open_ticket(
                db,
                kind=kind,
                conversation_id=visit.conversation_id if channel else None,
                customer_id=visit.customer_id,
                title="宽带上不了网",
                fields={},
                contact="13800138000",
                language="zh",
                department="technical_support",
                now=now,
                **more,
            )

    return open_one


@pytest.fixture
def reach() -> Callable[..., None]:
    """reach(store, ticket, "repaired", at): what happened, however the ticket came there."""

    def happen(store: Store, ticket: Ticket, state: str, at: datetime) -> None:
        with store.writing() as db:
            row = {"ticket_id": ticket.id, "kind": "state", "state": state, "data": {}, "at": at}
            db.execute(insert(ticket_events).values(row))

    return happen


@pytest.fixture
def look(desk: dict[str, Any]) -> Callable[[Store, datetime], int]:
    """look(store, at) is what the watch does then; returns how many attempts were made."""

    def once(store: Store, at: datetime) -> int:
        with store.reading() as db:
            due = reception.callbacks_due(db, at, standard=desk["standard"])
        made = 0
        for number in dict.fromkeys(ticket.number for ticket, _ in due):
            with store.writing() as db:
                made += reception.call_back(db, number, at, **desk)
        return made

    return once


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
