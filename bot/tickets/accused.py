"""Whom a complaint is about: none of them investigates it, concludes it, or is given it (S0-6.1-h, C-20)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.standard import Standard
from bot.store.tables import agents, messages
from bot.tickets.adding import add_event, must_have, working
from bot.tickets.record import Ticket

# Where a customer says who it was; a number in the other fields counts only where it is called a staff number.
WHO = ("who", "staff_no", "staff")
STAFF_NUMBER = re.compile(r"(?:工号|员工号|客服|staff\s*(?:no\.?|number|id)?|agent)\s*[:：#]?\s*(\w*\d\w*)", re.I)
LEAST_NAME = 2  # characters: a single one stands in too many words


@dataclass(frozen=True)
class Accused:
    """`why`: named | number | conversation | stated (a person has looked and said so)."""

    agent_id: int
    name: str
    staff_no: str
    why: str


def accused(db: Connection, ticket: Ticket, standard: Standard) -> list[Accused]:
    """Of a complaint: whom its words name, by number or name; for one about conduct that names nobody, the agents
    who wrote to the customer in the days before. What a person has stated stands before all of it."""
    if ticket.kind != "complaint":
        return []
    people = db.execute(select(agents.c.id, agents.c.name, agents.c.staff_no)).all()
    stated = _stated(ticket)
    if stated is not None:
        found = dict.fromkeys(stated, "stated")
    else:
        found = _named(ticket, people) or dict.fromkeys(_served(db, ticket, standard), "conversation")
    return [Accused(one.id, one.name, one.staff_no, found[one.id]) for one in people if one.id in found]


def must_not_be_accused(db: Connection, ticket: Ticket, agent_id: int, standard: Standard) -> None:
    """Raises: Conflict "complained_about"."""
    if any(one.agent_id == agent_id for one in accused(db, ticket, standard)):
        raise Conflict("complained_about", "the complaint is about this agent: somebody else looks into it")


def state_accused(
    db: Connection, number: str, agent_ids: Iterable[int], by: int, now: datetime, note: str = "", *, standard: Standard
) -> Ticket:
    """A person who may investigate says whom it is about, or that it is about nobody here.

    Raises: NotFound; Forbidden; Conflict "complained_about": nobody clears themselves."""
    ticket, ids = working(db, number), sorted(set(agent_ids))
    must_have(db, by, "investigate")
    must_not_be_accused(db, ticket, by, standard)
    if len(db.execute(select(agents.c.id).where(agents.c.id.in_(ids))).all()) != len(ids):
        raise NotFound("no_such_agent")
    was = [one.agent_id for one in accused(db, ticket, standard)]
    return add_event(db, ticket, "accused", by, now, note, {"agents": ids}, facts={"agents": ids, "was": was})


def _stated(ticket: Ticket) -> list[int] | None:
    said = [event.data["agents"] for event in ticket.events if event.kind == "accused" and "agents" in event.data]
    return said[-1] if said else None


def _named(ticket: Ticket, people: list[Any]) -> dict[int, str]:
    who = " ".join(str(ticket.fields.get(field) or "") for field in WHO).casefold()
    rest = " ".join(str(value) for value in ticket.fields.values())
    numbers = {number.casefold() for number in STAFF_NUMBER.findall(rest)} | set(re.findall(r"\w*\d\w*", who))
    found: dict[int, str] = {}
    for one in people:
        if one.staff_no.casefold() in numbers or _stands_in(one.staff_no, who):
            found[one.id] = "number"
        elif len(one.name) >= LEAST_NAME and _stands_in(one.name, who):
            found[one.id] = "named"
    return found


def _stands_in(name: str, text: str) -> bool:
    """A whole word of it; Chinese has no gaps between words."""
    found = re.escape(name.casefold())
    return bool(re.search(rf"(?<![a-z0-9]){found}(?![a-z0-9])", text))


def _served(db: Connection, ticket: Ticket, standard: Standard) -> set[int]:
    rule = standard.tickets[ticket.kind].about_staff
    if rule is None or ticket.type not in rule.types or ticket.conversation_id is None:
        return set()
    wrote = select(messages.c.agent_id).where(
        messages.c.conversation_id == ticket.conversation_id,
        messages.c.agent_id.is_not(None),
        messages.c.created_at >= ticket.created_at - rule.looks_back.length,
        messages.c.created_at <= ticket.created_at,
    )
    return {row.agent_id for row in db.execute(wrote.distinct())}
