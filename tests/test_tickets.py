"""A ticket is opened once, moves along the standard's steps, and is shown only to who knows number and contact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import NotFound
from bot.numbers import new_number, read_number
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket


def opened(store: Store, visit: Visit, now: datetime, kind: str = "complaint", **more: Any) -> Ticket:
    details: dict[str, Any] = {
        "kind": kind,
        "conversation_id": visit.conversation_id,
        "customer_id": visit.customer_id,
        "title": "Bill is wrong",
        "fields": {"what": "两次扣费"},
        "contact": "+8613800138000",
        "language": "zh",
        "department": "complaints",
        **more,
    }
    with store.writing() as db:
        return tickets.open_ticket(db, now=now, **details)


def test_a_ticket_is_found_by_its_number_however_it_is_written(store: Store, alice: Visit, now: datetime) -> None:
    ticket = opened(store, alice, now, level="major", type="billing")
    assert read_number(ticket.number) == ticket.number
    with store.reading() as db:
        assert tickets.find(db, ticket.number) == ticket
        assert tickets.find(db, ticket.number.replace("-", "").lower()) == ticket
        assert tickets.find(db, "rubbish") is None
        assert tickets.of_conversation(db, alice.conversation_id) == [ticket]
    assert (ticket.state, ticket.fields, ticket.level) == ("received", {"what": "两次扣费"}, "major")


def test_a_repeated_effect_is_the_same_ticket(store: Store, alice: Visit, now: datetime) -> None:
    def open_it(_: int) -> str:
        return opened(store, alice, now, effect_key="c:1:1").number

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(open_it, range(16)))) == 1
    assert opened(store, alice, now, effect_key="c:1:2").number != opened(store, alice, now).number
    with store.reading() as db:
        assert len(tickets.listing(db)) == 3


def test_a_wrong_pair_and_an_unknown_number_are_the_same_refusal(store: Store, alice: Visit, now: datetime) -> None:
    ticket = opened(store, alice, now)
    refusals = []
    for number, last4 in ((ticket.number, "9999"), (new_number("T"), "8000"), (ticket.number, ""), ("T", "")):
        with pytest.raises(NotFound) as refused, store.reading() as db:
            tickets.look_up(db, number, last4)
        refusals.append((refused.value.code, refused.value.detail, refused.value.facts))
    assert len(refusals) == 4 and all(refusal == refusals[0] for refusal in refusals)
    with store.reading() as db:
        for known in ("8000", "13800138000", "+86 138-0013-8000"):
            assert tickets.look_up(db, ticket.number, known) == ticket


def test_the_first_contact_stays_owner_when_the_work_goes_to_others(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, standard: Standard
) -> None:
    number = opened(store, alice, now, "request").number
    with store.writing() as db:
        ticket = tickets.assign(db, number, bob.id, bob.id, now, standard=standard)
        assert (ticket.owner_id, ticket.assignee_id, ticket.state) == (bob.id, bob.id, "assigned")
        ticket = tickets.assign(db, number, carol.id, bob.id, now, "knows bills", standard=standard)
        assert (ticket.owner_id, ticket.assignee_id) == (bob.id, carol.id)
        given = [one for one in tickets.history(db, ticket.id) if one.kind == "assigned"]
    assert [(one.data, one.note) for one in given] == [
        ({"assignee_id": bob.id, "was": None}, ""),
        ({"assignee_id": carol.id, "was": bob.id}, "knows bills"),
    ]


def test_a_person_confirms_or_corrects_the_proposed_class(
    store: Store, alice: Visit, carol: Agent, now: datetime
) -> None:
    number = opened(store, alice, now, type="billing", level="ordinary").number
    with store.writing() as db:
        ticket = tickets.classify(db, number, "service_attitude", "major", carol.id, now)
        (event,) = [one for one in tickets.history(db, ticket.id) if one.kind == "classified"]
    assert (ticket.type, ticket.level, ticket.state) == ("service_attitude", "major", "classified")
    assert event.data["was"] == {"type": "billing", "level": "ordinary"}


def test_everything_that_happened_can_be_read_in_order(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard
) -> None:
    number = opened(store, alice, now, "request").number
    with store.writing() as db:
        tickets.note(db, number, "customer prefers mornings", bob.id, now)
        tickets.assign(db, number, bob.id, bob.id, now, standard=standard)
        tickets.move(db, number, "in_progress", bob.id, now, "started", {"by": "phone"}, standard=standard)
        ticket = tickets.told(db, number, bob.id, now)
        history = tickets.history(db, ticket.id)
    assert [(one.kind, one.state, one.agent_name) for one in history] == [
        ("opened", "received", None),
        ("note", None, "Bob"),
        ("assigned", "assigned", "Bob"),
        ("state", "in_progress", "Bob"),
        ("told", None, "Bob"),
    ]
    assert (history[3].note, history[3].data) == ("started", {"by": "phone"})


def test_a_complaints_clocks_follow_from_what_happened(
    store: Store, alice: Visit, carol: Agent, now: datetime, standard: Standard
) -> None:
    """S0-6.1-c, classified within 24 h, walked over its edges."""
    ticket = opened(store, alice, now, level="ordinary")

    def state(ticket: Ticket, hours: float) -> str:
        states = {one.id: one.state for one in tickets.clocks(ticket, standard, now + timedelta(hours=hours))}
        return states["SLA-COMPLAINT-CLASSIFY"]

    assert [state(ticket, hours) for hours in (0, 17.9, 18, 24, 24.1)] == [
        "running",
        "running",
        "at_risk",
        "at_risk",
        "overdue",
    ]
    for hours, verdict in ((20, "met"), (25, "missed")):
        number = opened(store, alice, now, level="ordinary").number
        with store.writing() as db:
            done = tickets.classify(db, number, "billing", "ordinary", carol.id, now + timedelta(hours=hours))
        assert state(done, 100) == verdict


def test_what_is_due_first_comes_first_and_what_is_over_last(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard
) -> None:
    ticket = opened(store, alice, now, "fault")
    with store.writing() as db:
        ticket = tickets.move(db, ticket.number, "on_site", bob.id, now + timedelta(hours=1), standard=standard)
    states = tickets.clocks(ticket, standard, now + timedelta(hours=2))
    running = [one.due for one in states if one.stopped is None]
    assert running and running == sorted(running)
    assert [one.stopped is None for one in states] == sorted((one.stopped is None for one in states), reverse=True)
    assert {"SLA-FAULT-ONSITE", "SLA-FIRST-HANDLING"} <= {one.id for one in states if one.state == "met"}
    assert tickets.due(ticket, standard) == now + timedelta(hours=24)


def test_the_list_is_newest_first_and_goes_on_where_it_stopped(
    store: Store, alice: Visit, bob: Agent, now: datetime, walk: Callable[..., Ticket]
) -> None:
    made = [opened(store, alice, now, kind, title=f"No. {kind} 100%") for kind in ("fault", "request", "complaint")]
    with store.writing() as db:
        walk(db, made[1].number, "closed", bob)
    with store.reading() as db:
        newest = tickets.listing(db, limit=2)
        assert [one.kind for one in newest] == ["complaint", "request"]
        assert [one.kind for one in tickets.listing(db, before=newest[-1].id)] == ["fault"]
        assert [one.kind for one in tickets.listing(db, state="closed")] == ["request"]
        assert [one.kind for one in tickets.listing(db, kind="fault")] == ["fault"]
        assert len(tickets.listing(db, text="100%")) == 3
        assert tickets.listing(db, text="1_0") == []
        assert [one.kind for one in tickets.listing(db, text=made[0].number[:6].lower())] == ["fault"]


def test_work_on_a_ticket_that_is_not_there_is_not_found(store: Store, bob: Agent, now: datetime) -> None:
    with pytest.raises(NotFound), store.writing() as db:
        tickets.note(db, new_number("T"), "?", bob.id, now)
