"""Alice's complaint, at the step where a written reply is due."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot import reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.letters import Letter
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket

PARTS = {
    "progress": "已处理完毕",
    "responsible_department": "投诉处理部",
    "plan": "退还多扣的30元",
    "expected_finish": "2026-11-27",
    "process": "我们核对了您10月和11月的账单。\n确认系统重复扣费一次。",
    "result": "多扣的30元已退回您的账户",
    "improvement": "已修正扣费系统，并增加每日核对",
    "follow_up": "下月账单出账后，我们会再与您核对",
    "process_explanation": "受理、调查、反馈、改进、跟踪五个环节",
    "notes": "退款到账可能需要1个工作日，请您留意",
}


@pytest.fixture
def opened(store: Store, alice: Visit, now: datetime) -> Callable[..., str]:
    """opened("fault", language="en") is the number of a new ticket of Alice's."""

    def make(kind: str = "complaint", **more: Any) -> str:
        details = {
            "fields": {"what": "两次扣费"},
            "contact": "13800138000",
            "language": "zh",
            "title": "多收费<b>",
            **more,
        }
        known = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id, **details}
        with store.writing() as db:
            return tickets.open_ticket(db, kind=kind, department="complaints", now=now, **known).number

    return make


@pytest.fixture
def answered(store: Store, opened: Callable[..., str], walk: Callable[..., Ticket], carol: Agent) -> str:
    """A complaint to which a solution was proposed."""
    number = opened()
    with store.writing() as db:
        walk(db, number, "solution_proposed", carol)
    return number


@pytest.fixture
def send(store: Store, carol: Agent, now: datetime, standard: Standard, phrases: Phrases) -> Callable[..., Letter]:
    """send(number, result="…") sends the whole letter with that part; key="…" with another key."""

    def go(number: str, key: str = "letter-0001", by: Agent = carol, at: datetime = now, **parts: str) -> Letter:
        told = {"standard": standard, "phrases": phrases, "address": "https://desk.example/"}
        given = {name: text for name, text in {**PARTS, **parts}.items() if text}
        with store.writing() as db:
            return reception.letter_sent(db, number, given, by.id, key, at, **told)

    return go
