"""What came by telephone, at the counter or by letter is work like any other, without a conversation (S0-6.1-b)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import appointments, audit, customers, links, reception, tickets
from bot.agents import Agent
from bot.appointments import Resource
from bot.customers import Visit
from bot.errors import Conflict, Invalid
from bot.figures import Facts
from bot.figures.period import around
from bot.phrases import Phrases
from bot.reception import CHANNELS, Caller
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import customers as customers_table
from bot.tickets import Ticket

DAY = timedelta(days=1)
PHONE = "13800138000"


@pytest.fixture
def caller(now: datetime) -> Caller:
    return Caller("phone", "张三", PHONE, "zh", now)


@pytest.fixture
def enter(bob: Agent, now: datetime, standard: Standard) -> Callable[..., Ticket]:
    """enter(db, caller) is the ticket that Bob opens for them."""

    def make(db: Connection, caller: Caller, kind: Any = "complaint", key: str = "k1", by: Agent = bob) -> Ticket:
        words = ("多收费", "上个月的账单多扣了30元")
        return reception.ticket_entered(db, caller, kind, *words, by.id, key, now, standard=standard)

    return make


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_caller_gets_number_department_and_time_at_once(
    store: Store, caller: Caller, enter: Callable[..., Ticket], bob: Agent, now: datetime, standard: Standard,
    phrases: Phrases, channel: str,
) -> None:  # fmt: skip
    with store.writing() as db:
        made = enter(db, replace(caller, channel=channel))
        assert (made.channel, made.conversation_id, made.owner_id) == (channel, None, bob.id)
        assert (made.department, made.type, made.fields["name"]) == ("complaints", "billing", "张三")
        said = reception.words_for(made, standard, phrases, now)
        assert made.number in said and standard.departments["complaints"].zh in said
        assert audit.listing(db, action="entered")[0].data == {"channel": channel}
        clocks = {one.id for one in tickets.clocks(made, standard, now)}
        assert "SLA-COMPLAINT-RESOLVE" in clocks


def test_sent_again_it_is_the_same_ticket_and_the_same_customer(
    store: Store, caller: Caller, enter: Callable[..., Ticket], carol: Agent
) -> None:
    with store.writing() as db:
        first = enter(db, caller)
        assert enter(db, caller).number == first.number
        assert enter(db, caller, by=carol).number != first.number, "the key is the agent's own"
        assert db.execute(select(func.count()).select_from(customers_table)).scalar_one() == 1
        assert len(audit.listing(db, action="entered")) == 2


def test_deadlines_count_from_when_it_arrived_and_no_arrival_is_made_up(
    store: Store, caller: Caller, enter: Callable[..., Ticket], now: datetime
) -> None:
    with store.writing() as db:
        week = replace(caller, channel="mail", arrived_at=now - 7 * DAY)
        assert enter(db, week).created_at == now - 7 * DAY
        for wrong in (now + timedelta(seconds=1), now - 7 * DAY - timedelta(seconds=1)):
            with pytest.raises(Invalid) as refused:
                enter(db, replace(week, arrived_at=wrong), key="k2")
            assert refused.value.code == "arrived"


def test_who_proved_the_number_is_known_again_and_who_only_says_it_is_not(
    store: Store, alice: Visit, caller: Caller, enter: Callable[..., Ticket], now: datetime
) -> None:
    with store.writing() as db:
        stranger = enter(db, caller)
        assert stranger.customer_id != alice.customer_id
        assert enter(db, caller, key="k2").customer_id == stranger.customer_id, "known by the contact"
        links.by_phone(db, alice.conversation_id, PHONE, now - links.PHONE_TRUSTED)
        assert enter(db, caller, key="k3").customer_id == alice.customer_id
        other = replace(caller, contact="13900139000")
        links.by_phone(db, alice.conversation_id, other.contact, now - links.PHONE_TRUSTED - timedelta(seconds=1))
        assert enter(db, other, key="k4").customer_id != alice.customer_id, "numbers are given to others in time"


def test_it_goes_its_way_to_the_end_without_a_conversation(
    store: Store, caller: Caller, enter: Callable[..., Ticket], walk: Callable[..., Ticket], carol: Agent
) -> None:
    with store.writing() as db:
        for kind in ("complaint", "fault", "request", "suggestion", "callback"):
            number = enter(db, caller, kind, key=kind).number
            assert walk(db, number, "closed", carol).state == "closed"


def test_figures_tell_channels_of_entered_work(
    store: Store, caller: Caller, enter: Callable[..., Ticket], now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        enter(db, replace(caller, channel="counter"))
        today = around("day", now.astimezone(standard.zone).date(), standard.zone)
        facts = Facts(db, standard, today, now + timedelta(minutes=1))
        assert [work.about.channel for work in facts.works] == ["counter"]


def test_an_agent_arranges_a_time_with_who_calls(store: Store, caller: Caller, bob: Agent, now: datetime) -> None:
    """S4-2.2-a: and two callers cannot have one place."""
    days = [1, 2, 3, 4, 5, 6, 7]
    team = Resource("east", "东片区", "East", ["repair"], ["donghu"], [["08:00", "20:00"]], days, 60, 1)
    with store.writing() as db:
        appointments.put_resources(db, [team])
        free = appointments.free_times(db, "repair", "donghu", now)[0]
        where = {"service": "repair", "district": "donghu", "place": "湖滨路1号", "need": ""}
        wanted = {**where, "starts_at": free.starts_at}
        booked = reception.appointment_entered(db, caller, wanted, bob.id, "k1", now)
        assert (booked.channel, booked.name, booked.conversation_id) == ("phone", "张三", None)
        assert reception.appointment_entered(db, caller, wanted, bob.id, "k1", now).number == booked.number
        with pytest.raises(Conflict):
            reception.appointment_entered(db, caller, wanted, bob.id, "k2", now)
        day = (free.starts_at, free.starts_at + DAY)
        assert [one.number for one in appointments.listing(db, *day, customer_class="ordinary")] == [booked.number]
        customers.put_in_class(db, booked.customer_id, "vip")
        assert appointments.listing(db, *day, customer_class="ordinary") == []
        assert [one.customer_class for one in appointments.listing(db, *day, customer_class="vip")] == ["vip"]
        assert customers.proved(db, "phone", "+8613800138000", now) is None, "no identity of what somebody says"
