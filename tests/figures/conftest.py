"""Six weeks of facts, put straight into the tables: every kind of case, and both sides of every border."""

import random
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot import agents
from bot.agents import Agent
from bot.store import Store, open_store
from bot.store import tables as t
from bot.wakeups import Wakeups
from tests.databases import Server

MIDNIGHT = datetime.fromisoformat("2026-11-01T00:00:00+08:00")
NOW = datetime.fromisoformat("2026-12-12T12:00:00+08:00")
DAY = timedelta(days=1)
KINDS = ("complaint", "fault", "request", "suggestion", "callback")
WAY = {
    "complaint": ("classified", "assigned", "investigating", "solution_proposed", "replied_in_writing",
                  "customer_confirmed", "improvement_recorded", "tracked"),
    "fault": ("assigned", "on_site", "repaired", "confirmed"),
}  # fmt: skip
PLAIN = ("assigned", "in_progress", "resolved")


class Facts:
    """Rows of six weeks, drawn with a fixed seed. Times are whole seconds; some fall on a border exactly."""

    def __init__(self, db: Connection, people: list[Agent]) -> None:
        self.db, self.people, self.dice = db, people, random.Random(20261101)
        self.events: list[dict[str, Any]] = []  # of the ticket in hand

    def fill(self) -> None:
        for number in range(36):
            self._customer(number)
        self._borders()

    def _add(self, table: Any, **values: Any) -> Any:
        return self.db.execute(insert(table).values(**values)).inserted_primary_key[0]

    def _some_time(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self.dice.randrange(38 * 86400))

    def _customer(self, number: int) -> None:
        """Every fifth has a second conversation, on another channel, that was joined to them."""
        customer, started = f"c{number:031d}", self._some_time()
        self._add(t.customers, id=customer, created_at=started)
        for place in range(2 if number % 5 == 0 else 1):
            here = self._conversation(
                customer, f"{number}-{place}", ("web", "telegram", "twilio")[(number + place) % 3], started
            )
            self._talks(here, started + self.dice.randrange(1, 9) * place * DAY + place * timedelta(seconds=7))
            for _ in range(self.dice.randrange(1, 4)):
                self._ticket(customer, here, self.dice.choice(KINDS), self._some_time())

    def _conversation(self, customer: str, name: str, channel: str, at: datetime) -> str:
        identity = self._add(t.identities, customer_id=customer, kind="widget", external_id=name, created_at=at)
        key = f"v{name:0>31}"
        self._add(t.conversations, id=key, customer_id=customer, identity_id=identity, channel=channel, created_at=at)
        return key

    def _talks(self, here: str, at: datetime) -> None:
        """Some contacts with turns; every other one asks for a person."""
        seq = 1
        for _ in range(self.dice.randrange(1, 4)):
            if at > NOW - DAY:
                break
            for _ in range(self.dice.randrange(1, 4)):
                self._turn(here, seq, at)
                seq += 1
                at += timedelta(seconds=self.dice.randrange(20, 3600))
            if self.dice.random() < 0.5:
                seq = self._handoff(here, seq, at)
            at += self.dice.choice((timedelta(hours=12), timedelta(hours=11), 3 * DAY, 7 * DAY, 9 * DAY))
        self.db.execute(t.conversations.update().where(t.conversations.c.id == here).values(next_seq=seq))

    def _turn(self, here: str, seq: int, at: datetime) -> None:
        outcome = self.dice.choice(("answered", "answered", "answered", "failed", "withdrawn"))
        late = timedelta(seconds=self.dice.choice((1, 3, 5, 6, 60)))
        self._add(t.turns, conversation_id=here, seq=seq, created_at=at, done_at=at + late, outcome=outcome)

    def _handoff(self, here: str, seq: int, at: datetime) -> int:
        """Asked for in the agents' hours, and not in their last minutes."""
        at = at.replace(hour=9 + at.hour % 9)
        agent, urgent = self.dice.choice(self.people), self.dice.random() < 0.3
        answered = at + timedelta(seconds=self.dice.choice((30, 899, 900, 901, 2400)))
        end = answered + timedelta(minutes=20)
        outcome = self.dice.choice(("closed", "closed", "returned", "unattended", "withdrawn", None))
        served = outcome in ("closed", "returned", None)
        row = {
            "reason": "asked",
            "urgent": urgent,
            "topic": self.dice.choice(("faq/bill_refund", "complaint", "")),
            "brief": {},
        }
        row |= {"agent_id": agent.id if served else None, "asked_seq": seq - 1, "asked_at": at, "outcome": outcome}
        row |= {"claimed_at": at if served else None, "ended_at": end if outcome else None}
        row["wrap_up"] = {"outcome": self.dice.choice(("resolved", "unresolved"))} if outcome == "closed" else None
        if outcome is None and self._is_open(here):
            return seq
        one = self._add(t.handoffs, conversation_id=here, **row)
        if served:
            self._add(t.handoff_events, handoff_id=one, kind="claimed", agent_id=agent.id, at=at)
            for text, when in (
                ("您好", at),
                ("已为您查到账单。", answered),
                ("还有什么可以帮您？", answered + DAY / 1440),
            ):
                said = {"author": "agent", "agent_id": agent.id, "text": text, "extras": {}, "payloads": []}
                self._add(t.messages, conversation_id=here, seq=seq, created_at=when, **said)
                seq += 1
            if self.dice.random() < 0.5:
                self._add(t.handoff_events, handoff_id=one, kind="plan_told", agent_id=agent.id, at=answered)
            self._rating(end + timedelta(hours=1), here, handoff_id=one)
        self._promise(here, at, handoff_id=one)
        return seq

    def _is_open(self, here: str) -> bool:
        open_one = t.handoffs.select().where(t.handoffs.c.conversation_id == here, t.handoffs.c.ended_at.is_(None))
        return self.db.execute(open_one).first() is not None

    def _ticket(self, customer: str, here: str, kind: str, at: datetime) -> int:
        agent, complaint = self.dice.choice(self.people), kind == "complaint"
        level = (
            self.dice.choice(("ordinary", "ordinary", "major", "urgent")) if kind in ("complaint", "fault") else None
        )
        row = {"title": "=1+1", "fields": {}, "contact": "13800138000", "language": "zh", "department": "complaints"}
        row |= {"level": level, "type": self.dice.choice(("billing", "process")) if complaint else None}
        number = f"T{self.dice.randrange(10**8)}-{kind[:3]}"
        row |= {"assignee_id": agent.id, "owner_id": self.people[0].id, "created_at": at, "customer_id": customer}
        one = int(self._add(t.tickets, number=number, kind=kind, conversation_id=here, **row))
        self._event("opened", "accepted" if kind == "fault" else "received", at, None)
        self._course(kind, agent, at)
        for event in sorted(self.events, key=lambda event: event["at"]):
            self._add(t.ticket_events, ticket_id=one, **event)
        self.events.clear()
        self._promise(here, at, ticket_id=one)
        if self.dice.random() < 0.6:
            self._rating(at + 4 * DAY, here, ticket_id=one)
        return one

    def _course(self, kind: str, agent: Agent, at: datetime) -> None:
        steps = [*WAY.get(kind, PLAIN), "closed"]
        told, at = at + timedelta(seconds=self.dice.choice((1799, 1800, 1801, 3600, 3601, 90000))), at
        self._event("told", None, told, agent)
        for step in steps[: self.dice.randrange(1, len(steps) + 3)]:
            at += timedelta(seconds=self.dice.randrange(600, 50000))
            if step == "solution_proposed":
                self._event("concluded", None, at, agent)
            self._event("state", step, at, agent)
            if step in ("repaired", "resolved", "solution_proposed") and self.dice.random() < 0.7:
                self._event("callback_1", None, at + timedelta(hours=self.dice.choice((23, 24, 25))), None)
        if step == "closed" and self.dice.random() < 0.4:
            self._event("state", "reopened", at + DAY, None)
            if self.dice.random() < 0.5:
                self._event("state", "referred_outside", at + 1.5 * DAY, agent)
                self._event("state", "closed", at + 2 * DAY, agent)

    def _event(self, kind: str, state: str | None, at: datetime, agent: Agent | None) -> None:
        by = agent.id if agent else None
        self.events.append({"kind": kind, "state": state, "agent_id": by, "data": {}, "at": at})

    def _rating(self, at: datetime, here: str, **about: Any) -> None:
        names = ("attitude", "speed", "efficiency", "content_quality")
        rated = {name: self.dice.randrange(1, 6) for name in names if self.dice.random() < 0.6}
        score = self.dice.choice((1, 2, 3, 4, 4, 5, 5))
        self._add(
            t.ratings, conversation_id=here, score=score, dimensions=rated, comment="+86 13800138000", at=at, **about
        )

    def _promise(self, here: str, at: datetime, **about: Any) -> None:
        due = at + timedelta(hours=self.dice.choice((1, 24, 72)))
        done = due + timedelta(seconds=self.dice.choice((-60, 0, 1)))
        facts = self.dice.choice(({"kept_at": done}, {"kept_at": done}, {"withdrawn_at": at}, {"broken_at": due}, {}))
        who = self.dice.choice(self.people).id
        self._add(t.promises, conversation_id=here, what="", made_at=at, due_at=due, agent_id=who, **about, **facts)

    def _borders(self) -> None:
        """The first and the last second of a day in Shanghai, and the first of the next one, which UTC has at 16:00."""
        customer = "b" * 32
        self._add(t.customers, id=customer, created_at=MIDNIGHT)
        here = self._conversation(customer, "border", "web", MIDNIGHT)
        for number, at in enumerate((10 * DAY, 11 * DAY - timedelta(seconds=1), 11 * DAY)):
            self._turn(here, number + 1, MIDNIGHT + at)
            self._ticket(customer, here, "complaint", MIDNIGHT + at)
            self._rating(MIDNIGHT + at, here)


@pytest.fixture(scope="module")
def figures_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('figures') / 'desk.db')}"


@pytest.fixture(scope="module")
def figures_on_postgresql(postgresql: Server, postgresql_template: str) -> Iterator[str]:
    postgresql.copy("desk_figures", postgresql_template)
    yield postgresql.address("desk_figures")
    postgresql.drop("desk_figures")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """On each kind of database, filled once: to be read only."""
    opened = open_store(request.getfixturevalue(f"figures_on_{request.param}"), Wakeups())
    with opened.writing() as db:
        people = [
            agents.add(db, name, name.capitalize(), str(1001 + place), "nobody signs in", "agent", MIDNIGHT)
            for place, name in enumerate(("bob", "erin", "sam"))
        ]
        Facts(db, people).fill()
        db.exec_driver_sql("ANALYZE")  # as a server does by itself after a while
    yield opened
    opened.engine.dispose()
