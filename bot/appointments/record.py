"""An appointment as it is read. Its state and its time are those of the last event that happened to it."""

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from secrets import compare_digest
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from bot.errors import NotFound
from bot.numbers import read_number
from bot.store.tables import agents, appointment_events, appointments, customers, places, resources

STATES = {
    "booked": "booked",
    "changed": "booked",
    "confirmed": "confirmed",
    "cancelled": "cancelled",
    "done": "done",
    "missed": "missed",
}


@dataclass(frozen=True)
class Appointment:
    """`state`: booked | confirmed | cancelled | done | missed; `resource_*` is who comes, or the hall.

    `channel`: phone, counter or mail for what came without a conversation, whose channel it is otherwise."""

    id: int
    number: str
    conversation_id: str | None
    customer_id: str
    ticket_id: int | None
    channel: str | None
    service: str
    district: str
    place: str
    name: str
    contact: str
    need: str
    language: str
    created_at: datetime
    customer_class: str
    state: str
    starts_at: datetime
    ends_at: datetime
    resource_id: int
    resource_zh: str
    resource_en: str
    place_zh: str
    place_en: str


@dataclass(frozen=True)
class Event:
    """`kind`: booked | changed | cancelled | confirmed | done | missed | note."""

    kind: str
    agent_id: int | None
    agent_name: str | None
    note: str
    starts_at: datetime
    at: datetime


def find(db: Connection, number: str) -> Appointment | None:
    """By its number, however it is written."""
    plain = read_number(number)
    row = db.execute(_query().where(appointments.c.number == plain)).first() if plain else None
    return _appointment(row) if row else None


def look_up(db: Connection, number: str, contact_last4: str) -> Appointment:
    """With the contact's last four characters as second factor.

    Raises: NotFound "no_such_appointment", the same for a wrong pair as for a number that does not exist."""
    found = find(db, number)
    if not compare_digest(_last4(found.contact if found else ""), _last4(contact_last4) or b"-") or found is None:
        raise NotFound("no_such_appointment")
    return found


def of_conversation(db: Connection, conversation_id: str) -> list[Appointment]:
    """Oldest first."""
    query = _query().where(appointments.c.conversation_id == conversation_id).order_by(appointments.c.id)
    return [_appointment(row) for row in db.execute(query)]


def listing(
    db: Connection,
    day_from: datetime,
    day_to: datetime,
    *,
    service: str | None = None,
    district: str | None = None,
    customer_class: str | None = None,
    cancelled: bool = False,
) -> list[Appointment]:
    """What takes a place from `day_from` up to, not including, `day_to`, in order of time; with `cancelled`, also
    what had one there when it was given up."""
    taking = _query().join(places, places.c.appointment_id == appointments.c.id)
    queries = [taking.where(places.c.starts_at >= day_from, places.c.starts_at < day_to)]
    if cancelled:
        # An event's times are ISO 8601 in UTC, whose order is that of time.
        at = appointment_events.c.data["starts_at"].as_string()
        given_up = _query().where(appointment_events.c.kind == "cancelled")
        queries.append(given_up.where(at >= _written(day_from), at < _written(day_to)))
    wanted = {appointments.c.service: service, appointments.c.district: district, customers.c["class"]: customer_class}
    chosen = [column == value for column, value in wanted.items() if value]
    found = [_appointment(row) for query in queries for row in db.execute(query.where(*chosen))]
    return sorted(found, key=lambda one: (one.starts_at, one.id))


def history(db: Connection, appointment_id: int) -> list[Event]:
    """Oldest first."""
    query = (
        select(appointment_events, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == appointment_events.c.agent_id)
        .where(appointment_events.c.appointment_id == appointment_id)
        .order_by(appointment_events.c.id)
    )
    return [
        Event(row.kind, row.agent_id, row.agent_name, row.note or "", _moment(row.data["starts_at"]), row.at)
        for row in db.execute(query)
    ]


def _query() -> Select:
    """With the last event that is more than a note; and, as every event says when and with whom, its resource."""
    last = (
        select(appointment_events.c.id)
        .where(appointment_events.c.appointment_id == appointments.c.id, appointment_events.c.kind.in_(STATES))
        .order_by(appointment_events.c.id.desc())
        .limit(1)
        .correlate(appointments)
        .scalar_subquery()
    )
    own = [column for column in appointments.c if column.name != "effect_key"]
    tables = appointments.join(appointment_events, appointment_events.c.id == last).join(
        resources, resources.c.id == appointment_events.c.data["resource_id"].as_integer()
    )
    tables = tables.join(customers, customers.c.id == appointments.c.customer_id)
    return select(
        *own,
        customers.c["class"].label("customer_class"),
        appointment_events.c.kind.label("last_kind"),
        appointment_events.c.data,
        resources.c.id.label("resource_id"),
        resources.c.name_zh.label("resource_zh"),
        resources.c.name_en.label("resource_en"),
        resources.c.place_zh,
        resources.c.place_en,
    ).select_from(tables)


def _appointment(row: Row) -> Appointment:
    values: dict[str, Any] = dict(row._mapping)
    times = values.pop("data")
    return Appointment(
        state=STATES[values.pop("last_kind")],
        starts_at=_moment(times["starts_at"]),
        ends_at=_moment(times["ends_at"]),
        **values,
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _written(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat()


def _last4(contact: str) -> bytes:
    return re.sub(r"\W", "", contact).casefold()[-4:].encode()
