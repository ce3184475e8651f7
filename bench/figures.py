"""What does the page of figures cost over a month of 10,000 conversations? `python -m bench.figures [months]`.

Rows are put straight into a store of its own (SQLite, or FIGURES_DATABASE=postgresql://… of an empty database), in the
proportions of `desk demo`. Processor seconds, since those do not depend on who else uses the machine; FIGURES_EXPLAIN=1
also says how SQLite finds each statement's rows."""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.engine import Connection

from bot import agents, figures
from bot.figures import Facts, Wanted
from bot.settings import ROOT
from bot.standard import Standard, load
from bot.store import Store, open_store
from bot.store import tables as t
from bot.store.migrate import migrate
from bot.wakeups import Wakeups

FIRST = datetime.fromisoformat("2026-09-01T00:00:00+08:00")
CONVERSATIONS, DAYS, DAY = 10_000, 30, timedelta(days=1)
KINDS, SHARES = ("fault", "complaint", "request", "suggestion", "callback"), (11, 9, 5, 2, 2)
WAY = {
    "complaint": ("classified", "assigned", "investigating", "solution_proposed", "replied_in_writing", "tracked"),
    "fault": ("assigned", "on_site", "repaired", "confirmed"),
}
PLAIN = ("assigned", "in_progress", "resolved")
ROUNDS = 5
GOAL = 1.0


class Books:
    """Rows by table, with ids of their own, so that they go in by the thousand."""

    def __init__(self, people: list[int]) -> None:
        self.people, self.dice = people, random.Random(1)
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **row: Any) -> int:
        rows = self.rows.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **row})
        return len(rows)

    def later(self, at: datetime, least: float, most: float) -> datetime:
        return at + timedelta(minutes=self.dice.uniform(least, most))

    def converse(self, number: int, start: datetime) -> None:
        at = start + timedelta(seconds=self.dice.randrange(DAYS * 86400))
        key, agent = f"{number:032x}", self.dice.choice(self.people)
        self.rows.setdefault("customers", []).append({"id": key, "created_at": at})
        identity = self.add("identities", customer_id=key, kind="widget", external_id=key, created_at=at)
        channel = self.dice.choice(("web", "web", "telegram", "twilio"))
        about = {"customer_id": key, "identity_id": identity, "channel": channel, "created_at": at}
        self.rows.setdefault("conversations", []).append({"id": key, "next_seq": 40, **about})
        seq = 1
        for _ in range(self.dice.choice((2, 3, 4))):
            done = at + timedelta(seconds=self.dice.choice((1, 1, 2, 2, 9)))
            self.add("turns", conversation_id=key, seq=seq, created_at=at, done_at=done, outcome="answered")
            seq = self._said(key, seq, "customer", at, None)
            seq = self._said(key, seq, "assistant", done, None)
            at = self.later(at, 0.5, 3)
        if self.dice.random() < 0.3:
            self._person(key, seq, at, agent)
        if self.dice.random() < 0.33:
            self._ticket(key, at, agent)

    def _said(self, key: str, seq: int, author: str, at: datetime, agent: int | None) -> int:
        said: dict[str, Any] = {
            "conversation_id": key,
            "author": author,
            "agent_id": agent,
            "extras": {},
            "payloads": [],
        }
        self.add("messages", seq=seq, text="已为您查到账单。", created_at=at, **said)
        return seq + 1

    def _person(self, key: str, seq: int, at: datetime, agent: int) -> None:
        claimed = self.later(at, 0.3, 16)
        ended = claimed + timedelta(minutes=12)
        row = {"conversation_id": key, "reason": "asked", "topic": "faq/bill_refund", "brief": {}, "agent_id": agent}
        row |= {"asked_seq": seq - 1, "asked_at": at, "claimed_at": claimed, "ended_at": ended, "outcome": "closed"}
        one = self.add("handoffs", wrap_up={"outcome": self.dice.choice(("resolved", "unresolved"))}, **row)
        self.add("handoff_events", handoff_id=one, kind="asked", agent_id=None, at=at)
        self.add("handoff_events", handoff_id=one, kind="claimed", agent_id=agent, at=claimed)
        for minute in range(1, 4):
            seq = self._said(key, seq, "agent", claimed + timedelta(minutes=minute), agent)
        self._rated(ended, conversation_id=key, handoff_id=one)
        if self.dice.random() < 0.3:
            self._promised(key, ended, agent, handoff_id=one)

    def _ticket(self, key: str, at: datetime, agent: int) -> None:
        kind = self.dice.choices(KINDS, SHARES)[0]
        complaint = kind == "complaint"
        row: dict[str, Any] = {
            "kind": kind,
            "conversation_id": key,
            "customer_id": key,
            "title": "x",
            "fields": {"description": "x"},
        }
        row |= {"contact": "13800138000", "language": "zh", "department": "complaints", "owner_id": agent}
        row |= {"type": "billing" if complaint else None, "level": "ordinary" if complaint else None}
        number = f"T{len(self.rows.get('tickets', ())):09d}"
        one = self.add("tickets", number=number, assignee_id=agent, created_at=at, **row)
        self._event(one, "opened", "accepted" if kind == "fault" else "received", at, None)
        self._event(one, "told", None, self.later(at, 6, 70), agent)
        self._promised(key, at, None, ticket_id=one)
        for step in (*WAY.get(kind, PLAIN), "closed"):
            at = self.later(at, 30, 1200)
            self._event(one, "state", step, at, agent)
            if step in ("repaired", "resolved", "solution_proposed"):
                self._event(one, "told", None, at, agent)
                self._event(one, "callback_1", None, at + 0.9 * DAY, None)
                self._event(one, "callback_2", None, at + 6 * DAY, None)
        self._rated(at, conversation_id=key, ticket_id=one)

    def _event(self, ticket: int, kind: str, state: str | None, at: datetime, agent: int | None) -> None:
        self.add("ticket_events", ticket_id=ticket, kind=kind, state=state, agent_id=agent, data={}, at=at)

    def _rated(self, at: datetime, **about: Any) -> None:
        if self.dice.random() < 0.5:
            scores = {name: self.dice.randrange(3, 6) for name in ("attitude", "speed", "efficiency")}
            row = {"handoff_id": None, "ticket_id": None, **about}
            self.add("ratings", score=self.dice.randrange(2, 6), dimensions=scores, comment="", at=at, **row)

    def _promised(self, key: str, at: datetime, agent: int | None, **about: Any) -> None:
        row = {"handoff_id": None, "ticket_id": None, "agent_id": agent, **about}
        self.add("promises", conversation_id=key, what="", made_at=at, due_at=at + DAY, kept_at=at + DAY / 2, **row)


