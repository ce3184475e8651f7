"""A ticket takes every step in order, each with its evidence (FLOW-COMPLAINT, FLOW-FAULT); coming back is a new event."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import audit, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Forbidden, Invalid, NotFound
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket

KINDS = ["complaint", "fault", "request", "suggestion", "callback"]
Walk = Callable[..., Ticket]
Filled = Callable[..., dict[str, Any]]


@pytest.fixture
def opened(store: Store, alice: Visit, now: datetime) -> Callable[..., str]:
    """opened("complaint", level="major") is the number of a new ticket of Alice's."""

    def make(kind: str = "complaint", **more: Any) -> str:
        details: dict[str, Any] = {
            "fields": {"what": "两次扣费"},
            "contact": "+8613800138000",
            "language": "zh",
            **more,
        }
        known = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id, "title": "多收费"}
        with store.writing() as db:
            return tickets.open_ticket(db, kind=kind, department="complaints", now=now, **known, **details).number

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_walks_from_its_first_step_to_its_last(
    store: Store, carol: Agent, standard: Standard, opened: Callable[..., str], walk: Walk, kind: Any
) -> None:
    number = opened(kind)
    with store.writing() as db:
        ticket = walk(db, number, "closed", carol)
        assert [name for name, _ in ticket.happened if name in standard.tickets[kind].steps] == list(
            standard.tickets[kind].steps
        )
        assert tickets.next_steps(ticket, standard) == ["reopened"]
        assert {one.state for one in tickets.stages(ticket, standard)} == {"done"}
