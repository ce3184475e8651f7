"""Which ticket is worked on first: C-11 with the customer's class (C-10) and ageing after half its limit."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.standard import Standard
from bot.standard.running import run
from bot.store.tables import customers, tickets
from bot.tickets.record import MERGED, Ticket, current_state, narrowed, read
from bot.tickets.scores import scores

ENDS = ("closed", MERGED)


def in_order_of_work(
    db: Connection,
    standard: Standard,
    now: datetime,
    *,
    kind: str | None = None,
    state: str | None = None,
    text: str | None = None,
    assignee_id: int | None = None,
    unowned: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    after: int = 0,
) -> list[Ticket]:
    """Those that are not over, first in line first; `after`: how many of them were seen before."""
    query = select(tickets).where(current_state().notin_(ENDS))
    wanted = {"state": state, "kind": kind, "text": text, "assignee_id": assignee_id, "unowned": unowned}
    found = read(db, narrowed(query, since=since, until=until, **wanted))
    classes = _classes(db, {one.customer_id for one in found})
    found.sort(key=lambda one: (*place(one, classes.get(one.customer_id, ""), standard, now), one.id))
    return found[after : after + limit]


def place(ticket: Ticket, customer_class: str, standard: Standard, now: datetime) -> tuple[Any, ...]:
    """The smallest is first in line."""
    used = 1.0 if _is_past_half(ticket, standard, now) or waits_in_a_hurry(ticket) else 0.0
    return standard.priority.queue_key(scores(ticket, standard), ticket.created_at, customer_class, used)


def waits_in_a_hurry(ticket: Ticket) -> bool:
    """Its customer has asked for speed and has heard nothing of a person since: it ranks as if it had aged."""
    asked = max((at for name, at in ticket.happened if name == "hurried"), default=None)
    return asked is not None and not any(name in ("told", "result_told") and at > asked for name, at in ticket.happened)


def _is_past_half(ticket: Ticket, standard: Standard, now: datetime) -> bool:
    """Of the limit that the customer was told; kept once, it ages no more."""
    clock = standard.promise(ticket.kind)
    running = run(clock, ticket.happened, now)
    if running is None or running.stopped is not None:
        return False
    return now > clock.calendar.after(running.started, clock.limit, standard.priority.ages_at / 100)


def _classes(db: Connection, ids: set[str]) -> dict[str, str]:
    query = select(customers.c.id, customers.c["class"].label("kind")).where(customers.c.id.in_(ids))
    return {row.id: row.kind for row in db.execute(query)}
