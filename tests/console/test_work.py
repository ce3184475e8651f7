"""Tickets and appointments as agents change them."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot import appointments, tickets
from bot.appointments import Appointment, Resource
from bot.customers import Visit
from bot.store import Store
from bot.tickets import Ticket

from .conftest import Browser

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


@pytest.fixture
def ticket(sqlite_store: Store, alice: tuple[Visit, int], moment: datetime) -> Ticket:
    with sqlite_store.writing() as db:
        return tickets.open_ticket(
            db,
            kind="fault",
            conversation_id=alice[0].conversation_id,
            customer_id=alice[0].customer_id,
            title="宽带中断",
            fields={"address": "湖滨路120号"},
            contact="13800005521",
            language="zh",
            department="technical_support",
            now=moment - timedelta(hours=1),
        )


@pytest.fixture
def booked(sqlite_store: Store, alice: tuple[Visit, int], moment: datetime) -> Appointment:
    team = Resource("east", "东片区", "East", ["repair"], ["donghu"], [["08:00", "20:00"]], EVERY_DAY, 60, 1)
    with sqlite_store.writing() as db:
        appointments.put_resources(db, [team])
        free = appointments.free_times(db, "repair", "donghu", moment)[0]
        return appointments.book(
            db,
            service="repair",
            district="donghu",
            starts_at=free.starts_at,
            place="湖滨路120号",
            name="Alice",
            contact="13800005521",
            need="宽带中断",
            conversation_id=alice[0].conversation_id,
            customer_id=alice[0].customer_id,
            language="zh",
            now=moment,
        )


def test_tickets_are_listed_with_their_most_pressing_clock(bob: Browser, ticket: Ticket) -> None:
    row = bob.get("/tickets").json()[0]
    assert (row["number"], row["state"], row["clock"]["state"]) == (ticket.number, "accepted", "running")
    due = datetime.fromisoformat(row["clock"]["due"])
    assert due > ticket.created_at


def test_tickets_are_found_by_kind_state_and_text(bob: Browser, ticket: Ticket) -> None:
    assert len(bob.get("/tickets", kind="fault", state="accepted", text="宽带").json()) == 1
    assert bob.get("/tickets", kind="complaint").json() == []
    assert bob.get("/tickets", state="closed").json() == []
    assert bob.get("/tickets", text="%").json() == []
    assert bob.get("/tickets", kind="weather").status_code == 422


def test_an_archive_is_searched_by_day_and_for_what_nobody_answers_for(bob: Browser, ticket: Ticket) -> None:
    """S1-4.4-b, S0-1.2-b. Days are the desk's: both are within."""
    day = ticket.created_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    before, after = str(day - timedelta(days=1)), str(day + timedelta(days=1))
    for order in ("new", "work"):
        assert len(bob.get("/tickets", order=order, first=str(day), last=str(day)).json()) == 1
        assert bob.get("/tickets", order=order, last=before).json() == []
        assert bob.get("/tickets", order=order, first=after).json() == []
        assert len(bob.get("/tickets", order=order, unowned="true").json()) == 1
    bob.post(f"/tickets/{ticket.number}/assignee", agent_id=bob.get("/me").json()["agent"]["id"])
    assert bob.get("/tickets", unowned="true").json() == []


def test_an_agent_takes_a_ticket_notes_and_moves_it(bob: Browser, ticket: Ticket) -> None:
    path = f"/tickets/{ticket.number}"
    me = bob.get("/me").json()["agent"]["id"]
    taken = bob.post(f"{path}/assignee", agent_id=me).json()
    assert (taken["assignee"], taken["owner"], taken["state"]) == ("Bob", "Bob", "assigned")
    noted = bob.post(f"{path}/notes", note="已联系客户").json()
    assert noted["history"][-1]["note"] == "已联系客户" and noted["history"][-1]["agent_name"] == "Bob"
    moved = bob.post(f"{path}/state", state=noted["next"][0], note="").json()
    assert moved["state"] == noted["next"][0]


def test_a_step_that_the_standard_does_not_have_is_refused_with_the_allowed_ones(bob: Browser, ticket: Ticket) -> None:
    refused = bob.post(f"/tickets/{ticket.number}/state", state="tracked")
    assert (refused.status_code, refused.json()["error"]) == (409, "wrong_step")
    assert "assigned" in refused.json()["allowed"]


def test_an_unknown_ticket_is_not_found(bob: Browser) -> None:
    assert bob.get("/tickets/T0000-0000").status_code == 404
    assert bob.post("/tickets/T0000-0000/notes", note="谁").status_code == 404


def test_appointments_are_listed_by_local_day(bob: Browser, booked: Appointment) -> None:
    day = booked.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert [one["number"] for one in bob.get("/appointments", day=day.isoformat()).json()] == [booked.number]
    assert bob.get("/appointments", day=(day + timedelta(days=1)).isoformat()).json() == []
    assert bob.get("/appointments", day="tomorrow").status_code == 422


def test_a_cancelled_appointment_frees_its_place_and_stays_cancelled(
    bob: Browser, booked: Appointment, sqlite_store: Store
) -> None:
    path = f"/appointments/{booked.number}"
    assert bob.post(f"{path}/state", state="confirmed").json()["state"] == "confirmed"
    cancelled = bob.post(f"{path}/state", state="cancelled", note="客户改期").json()
    assert cancelled["state"] == "cancelled" and cancelled["history"][-1]["note"] == "客户改期"
    assert bob.post(f"{path}/state", state="done").status_code == 409
    with sqlite_store.reading() as db:
        free = appointments.free_times(db, "repair", "donghu", datetime.now(timezone.utc), around=booked.starts_at)
    assert booked.starts_at in [one.starts_at for one in free]


def test_the_brief_lists_tickets_and_appointments(
    bob: Browser, alice: tuple[Visit, int], ticket: Ticket, booked: Appointment
) -> None:
    about = bob.get(f"/conversations/{alice[0].conversation_id}").json()
    assert [one["number"] for one in about["tickets"]] == [ticket.number]
    assert [one["number"] for one in about["appointments"]] == [booked.number]
