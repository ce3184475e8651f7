"""Sub-tasks to other departments, links and merged tickets (SYS-33, S0-6.1-r)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import audit, notices, reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket

DAY = timedelta(days=1)
Open = Callable[..., str]


@pytest.fixture
def opened(store: Store, alice: Visit, now: datetime) -> Open:
    def make(kind: str = "request", whose: Visit = alice, **more: Any) -> str:
        known: dict[str, Any] = {"conversation_id": whose.conversation_id, "customer_id": whose.customer_id, **more}
        words: dict[str, Any] = {"title": "过户", "fields": {"description": "过户给家人"}, "contact": "13800138000"}
        with store.writing() as db:
            place = {"language": "zh", "department": "operations", "now": now}
            return tickets.open_ticket(db, kind=kind, **known, **words, **place).number

    return make


def test_a_ticket_cannot_close_while_a_subtask_is_open(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Callable[..., Ticket]
) -> None:
    number = opened()
    with store.writing() as db:
        asked = tickets.ask_subtask(
            db, number, "technical_support", "查线路", now + DAY, bob.id, now, standard=standard
        )
        walk(db, number, "resolved", bob)
        tickets.told(db, number, bob.id, now)

        def close() -> Ticket:
            return tickets.move(db, number, "closed", bob.id, now, standard=standard)

        for kind, text in (("done", "线路正常"), ("returned", "请附测试记录"), ("done", "已附记录"), ("accepted", "")):
            with pytest.raises(Conflict) as refused:
                close()
            assert (refused.value.code, refused.value.facts["subtasks"]) == ("not_ready", [asked.id])
            one = tickets.answer_subtask(db, asked.id, kind, carol.id, now, text)
            assert one.state == kind
        assert [event.text for event in one.events] == ["线路正常", "请附测试记录", "已附记录", ""]
        assert close().state == "closed"
    with store.reading() as db:
        entries = audit.listing(db, subject=f"ticket:{number}", limit=50)
    assert [entry.action for entry in entries if "subtask" in entry.data][-1] == "subtask_asked"
    assert "查线路" not in str(entries)


def test_a_subtask_that_is_withdrawn_holds_nothing_up_and_stays_withdrawn(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open
) -> None:
    number = opened()
    with store.writing() as db:
        asked = tickets.ask_subtask(db, number, "operations", "核对账单", now + DAY, bob.id, now, standard=standard)
        tickets.answer_subtask(db, asked.id, "withdrawn", bob.id, now)
        with pytest.raises(Conflict) as refused:
            tickets.answer_subtask(db, asked.id, "done", bob.id, now, "太晚了")
    assert refused.value.facts == {"state": "withdrawn", "allowed": []}


def test_what_makes_no_sense_as_a_subtask_is_refused(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open
) -> None:
    number = opened()
    with store.writing() as db:
        for department, due, code in (("gardening", now + DAY, "no_such_department"), ("operations", now, "past")):
            with pytest.raises(Invalid) as refused:
                tickets.ask_subtask(db, number, department, "核对", due, bob.id, now, standard=standard)
            assert refused.value.code == code
        asked = tickets.ask_subtask(db, number, "operations", "核对", now + DAY, bob.id, now, standard=standard)
        with pytest.raises(Invalid):
            tickets.answer_subtask(db, asked.id, "done", bob.id, now, "  ")
        with pytest.raises(Conflict):
            tickets.answer_subtask(db, asked.id, "accepted", bob.id, now)
        with pytest.raises(NotFound):
            tickets.answer_subtask(db, asked.id, "assigned", bob.id, now, assignee_id=4711)
        with pytest.raises(NotFound):
            tickets.get_subtask(db, 4711)


def test_who_is_to_do_it_hears_of_it_and_who_asked_of_the_result(
    store: Store,
    bob: Agent,
    carol: Agent,
    employ: Callable[..., Agent],
    now: datetime,
    standard: Standard,
    opened: Open,
) -> None:
    erin, number = employ(store, "erin", "1005"), opened()
    with store.writing() as db:
        wanted = ("customer_service", "请联系客户", now + DAY, carol.id, now)
        asked = reception.subtask_asked(db, number, *wanted, standard=standard)
        assert {one.id for one in tickets.subtasks_for(db, erin.id, "customer_service")} == {asked.id}
        reception.subtask_answered(db, asked.id, "assigned", carol.id, now, assignee_id=erin.id)
        assert tickets.subtasks_for(db, bob.id, "customer_service") == []
        reception.subtask_answered(db, asked.id, "done", erin.id, now, "已联系")
        assert tickets.subtasks_for(db, erin.id, "customer_service") == []
        heard = {who.name: [one.kind for one in notices.of(db, who.id)] for who in (bob, carol, erin)}
    assert heard == {
        "Bob": ["subtask_asked"], "Carol": ["subtask_done"], "Erin": ["subtask_assigned", "subtask_asked"]
    }  # fmt: skip


def test_linked_tickets_know_of_each_other_until_they_are_unlinked(
    store: Store, bob: Agent, dan: Visit, now: datetime, opened: Open
) -> None:
    one, two = opened(), opened("fault", whose=dan)
    with store.writing() as db:
        tickets.link(db, one, two.lower(), bob.id, now)
        again = tickets.link(db, two, one, bob.id, now)
        assert [event.kind for event in again.events] == ["opened", "linked"]
        for mine, other in ((one, two), (two, one)):
            found = tickets.find(db, mine)
            assert found and [each.number for each in tickets.linked(db, found)] == [other]
        ticket = tickets.unlink(db, two, one, bob.id, now)
        assert tickets.linked(db, ticket) == []
        with pytest.raises(Invalid):
            tickets.unlink(db, two, one, bob.id, now)
        with pytest.raises(Invalid):
            tickets.link(db, one, one, bob.id, now)


def test_a_merged_ticket_says_where_it_goes_on_and_owes_nothing_more(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open
) -> None:
    one, two = opened(), opened()
    with store.writing() as db:
        merged = tickets.merge(db, one, two, bob.id, now, "同一件事")
        assert (merged.state, merged.merged_into, tickets.next_steps(merged, standard)) == ("merged", two, [])
        assert [clock.id for clock in tickets.clocks(merged, standard, now + DAY) if clock.stopped is None] == []
        into = tickets.find(db, two)
        assert tickets.going_on(db, merged) == into
        assert into and into.events[-1].data["fields"] == merged.fields
        assert [each.number for each in tickets.linked(db, into)] == [one]
        for act in (
            lambda: tickets.assign(db, one, bob.id, bob.id, now, standard=standard),
            lambda: tickets.merge(db, one, two, bob.id, now),
            lambda: tickets.told(db, one, bob.id, now),
        ):
            with pytest.raises(Conflict) as refused:
                act()
            assert refused.value.facts["into"] == two


def test_only_open_tickets_of_one_customer_and_kind_without_open_subtasks_are_merged(
    store: Store, bob: Agent, dan: Visit, now: datetime, standard: Standard, opened: Open, walk: Callable[..., Ticket]
) -> None:
    one, hers, his, fault, done = opened(), opened(), opened(whose=dan), opened("fault"), opened()
    with store.writing() as db:
        walk(db, done, "closed", bob)
        for other, code in ((his, "other_customer"), (fault, "other_kind"), (done, "wrong_step")):
            with pytest.raises(Conflict) as refused:
                tickets.merge(db, one, other, bob.id, now)
            assert refused.value.code == code
        tickets.ask_subtask(db, one, "operations", "核对", now + DAY, bob.id, now, standard=standard)
        with pytest.raises(Conflict) as refused:
            tickets.merge(db, one, hers, bob.id, now)
        assert refused.value.code == "not_ready"
        assert tickets.merge(db, hers, one, bob.id, now).merged_into == one
