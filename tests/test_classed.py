"""Which class a customer is of is said by a person, with a reason; it breaks ties and nothing else (SYS-41, C-10)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot import audit, customers, reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Invalid
from bot.standard import Standard
from bot.store import Store


def test_a_class_is_given_with_a_reason_and_once(
    store: Store, alice: Visit, carol: Agent, now: datetime, standard: Standard
) -> None:
    told = {"standard": standard}
    with store.writing() as db:
        assert customers.class_of(db, alice.customer_id) == "ordinary"
        for _ in range(2):
            reception.customer_classed(db, alice.customer_id, "vip", carol, "合同客户", now, **told)
        assert customers.class_of(db, alice.customer_id) == "vip"
        (kept,) = audit.listing(db, action="customer.classed")
        assert (kept.actor, kept.subject) == ("carol", f"customer:{alice.customer_id}")
        assert kept.data == {"was": "ordinary", "to": "vip", "reason": "合同客户"}
        with pytest.raises(Invalid):
            reception.customer_classed(db, alice.customer_id, "gold", carol, "合同客户", now, **told)


def test_there_are_five_classes_in_two_groups(standard: Standard) -> None:
    """S1-3.1-b, S0-6.1-f."""
    groups = {name: standard.priority.group(name) for name in standard.priority.classes}
    assert list(groups) == ["vip", "important", "ordinary", "potential", "churned"]
    assert [name for name, group in groups.items() if group == "vip"] == ["vip"]
    assert standard.priority.group("of another standard") == "ordinary"


def test_a_class_goes_before_another_only_within_one_grade(
    store: Store, alice: Visit, welcome: Callable[..., Visit], carol: Agent, now: datetime, standard: Standard
) -> None:
    dan = welcome(store, "dan")

    def opened(visit: Visit, **scores: int) -> str:
        whose: dict[str, Any] = {"conversation_id": visit.conversation_id, "customer_id": visit.customer_id}
        about = {"title": "x", "fields": {}, "contact": "13800138000", "language": "zh", "department": "operations"}
        return tickets.open_ticket(db, kind="request", now=now, **whose, **about, **scores).number  # type: ignore[arg-type]

    with store.writing() as db:
        first, second, urgent = opened(alice), opened(dan), opened(alice, urgency=4)
        order = [one.number for one in tickets.in_order_of_work(db, standard, now)]
        assert order == [urgent, first, second]
        reception.customer_classed(db, dan.customer_id, "vip", carol, "合同客户", now, standard=standard)
        order = [one.number for one in tickets.in_order_of_work(db, standard, now)]
        assert order == [urgent, second, first], "never before what is of a higher grade"
