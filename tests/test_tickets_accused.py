"""Whom a complaint is about does not look into it (S0-6.1-h)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import handoff, reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Forbidden, NotFound
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket


@pytest.fixture
def ivan(store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(store, "ivan", "2077", "investigator")


@pytest.fixture
def complain(store: Store, alice: Visit, now: datetime) -> Callable[..., str]:
    def make(fields: dict[str, str], type: str = "service_attitude", kind: str = "complaint") -> str:
        known: dict[str, Any] = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id}
        more: dict[str, Any] = {"contact": "13800138000", "language": "zh", "department": "complaints", "type": type}
        with store.writing() as db:
            return tickets.open_ticket(db, kind=kind, title="态度", fields=fields, now=now, **known, **more).number

    return make


def about(store: Store, number: str, standard: Standard) -> dict[str, str]:
    with store.reading() as db:
        ticket = tickets.find(db, number)
        assert ticket is not None
        return {one.name: one.why for one in tickets.accused(db, ticket, standard)}


def serve(store: Store, alice: Visit, agent: Agent, phrases: Phrases, at: datetime) -> None:
    with store.writing() as db:
        handoff_id = handoff.ask(db, alice.conversation_id, "asked", {}, at)
        held = reception.claimed(db, handoff_id, agent.id, at, phrases=phrases)
        reception.agent_said(db, alice.conversation_id, agent.id, held.fence, "您好", f"{agent.login}-1", at)
        handoff.release(db, handoff_id, agent.id, held.fence, at)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"who": "工号2077的客服"}, {"Ivan": "number"}),
        ({"staff_no": "2077"}, {"Ivan": "number"}),
        ({"what": "staff no. 2077 hung up on me"}, {"Ivan": "number"}),
        ({"who": "一个叫Ivan的人"}, {"Ivan": "named"}),
        ({"who": "IVAN and 1001"}, {"Ivan": "named", "Bob": "number"}),
        ({"who": "Ivanka"}, {}),
        ({"who": "12077"}, {}),
        ({"what": "扣了2077元"}, {}),
        ({}, {}),
    ],
)
def test_the_words_of_the_complaint_name_them(
    store: Store, ivan: Agent, bob: Agent, standard: Standard, complain: Callable[..., str],
    fields: dict[str, str], why: dict[str, str],
) -> None:  # fmt: skip
    assert about(store, complain(fields), standard) == why


def test_where_conduct_is_complained_of_and_nobody_is_named_it_is_who_served(
    store: Store, alice: Visit, ivan: Agent, bob: Agent, now: datetime, standard: Standard, phrases: Phrases,
    complain: Callable[..., str],
) -> None:  # fmt: skip
    serve(store, alice, bob, phrases, now - timedelta(days=8))
    assert about(store, complain({}), standard) == {}
    serve(store, alice, ivan, phrases, now - timedelta(days=7))
    assert about(store, complain({}), standard) == {"Ivan": "conversation"}
    assert about(store, complain({}, type="billing"), standard) == {}
    assert about(store, complain({"who": "1001"}), standard) == {"Bob": "number"}
    assert about(store, complain({}, kind="request"), standard) == {}


def test_the_accused_is_neither_given_it_nor_investigates_nor_concludes(
    store: Store, ivan: Agent, carol: Agent, now: datetime, standard: Standard, complain: Callable[..., str],
    walk: Callable[..., Ticket], filled: Callable[..., dict[str, Any]],
) -> None:  # fmt: skip
    number = complain({"who": "工号2077"})
    with store.writing() as db:
        walk(db, number, "assigned", carol)
        for act in (
            lambda: tickets.assign(db, number, ivan.id, carol.id, now, standard=standard),
            lambda: tickets.move(db, number, "investigating", ivan.id, now, standard=standard),
        ):
            with pytest.raises(Conflict) as refused:
                act()
            assert refused.value.code == "complained_about"
        walk(db, number, "investigating", carol)
        with pytest.raises(Conflict):
            sheet = filled("investigation", carol)
            tickets.record(db, number, "concluded", ivan.id, now, sheet, standard=standard)
        found = tickets.find(db, number)
    assert found and found.state == "investigating" and found.assignee_id == carol.id


def test_a_person_says_whom_it_is_about_but_nobody_clears_themselves(
    store: Store, ivan: Agent, bob: Agent, carol: Agent, now: datetime, standard: Standard, complain: Callable[..., str]
) -> None:
    number = complain({"who": "工号2077"})
    with store.writing() as db:
        with pytest.raises(Conflict):
            tickets.state_accused(db, number, [], ivan.id, now, standard=standard)
        with pytest.raises(Forbidden):
            tickets.state_accused(db, number, [], bob.id, now, standard=standard)
        with pytest.raises(NotFound):
            tickets.state_accused(db, number, [4711], carol.id, now, standard=standard)
        tickets.state_accused(db, number, [bob.id], carol.id, now, standard=standard)
    assert about(store, number, standard) == {"Bob": "stated"}
    with store.writing() as db:
        tickets.state_accused(db, number, [], carol.id, now, standard=standard)
        tickets.assign(db, number, ivan.id, carol.id, now, standard=standard)
    assert about(store, number, standard) == {}
