"""Records are locked for three years, then stripped by a job that leaves a certificate, unless a hold stands."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, select

from bot import audit, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.keeping import erase, holds, retention
from bot.keeping.ends import years_before
from bot.keeping.retention import rows_of_ticket
from bot.standard import Standard
from bot.store import Store
from bot.store import tables as t

CLOSED = datetime(2021, 3, 1, 8, 0, tzinfo=timezone.utc)
# Two years and 364 days, three years, three years and a day after it.
JUST_BEFORE = datetime(2024, 2, 29, 8, 0, tzinfo=timezone.utc)
THE_DAY = datetime(2024, 3, 1, 8, 0, tzinfo=timezone.utc)
JUST_AFTER = datetime(2024, 3, 2, 8, 0, tzinfo=timezone.utc)


@pytest.fixture
def closed(store: Store, welcome: Callable[..., Visit]) -> tuple[Visit, int, str]:
    """Alice, and the id and number of her ticket that was closed on 1 March 2021."""
    alice = welcome(store, "alice")
    with store.writing() as db:
        ticket = opened(db, alice, CLOSED - timedelta(days=3))
        move(db, ticket.id, "closed", CLOSED)
    return alice, ticket.id, ticket.number


def opened(db: object, visit: Visit, at: datetime) -> tickets.Ticket:
    return tickets.open_ticket(
        db,  # type: ignore[arg-type]
        **{"kind": "suggestion", "title": "Longer hours", "fields": {"what": "13800138000"}, "contact": "13800138000"},
        **{"conversation_id": visit.conversation_id, "customer_id": visit.customer_id},
        language="zh",
        department="quality",
        now=at,
    )


def move(db: object, ticket_id: int, state: str, at: datetime) -> None:
    event = {"ticket_id": ticket_id, "kind": "state", "state": state, "note": "said", "data": {"a": 1}, "at": at}
    db.execute(insert(t.ticket_events).values(**event))  # type: ignore[attr-defined]


def told(store: Store, ticket_id: int) -> tuple[str, str, dict[str, str]]:
    with store.reading() as db:
        row = db.execute(select(t.tickets).where(t.tickets.c.id == ticket_id)).one()
    return row.title, row.contact, row.fields


def test_deletion_after_two_years_and_364_days_is_refused(
    store: Store, closed: tuple[Visit, int, str], standard: Standard
) -> None:
    for moment in (JUST_BEFORE, THE_DAY):
        with pytest.raises(Conflict) as refused, store.writing() as db:
            retention.strip(db, closed[1], moment, standard)
        assert refused.value.code == "locked" and refused.value.facts["until"].startswith("2024-03-01")
        assert retention.run(store, moment, standard).tickets == []
    assert told(store, closed[1])[1] == "13800138000"


def test_after_three_years_and_a_day_what_is_personal_goes_and_the_figures_stay(
    store: Store, closed: tuple[Visit, int, str], standard: Standard
) -> None:
    alice, ticket_id, number = closed
    assert retention.run(store, JUST_AFTER, standard).tickets == [ticket_id]
    assert told(store, ticket_id) == ("", "", {})
    with store.reading() as db:
        found = tickets.find(db, number)
        assert found is not None and (found.kind, found.department) == ("suggestion", "quality")
        events = db.execute(select(t.ticket_events).where(t.ticket_events.c.ticket_id == ticket_id)).all()
        assert "closed" in {one.state for one in events} and {one.note for one in events} == {None}
        certificate = db.execute(select(t.strippings)).one()
        [entry] = audit.listing(db, action="retention.stripped")
    assert certificate.counts == entry.data["counts"] and certificate.counts["tickets"] == 1
    assert (entry.actor, entry.subject) == ("desk", f"ticket:{number}")


def test_a_second_run_strips_nothing_again(store: Store, closed: tuple[Visit, int, str], standard: Standard) -> None:
    retention.run(store, JUST_AFTER, standard)
    with store.writing() as db:
        assert retention.strip(db, closed[1], JUST_AFTER, standard) == {}
    assert retention.run(store, JUST_AFTER, standard).tickets == []
    with store.reading() as db:
        assert len(audit.listing(db, action="retention.stripped")) == 1


def test_a_hold_blocks_the_job_and_erasing_until_it_is_lifted(
    store: Store, closed: tuple[Visit, int, str], standard: Standard
) -> None:
    alice, ticket_id, _ = closed
    with store.writing() as db:
        holds.hold(db, alice.customer_id, "court file 17", "ada", JUST_BEFORE)
    assert retention.run(store, JUST_AFTER, standard) == retention.Due([], [])
    for act in (
        lambda db: retention.strip(db, ticket_id, JUST_AFTER, standard),
        lambda db: erase(db, alice.customer_id, JUST_AFTER, records_too=True),
    ):
        with pytest.raises(Conflict) as refused, store.writing() as db:
            act(db)
        assert refused.value.code == "legal_hold"
    with store.writing() as db:
        holds.lift(db, alice.customer_id, "settled", "ada", JUST_AFTER)
    assert retention.run(store, JUST_AFTER, standard).tickets == [ticket_id]
    with store.reading() as db:
        assert [one.action for one in audit.listing(db, subject=f"customer:{alice.customer_id}")][-2:] == [
            "hold.lifted",
            "hold.set",
        ]


def test_a_hold_needs_a_reason_and_stands_once(store: Store, welcome: Callable[..., Visit], now: datetime) -> None:
    alice = welcome(store, "alice")
    with store.writing() as db:
        with pytest.raises(Invalid):
            holds.hold(db, alice.customer_id, " ", "ada", now)
        with pytest.raises(NotFound):
            holds.lift(db, alice.customer_id, "settled", "ada", now)
        holds.hold(db, alice.customer_id, "court file 17", "ada", now)
        with pytest.raises(Conflict, match="already"):
            holds.hold(db, alice.customer_id, "court file 18", "ada", now)
        with pytest.raises(Invalid):
            holds.lift(db, alice.customer_id, "", "ada", now)
        holds.lift(db, alice.customer_id, "settled", "ada", now)
        holds.hold(db, alice.customer_id, "court file 18", "ada", now)
    with store.reading() as db:
        assert [(one.reason, one.lifted_because) for one in holds.listing(db)] == [
            ("court file 18", None),
            ("court file 17", "settled"),
        ]


def test_what_was_opened_again_is_locked_again(
    store: Store, closed: tuple[Visit, int, str], standard: Standard
) -> None:
    with store.writing() as db:
        move(db, closed[1], "received", CLOSED + timedelta(days=2))
    assert retention.run(store, JUST_AFTER + timedelta(days=900), standard).tickets == []
    with pytest.raises(Conflict, match="not closed"), store.writing() as db:
        retention.strip(db, closed[1], JUST_AFTER, standard)


def test_who_was_not_heard_of_for_three_years_is_forgotten_and_others_are_not(
    store: Store, closed: tuple[Visit, int, str], welcome: Callable[..., Visit], standard: Standard, bob: Agent
) -> None:
    dan = welcome(store, "dan")  # who came at the tests' own now, in the future of all this
    alice = closed[0]
    with store.writing() as db:
        db.execute(t.customers.update().where(t.customers.c.id == alice.customer_id).values(created_at=CLOSED))
        db.execute(t.customers.update().where(t.customers.c.id == alice.customer_id).values(name="Alice"))
    assert retention.run(store, JUST_BEFORE, standard).customers == []
    done = retention.run(store, JUST_AFTER, standard)
    assert done.customers == [alice.customer_id] and dan.customer_id not in done.customers
    with store.reading() as db:
        names = {row.id: row.name for row in db.execute(select(t.customers))}
        assert names[alice.customer_id] is None
        assert db.execute(select(func.count()).select_from(t.erasures)).scalar_one() == 1
    assert retention.run(store, JUST_AFTER, standard) == retention.Due([], [])


def test_every_table_that_leads_to_a_ticket_is_stripped_with_it() -> None:
    theirs = set(rows_of_ticket(1))
    assert {t.tickets, t.ticket_events, t.callbacks, t.promises, t.ratings, t.appointments} <= theirs
    assert {t.subtask_events, t.appointment_events} <= theirs  # in two steps
    assert not {t.customers, t.handoffs, t.holds} & theirs


@pytest.mark.parametrize(
    ("moment", "years", "expected"),
    [
        (datetime(2024, 2, 29), 3, datetime(2021, 2, 28)),
        (datetime(2024, 3, 1), 3, datetime(2021, 3, 1)),
        (datetime(2021, 3, 1), -3, datetime(2024, 3, 1)),
    ],
)
def test_years_are_those_of_the_calendar(moment: datetime, years: int, expected: datetime) -> None:
    assert years_before(moment, years) == expected
