"""What comes round and nobody asks for is told once, and only to those whom it concerns."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot import audit, notices, surveys
from bot.agents import Agent
from bot.customers import Visit
from bot.reception.reminders import Reminders
from bot.standard import Standard
from bot.store import Store
from tests.test_audit import unseal

DAY = timedelta(days=1)


@pytest.fixture
def staff(store: Store, employ: Callable[..., Agent]) -> dict[str, Agent]:
    roles = ("agent", "supervisor", "quality", "admin")
    return {role: employ(store, role, str(2000 + number), role) for number, role in enumerate(roles)}


@pytest.fixture
def reminders(store: Store, standard: Standard) -> Reminders:
    return Reminders(store, standard)


def told(store: Store, staff: dict[str, Agent], kind: str) -> dict[str, list[str]]:
    """The subjects of the notices of this kind, by role."""
    with store.reading() as db:
        heard = {
            role: [one.subject for one in notices.of(db, who.id) if one.kind == kind] for role, who in staff.items()
        }
    return {role: subjects for role, subjects in heard.items() if subjects}


def test_a_month_that_is_over_is_told_once_to_those_who_read_figures(
    store: Store, alice: Visit, staff: dict[str, Agent], reminders: Reminders, now: datetime
) -> None:
    assert reminders.look(now) == 0  # the desk began this month
    december = now.replace(month=12, day=1)
    assert reminders.look(december) == reminders.look(december + DAY) + 2 == 2
    assert told(store, staff, "figures_ready") == {"supervisor": ["figures:2026-11"], "quality": ["figures:2026-11"]}
    reminders.look(december + 31 * DAY)
    assert told(store, staff, "figures_ready")["quality"] == ["figures:2026-12", "figures:2026-11"]


def test_a_month_ends_by_local_time(
    store: Store, alice: Visit, staff: dict[str, Agent], reminders: Reminders, now: datetime
) -> None:
    reminders.look(now.replace(day=30, hour=15, minute=59))
    assert told(store, staff, "figures_ready") == {}
    reminders.look(now.replace(day=30, hour=16, minute=0))
    assert told(store, staff, "figures_ready") != {}


def test_a_quarter_without_a_survey_is_told_to_the_supervisors_each_month(
    store: Store, alice: Visit, staff: dict[str, Agent], reminders: Reminders, now: datetime, standard: Standard
) -> None:
    limit = standard.survey.campaign_every.length
    reminders.look(now + limit)
    assert told(store, staff, "survey_overdue") == {}
    for days in (1, 2, 31):
        reminders.look(now + limit + days * DAY)
    assert {role: len(told) for role, told in told(store, staff, "survey_overdue").items()} == {"supervisor": 2}


def test_a_survey_that_was_asked_begins_the_quarter_anew(
    store: Store, alice: Visit, staff: dict[str, Agent], reminders: Reminders, now: datetime, standard: Standard
) -> None:
    limit = standard.survey.campaign_every.length
    with store.writing() as db:
        assert surveys.ask(db, alice.conversation_id, now + 60 * DAY, standard, campaign="2027-Q1")
    reminders.look(now + 60 * DAY + limit)
    assert told(store, staff, "survey_overdue") == {}
    reminders.look(now + 61 * DAY + limit)
    assert told(store, staff, "survey_overdue") != {}


def test_an_audit_that_was_tampered_with_is_found_within_a_day(
    store: Store, staff: dict[str, Agent], reminders: Reminders, now: datetime
) -> None:
    with store.writing() as db:
        audit.record(db, "bob", "ticket.read", "ticket:T1", now)
    reminders.look(now)
    assert told(store, staff, "audit_broken") == {}
    with store.writing() as db:
        unseal(db)
        db.execute(text("UPDATE audit SET actor = 'carol' WHERE actor = 'bob'"))
    reminders.look(now + DAY / 2)
    assert told(store, staff, "audit_broken") == {}, "it is read through once a day"
    with store.reading() as db:
        broken = audit.broken(db)
    assert broken is not None
    for days in (1, 2):
        reminders.look(now + days * DAY)
    assert told(store, staff, "audit_broken") == {"quality": [f"audit:{broken.id}"], "admin": [f"audit:{broken.id}"]}
