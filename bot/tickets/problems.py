"""What goes wrong again and again: root causes and improvements, read off the tickets' own events (SYS-25, SYS-26).

A problem is a category of causes with a type of complaint. Nothing is kept of it: who corrects a ticket corrects it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection, Row

from bot.store.tables import agents, ticket_events, tickets

CAUSE, IMPROVEMENT, CHECK = "root_cause", "improvement", "measure_checked"
REACHED = "improvement_recorded"
UNKNOWN = "unknown"  # an improvement of a ticket whose root cause nobody wrote down
DONE = "yes"


@dataclass(frozen=True)
class Measure:
    """What is done about it. `of`: root_cause | improvement; `due`: a day of the desk's; `done_at`: when a check found
    that it works, None while it is open; `result`: what the latest check found."""

    ticket: str
    of: str
    what: str
    owner_id: int | None
    owner: str | None
    due: date | None
    at: datetime
    done_at: datetime | None
    result: str

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due is not None and self.due < today


@dataclass(frozen=True)
class Problem:
    """`category` of the form root_cause, or "unknown"; `type` of complaint, None for faults. `causes`: as they stand
    there, newest first; `tickets`: their numbers, newest first; `again`: how many of them were opened after a measure
    against this problem was found to work; `latest`: when the newest of them was opened."""

    category: str
    type: str | None
    tickets: tuple[str, ...]
    causes: tuple[str, ...]
    measures: tuple[Measure, ...]
    again: int
    latest: datetime

    @property
    def open(self) -> int:
        return sum(one.done_at is None for one in self.measures)


def problems(db: Connection, since: datetime, until: datetime) -> list[Problem]:
    """Of tickets opened from `since` on and before `until`: what comes most often first, then the newest."""
    told = {number: list(rows) for number, rows in groupby(db.execute(_events(since, until)), lambda row: row.number)}
    names = {row.id: row.name for row in db.execute(select(agents.c.id, agents.c.name))}
    found: dict[tuple[str, str | None], list[list[Row]]] = {}
    for rows in told.values():
        cause = _last(rows, CAUSE)
        if cause is None and _last(rows, IMPROVEMENT) is None:
            continue  # a check alone says nothing
        category = str(cause.data.get("category", UNKNOWN)) if cause else UNKNOWN
        found.setdefault((category, rows[0].type), []).append(rows)
    made = [_problem(key, cases, names) for key, cases in found.items()]
    return sorted(made, key=lambda one: (len(one.tickets), one.latest), reverse=True)


def _events(since: datetime, until: datetime) -> Any:
    """Oldest first within each ticket, the newest ticket first."""
    told = or_(ticket_events.c.kind.in_((CAUSE, CHECK)), ticket_events.c.state == REACHED)
    return (
        select(ticket_events.c.kind, ticket_events.c.data, ticket_events.c.at)
        .add_columns(tickets.c.number, tickets.c.type, tickets.c.created_at)
        .join(tickets, tickets.c.id == ticket_events.c.ticket_id)
        .where(and_(told, tickets.c.created_at >= since, tickets.c.created_at < until))
        .order_by(tickets.c.id.desc(), ticket_events.c.id)
    )


def _problem(key: tuple[str, str | None], cases: list[list[Row]], names: dict[int, str]) -> Problem:
    measures = tuple(one for rows in cases for one in _measures(rows, names))
    done = [one.done_at for one in measures if one.done_at is not None]
    opened = [rows[0].created_at for rows in cases]
    again = sum(at > min(done) for at in opened) if done else 0
    causes = [cause.data.get("cause") for rows in cases if (cause := _last(rows, CAUSE))]
    numbers = tuple(rows[0].number for rows in cases)
    return Problem(*key, numbers, tuple(str(one) for one in causes if one), measures, again, max(opened))


def _measures(rows: list[Row], names: dict[int, str]) -> Iterable[Measure]:
    """The latest of each sort: what was written anew takes the place of what stood before."""
    for of, what in ((CAUSE, "measure"), (IMPROVEMENT, "goal")):
        told = _last(rows, of)
        if told is None:
            continue
        checks = [one for one in rows if one.kind == CHECK and one.data.get("of") == of and one.at >= told.at]
        check = checks[-1] if checks else None
        owner = told.data.get("owner")
        yield Measure(
            told.number, of, str(told.data.get(what) or ""), owner, names.get(owner), _day(told.data.get("finish_on")),
            told.at, check.at if check and check.data.get("effective") == DONE else None,
            str(check.data.get("result") or "") if check else "",
        )  # fmt: skip


def _last(rows: list[Row], of: str) -> Row | None:
    kinds = (CAUSE,) if of == CAUSE else ("state",)
    return next((row for row in reversed(rows) if row.kind in kinds), None)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None
