"""Tickets that belong together: linked ones know of each other, a merged one goes on in another."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid
from bot.store.tables import tickets
from bot.tickets.adding import add_event, must_find, must_have, working
from bot.tickets.evidence import must_have_no_open_subtask
from bot.tickets.record import MERGED, Ticket, read


def links(ticket: Ticket) -> list[str]:
    """Numbers of those it is linked with, or that were merged into it, in the order in which that happened."""
    found: dict[str, bool] = {}
    for event in ticket.events:
        if event.kind in ("linked", "unlinked", "absorbed") and "other" in event.data:
            found[event.data["other"]] = event.kind != "unlinked"
    return [number for number, still in found.items() if still]


def linked(db: Connection, ticket: Ticket) -> list[Ticket]:
    return read(db, select(tickets).where(tickets.c.number.in_(links(ticket))).order_by(tickets.c.id))


def going_on(db: Connection, ticket: Ticket) -> Ticket:
    """The ticket itself, or the one in which it goes on since it was merged."""
    while ticket.merged_into:
        ticket = must_find(db, ticket.merged_into)
    return ticket


def link(db: Connection, number: str, other: str, by: int, now: datetime, note: str = "") -> Ticket:
    """Both sides know of it. Raises: NotFound; Forbidden; Invalid "itself"; Conflict "merged"."""
    one, two = _both(db, number, other)
    must_have(db, by, "work")
    if two.number in links(one):
        return one
    add_event(db, two, "linked", by, now, note, {"other": one.number}, facts={"other": one.number})
    return add_event(db, one, "linked", by, now, note, {"other": two.number}, facts={"other": two.number})


def unlink(db: Connection, number: str, other: str, by: int, now: datetime) -> Ticket:
    """Raises: NotFound; Forbidden; Invalid "itself" or "not_linked"; Conflict "merged"."""
    one, two = _both(db, number, other)
    must_have(db, by, "work")
    if two.number not in links(one):
        raise Invalid("not_linked", f"{one.number} and {two.number} are not linked")
    add_event(db, two, "unlinked", by, now, data={"other": one.number}, facts={"other": one.number})
    return add_event(db, one, "unlinked", by, now, data={"other": two.number}, facts={"other": two.number})


def merge(db: Connection, number: str, into: str, by: int, now: datetime, note: str = "") -> Ticket:
    """The ticket ends and says where it goes on; the other one has its words among its own events.

    Raises: NotFound; Forbidden; Invalid "itself"; Conflict "merged", "wrong_step" when either is closed,
    "other_customer" or "other_kind", "not_ready" with its open sub-tasks."""
    one, two = _both(db, number, into)
    must_have(db, by, "work")
    _must_fit(one, two)
    must_have_no_open_subtask(db, one)
    what = {"other": one.number, "title": one.title, "fields": one.fields}
    add_event(db, two, "absorbed", by, now, note, what, facts={"other": one.number})
    return add_event(db, one, "state", by, now, note, {"into": two.number}, MERGED, facts={"into": two.number})


def _both(db: Connection, number: str, other: str) -> tuple[Ticket, Ticket]:
    """Locked in one order, whoever is named first: two agents who link crosswise must not wait for each other."""
    names = [must_find(db, one).number for one in (number, other)]
    if names[0] == names[1]:
        raise Invalid("itself", "a ticket has no tie with itself")
    found = {one: working(db, one) for one in sorted(names)}
    return found[names[0]], found[names[1]]


def _must_fit(one: Ticket, two: Ticket) -> None:
    if one.customer_id != two.customer_id:
        raise Conflict("other_customer", "tickets of two customers can only be linked")
    if one.kind != two.kind:
        raise Conflict("other_kind", "tickets of two kinds can only be linked")
    for ticket in (one, two):
        if ticket.over:
            raise Conflict("wrong_step", f"{ticket.number} is closed", state=ticket.state, allowed=[])
