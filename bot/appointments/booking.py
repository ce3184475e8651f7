"""Taking, changing and giving up a place. The primary key of `places` makes a clash impossible."""

from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from bot.appointments.record import STATES, Appointment, find
from bot.appointments.times import AHEAD, NOTICE, Resource, resources_for
from bot.errors import Conflict, Invalid, NotFound
from bot.numbers import new_number
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import appointment_events, appointments, places
from bot.wakeups import Wakeup

STILL_TO_COME = ("booked", "confirmed")


def book(
    db: Connection,
    *,
    service: str,
    district: str,
    starts_at: datetime,
    place: str,
    name: str,
    contact: str,
    need: str,
    conversation_id: str | None,
    customer_id: str,
    language: str,
    now: datetime,
    effect_key: str | None = None,
    ticket_id: int | None = None,
    channel: str | None = None,
) -> Appointment:
    """The same `effect_key` again: the same appointment.

    Raises: Conflict "time_taken" when no place is left, or it is no time that can be booked; nothing is kept then."""
    known = of_effect(db, effect_key)
    if known:
        return must_find(db, known)
    row = {
        "service": service,
        "district": district,
        "place": place,
        "name": name,
        "contact": contact,
        "need": need,
        "conversation_id": conversation_id,
        "customer_id": customer_id,
        "language": language,
        "ticket_id": ticket_id,
        "channel": channel,
        "created_at": now,
    }
    with db.begin_nested():
        number, appointment_id = _insert(db, effect_key, row)
        taken = _take_place(db, appointment_id, service, district, starts_at, now)
        _record(db, appointment_id, number, "booked", taken, now)
    return must_find(db, number)


def change(db: Connection, number: str, starts_at: datetime, now: datetime, agent_id: int | None = None) -> Appointment:
    """To another time; the old place is free again.

    Raises: NotFound; Conflict "time_taken" (the old time stays) or "appointment_over" with its state."""
    booked = _locked(db, number)
    if booked.starts_at == starts_at:
        return booked
    with db.begin_nested():
        _free_place(db, booked)
        taken = _take_place(db, booked.id, booked.service, booked.district, starts_at, now)
        _record(db, booked.id, booked.number, "changed", taken, now, agent_id)
    return must_find(db, number)


def cancel(db: Connection, number: str, now: datetime, agent_id: int | None = None, note: str = "") -> Appointment:
    """The place is free again. Raises: NotFound; Conflict "appointment_over" with its state."""
    booked = _locked(db, number)
    _free_place(db, booked)
    _record(db, booked.id, booked.number, "cancelled", _times(booked), now, agent_id, note)
    return must_find(db, number)


def set_state(db: Connection, number: str, state: str, agent_id: int, now: datetime, note: str = "") -> Appointment:
    """`state`: confirmed | done | missed | cancelled. Raises: NotFound; Invalid; Conflict "appointment_over"."""
    if state == "cancelled":
        return cancel(db, number, now, agent_id, note)
    if state not in STATES or state in ("booked", "changed"):
        raise Invalid("state", "one of confirmed, done, missed, cancelled")
    booked = _locked(db, number)
    _record(db, booked.id, booked.number, state, _times(booked), now, agent_id, note)
    return must_find(db, number)


def of_effect(db: Connection, effect_key: str | None) -> str | None:
    if effect_key is None:
        return None
    return db.execute(select(appointments.c.number).where(appointments.c.effect_key == effect_key)).scalar()


def _insert(db: Connection, effect_key: str | None, row: dict[str, Any]) -> tuple[str, int]:
    number = new_number("A")
    appointment_id = insert_unless_taken(db, appointments, number=number, effect_key=effect_key, **row)
    if appointment_id is not None:
        return number, appointment_id
    if of_effect(db, effect_key):
        raise Conflict("effect_taken", "another worker is booking this very appointment")
    return _insert(db, effect_key, row)


def _take_place(
    db: Connection, appointment_id: int, service: str, district: str, starts_at: datetime, now: datetime
) -> dict[str, Any]:
    start = starts_at.astimezone(timezone.utc)
    if now + NOTICE <= start <= now + AHEAD:
        for resource in resources_for(db, service, district):
            if start in resource.slots(start, start) and _take(db, resource, start, appointment_id):
                end = start + timedelta(minutes=resource.slot_minutes)
                return {"resource_id": resource.id, "starts_at": start.isoformat(), "ends_at": end.isoformat()}
    raise Conflict("time_taken", "this time can no longer be booked")


def _take(db: Connection, resource: Resource, start: datetime, appointment_id: int) -> bool:
    row = {"resource_id": resource.id, "starts_at": start, "appointment_id": appointment_id}
    end = start + timedelta(minutes=resource.slot_minutes)
    return any(
        insert_unless_taken(db, places, place=place, ends_at=end, **row) is not None
        for place in range(resource.capacity)
    )


def _free_place(db: Connection, booked: Appointment) -> None:
    db.execute(delete(places).where(places.c.appointment_id == booked.id))


def _locked(db: Connection, number: str) -> Appointment:
    """Raises: NotFound; Conflict when it is over or cancelled."""
    booked = must_find(db, number)
    db.execute(select(appointments.c.id).where(appointments.c.id == booked.id).with_for_update())
    booked = must_find(db, number)
    if booked.state not in STILL_TO_COME:
        raise Conflict("appointment_over", f"it is {booked.state}", state=booked.state)
    return booked


def must_find(db: Connection, number: str) -> Appointment:
    found = find(db, number)
    if found is None:
        raise NotFound("no_such_appointment")
    return found


def _times(booked: Appointment) -> dict[str, Any]:
    return {
        "resource_id": booked.resource_id,
        "starts_at": booked.starts_at.isoformat(),
        "ends_at": booked.ends_at.isoformat(),
    }


def _record(
    db: Connection,
    appointment_id: int,
    number: str,
    kind: str,
    times: dict[str, Any],
    now: datetime,
    agent_id: int | None = None,
    note: str = "",
) -> None:
    row = {"appointment_id": appointment_id, "kind": kind, "agent_id": agent_id, "note": note or None}
    db.execute(insert(appointment_events).values(**row, data=times, at=now))
    wake_after_commit(db, Wakeup("work", number))