def fill(store: Store, months: int) -> None:
    with store.writing() as db:
        for name, staff_no in (("bob", "1001"), ("erin", "1002"), ("sam", "1003")):
            agents.add(db, name, name, staff_no, "correct horse battery", "agent", FIRST)
        books = Books([one.id for one in agents.listing(db)])
        for month in range(months):
            for number in range(CONVERSATIONS):
                books.converse(month * CONVERSATIONS + number, FIRST + month * DAYS * DAY)
        for table in t.metadata.sorted_tables:
            if table.name in books.rows:
                db.execute(insert(table), books.rows[table.name])
        told = ", ".join(f"{len(rows):,} {name.replace('_', ' ')}" for name, rows in books.rows.items())
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("ANALYZE")
    print(told)


def page(db: Connection, standard: Standard, period: figures.Period, now: datetime) -> int:
    """What one look at the page asks for. Returns in how many cases one KPI counts something."""
    facts = Facts(db, standard, period, now)
    shown = figures.figures(facts, Wanted())
    figures.clocks(facts, Wanted())
    figures.complained(facts, Wanted())
    return sum(one.n for one in shown)


def states(db: Connection, standard: Standard, period: figures.Period, now: datetime) -> int:
    return len(figures.spent(Facts(db, standard, period, now).all_works, period, Wanted()))


def rows(db: Connection, standard: Standard, period: figures.Period, now: datetime) -> int:
    facts = Facts(db, standard, period, now)
    return len(figures.rows(facts, figures.cases_behind(facts, Wanted(), "KPI-FIRST-RESPONSE")[:50]))


def measure(store: Store, what: Callable[..., int], *about: Any) -> tuple[float, float, int]:
    """Median processor and wall seconds, and statements."""
    took = []
    for _ in range(ROUNDS):
        with store.reading() as db, _counted(store) as statements:
            processor, wall = time.process_time(), time.perf_counter()
            assert what(db, *about), "there is something to count"
            took.append((time.process_time() - processor, time.perf_counter() - wall, len(statements)))
    processor, wall, number = (statistics.median(column) for column in zip(*took, strict=True))
    return processor, wall, int(number)


@contextmanager
def _counted(store: Store) -> Iterator[list[str]]:
    told: list[str] = []

    def tell(db: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        told.append(statement)
        if os.environ.get("FIGURES_EXPLAIN"):
            plan = db.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            print(statement[:200].replace("\n", " "), *(f"\n    {row[3]}" for row in plan))

    event.listen(store.engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(store.engine, "before_cursor_execute", tell)


def main() -> None:
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    standard = load(ROOT / "standard.yml")
    with tempfile.TemporaryDirectory() as folder:
        address = os.environ.get("FIGURES_DATABASE") or f"sqlite:///{Path(folder) / 'desk.db'}"
        migrate(address)
        store = open_store(address, Wakeups())
        fill(store, months)
        last = (FIRST + (months - 1) * DAYS * DAY).date()
        period = figures.between(last, last + timedelta(days=DAYS - 1), standard.zone)
        now = FIRST + months * DAYS * DAY
        for what in (page, states, rows):
            processor, wall, number = measure(store, what, standard, period, now)
            print(f"{what.__name__}: {processor:.2f} s of processor, {wall:.2f} s in all, {number:.0f} statements")


if __name__ == "__main__":
    main()
