"""Whom an incident concerns, and what they have not been told yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.incidents.following import followers
from bot.incidents.record import Incident, IncidentEvent, find, history
from bot.standard import Standard
from bot.store.tables import incident_events, incidents, messages, ticket_events, tickets

TELLING = ("informed", "handled")  # what customers with something open are told of
# Desks that were down for longer have other news for their customers.
LOOKED_BACK = timedelta(days=7)
OVER = ("closed", "withdrawn")


@dataclass(frozen=True)
class Untold:
    """An event that has not reached everybody whom it concerns; a later one may have overtaken it."""

    incident: Incident
    event: IncidentEvent
    overtaken: bool

    @property
    def key(self) -> str:
        """Of the message: each conversation is told once."""
        return f"incident:{self.event.id}"


def untold(db: Connection, now: datetime) -> list[Untold]:
    """Oldest first. Of a drill nobody is told."""
    query = (
        select(incident_events.c.incident_id)
        .join(incidents, incidents.c.id == incident_events.c.incident_id)
        .where(incidents.c.drill.is_(False))
        .where(incident_events.c.kind.in_(TELLING), incident_events.c.at > now - LOOKED_BACK)
        .distinct()
    )
    return [one for row in db.execute(query) for one in _untold_of(find(db, row.incident_id), db, now)]


def _untold_of(incident: Incident, db: Connection, now: datetime) -> list[Untold]:
    happened = history(db, incident.id)
    told = {event.data["of"] for event in happened if event.kind == "told"}
    telling = [event for event in happened if event.kind in TELLING and event.at > now - LOOKED_BACK]
    return [Untold(incident, event, event is not telling[-1]) for event in telling if event.id not in told]


def concerned(db: Connection, incident: Incident, standard: Standard) -> dict[str, list[str]]:
    """Conversations with an open fault that it may have caused, and the tickets' numbers there; and its followers."""
    last = (
        select(ticket_events.c.state)
        .where(ticket_events.c.ticket_id == tickets.c.id, ticket_events.c.state.is_not(None))
        .order_by(ticket_events.c.id.desc())
        .limit(1)
        .correlate(tickets)
        .scalar_subquery()
    )
    query = select(tickets).where(tickets.c.kind == "fault", tickets.c.conversation_id.is_not(None), last.notin_(OVER))
    found: dict[str, list[str]] = {one: [] for one in followers(db, incident.id)}
    for row in db.execute(query.order_by(tickets.c.id)):
        services = standard.incidents.about_product(str(row.fields.get("product", "")))
        if incident.hits(services, row.fields.get("district")):
            found.setdefault(row.conversation_id, []).append(row.number)
    return found


def reached_by(db: Connection, key: str) -> set[str]:
    """Conversations in which the message of this key stands."""
    query = select(messages.c.conversation_id).where(messages.c.client_key == key)
    return {row.conversation_id for row in db.execute(query)}
