"""Customers answer what the desk asks them by itself: whether a solution holds, and how they were served."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import callbacks, customers, reception, surveys
from bot.customers import Visit
from bot.demo_month.month import Month, Script
from bot.demo_month.talking import RATES, is_served, rate
from bot.demo_month.working import works_on
from bot.store.tables import callbacks as attempts
from bot.store.tables import conversations, tickets
from bot.store.tables import surveys as requests

ANSWERS = 0.72
OUTCOMES = {"solved": 90, "not_solved": 8, "person": 2}


def answer_new(month: Month, asked_after: tuple[int, int], at: datetime) -> tuple[int, int]:
    """Customers who were asked since: ids of the last callback and the last request to rate. Returns the new ones."""
    called, asked = asked_after
    for row in month.db.execute(select(attempts.c.id).where(attempts.c.id > called)).all():
        called = max(called, row.id)
        if month.chance(ANSWERS):
            month.begin(month.after(at, 2, 300), _answers_callback, row.id)
    new = (requests.c.id > asked, requests.c.handoff_id.is_(None))
    query = select(requests.c.id, requests.c.conversation_id).where(*new)
    for row in month.db.execute(query).all():
        asked = max(asked, row.id)
        if month.chance(RATES):
            month.begin(month.after(at, 3, 600), _rates, row.conversation_id)
    return called, asked


def _answers_callback(month: Month, at: datetime, attempt_id: int) -> Script:
    yield at
    attempt = callbacks.find(month.db, attempt_id)
    if attempt.outcome is not None or attempt.conversation_id is None:
        return
    outcome = month.random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    told: dict[str, Any] = {"standard": month.standard, "phrases": month.phrases}
    reception.callback_answered(month.db, attempt.conversation_id, attempt, outcome, at, **told)
    if outcome == "not_solved":
        number = month.db.execute(select(tickets.c.number).where(tickets.c.id == attempt.ticket_id)).scalar_one()
        month.begin(at, works_on, number)
    if outcome == "person":
        here = month.db.execute(select(conversations).where(conversations.c.id == attempt.conversation_id)).one()
        visit = Visit(here.customer_id, here.identity_id, here.id)
        month.begin(month.after(at, 0.5, 13), is_served, visit, "en" if here.language == "en" else "zh")


def _rates(month: Month, at: datetime, conversation_id: str) -> Script:
    yield at
    if surveys.latest(month.db, conversation_id) and surveys.given(month.db, conversation_id) is None:
        language = customers.conversation(month.db, conversation_id).language
        rate(month, conversation_id, "en" if language == "en" else "zh", at, happy=month.chance(0.9))
