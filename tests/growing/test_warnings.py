"""Warnings and apologies by real watches that are killed at any moment: none is skipped, none is given twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import promises, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.reception.alarm import FORGOTTEN
from bot.standard import Standard
from bot.standard.running import fallen
from bot.store import Store, open_store
from bot.store.tables import messages, notices, ticket_events, warnings
from bot.wakeups import Wakeups
from tests.growing.conftest import Role, free_port

TICKETS = 25
KILLS = 2


@pytest.fixture
def store(postgresql_address: str) -> Iterator[Store]:
    opened = open_store(postgresql_address, Wakeups())
    yield opened
    opened.engine.dispose()


@pytest.fixture
def watch(postgresql_address: str, tmp_path: Path) -> Iterator[Callable[[], Role]]:
    begun: list[Role] = []

    def begin() -> Role:
        settings = {"DESK_DATABASE_URL": postgresql_address, "DESK_STATE": str(tmp_path), "DESK_LIMITS": "false"}
        role = Role(("watch",), settings, tmp_path / f"log-{len(begun)}", free_port())
        role.start()
        begun.append(role)
        return role

    yield begin
    for role in begun:
        role.kill()


@pytest.fixture
def late(store: Store, employ: Callable[..., Agent], welcome: Callable[..., Visit], standard: Standard) -> datetime:
    """Work that was opened two hours ago, and a promise that has just been broken; nobody has watched since."""
    bob, _ = employ(store, "bob", "1001"), employ(store, "carol", "1002", "supervisor")
    alice, now = welcome(store, "alice"), datetime.now(timezone.utc)
    about = {"title": "断网", "fields": {}, "contact": "13800138000", "language": "zh", "department": "technical"}
    who = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id, "owner_id": bob.id}
    with store.writing() as db:
        for _ in range(TICKETS):
            tickets.open_ticket(db, kind="complaint", now=now - timedelta(hours=2), **who, **about)
        due = now - timedelta(minutes=1)
        promises.make(
            db, alice.conversation_id, due, now - timedelta(hours=1), agent_id=bob.id, what="给您回电", key="p"
        )
    return now


def expected(store: Store, standard: Standard, now: datetime) -> set[tuple[str, str, int]]:
    with store.reading() as db:
        ones = tickets.listing(db, limit=TICKETS)
    return {
        (f"ticket:{one.number}", clock.id, fall.percent)
        for one in ones
        for clock in tickets.clock_rules(one, standard)
        for fall in fallen(clock, one.happened, now, now - FORGOTTEN)[0]
    }


def given(store: Store) -> list[tuple[str, str, int]]:
    with store.reading() as db:
        rows = db.execute(select(warnings.c.subject, warnings.c.clock, warnings.c.percent))
        return [(row.subject, row.clock, row.percent) for row in rows]


@pytest.mark.timeout(600)
def test_watches_that_are_killed_at_work_skip_and_repeat_nothing(
    store: Store, watch: Callable[[], Role], late: datetime, standard: Standard, wait_until: Callable[..., Any]
) -> None:
    wanted = expected(store, standard, late)
    assert len(wanted) >= 3 * TICKETS
    for _ in range(KILLS):
        before, role = len(given(store)), watch()
        wait_until(lambda before=before: len(given(store)) > before or len(given(store)) >= len(wanted), 120)
        role.kill()
    watch(), watch()
    wait_until(lambda: wanted <= set(given(store)), 120)
    wait_until(lambda: _apologies(store), 60)
    assert max(Counter(given(store)).values()) == 1
    with store.reading() as db:
        told = Counter((row.agent_id, row.key) for row in db.execute(select(notices)))
        history = db.execute(select(func.count()).where(ticket_events.c.kind.in_(("at_risk", "overdue")))).scalar_one()
    assert set(told.values()) == {1}
    assert history == len(given(store))
    assert _apologies(store) == 1


def _apologies(store: Store) -> int:
    with store.reading() as db:
        said = select(func.count()).where(messages.c.client_key.like("promise:%"))
        return int(db.execute(said).scalar_one())
