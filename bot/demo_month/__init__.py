"""A month of work, so that every page of a new desk has something to show (`desk demo`).

It is played through the gate, with its moments as `now`: transcripts, clocks, numbers and figures fit each other. The
same seed plays the same month up to the same moment; only ids and ticket numbers are drawn anew."""

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from bot import agents, appointments, customers, routing
from bot.agents import Agent
from bot.demo_month import emergencies, lodging, reviewing, talking
from bot.demo_month.answering import answer_new
from bot.demo_month.month import TEXTS, Month, Script
from bot.errors import Conflict
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception.alarm import Alarm
from bot.reception.following import Following
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import messages

__all__ = ["TEXTS", "fill", "people"]

DAYS = 30
CONVERSATIONS = 420
LOOK_EVERY = timedelta(hours=4)
# So many minutes ago those asked for a person who still wait for one.
WAITING = (9, 5, 2)
ENGLISH, RETURNS = 0.3, 0.2
CHANNELS = (("web", "widget", 60), ("telegram", "telegram", 25), ("twilio", "twilio", 15))
# What customers come with, and how many of a hundred.
MATTERS: tuple[tuple[Callable[..., Script], int], ...] = (
    (talking.asks, 40),
    (talking.wants_a_person, 25),
    (lodging.reports_a_fault, 11),
    (lodging.complains, 9),
    (lodging.books, 6),
    (lodging.requests, 5),
    (lodging.suggests, 2),
    (lodging.wants_a_call, 2),
)
# How many of a hundred come in which hour of the day, from midnight.
HOURS = (1, 1, 0, 0, 0, 1, 1, 2, 6, 9, 10, 8, 5, 5, 7, 8, 7, 6, 5, 5, 5, 4, 3, 1)


def people() -> list[list]:  # type: ignore[type-arg]  # as they stand in texts.yml
    """login, name, staff number, role, department, grade, skills of each."""
    found: list[list] = _texts()["agents"]  # type: ignore[type-arg]
    return found


def fill(
    store: Store,
    standard: Standard,
    phrases: Phrases,
    operator: Operator,
    now: datetime,
    *,
    password: Callable[[str], str],
    seed: int = 1,
    days: int = DAYS,
    conversations: int = CONVERSATIONS,
    anyway: bool = False,
) -> dict[str, int]:
    """The month that ends at `now`; returns what there is then, by table, how many tickets were left lying so that
    something is overdue, and how many steps the desk refused. `password`: of an agent who is new, by login.

    Raises: Conflict "has_conversations" where customers have said something, unless `anyway`."""
    month = Month(standard, phrases, operator, random.Random(seed))
    start = now - timedelta(days=days)
    with store.writing() as db:
        if not anyway and db.execute(select(func.count()).select_from(messages)).scalar_one():
            raise Conflict("has_conversations", "customers have conversations here; --anyway adds the month to them")
        month.db = db
        appointments.put_resources(db, operator.resources)
        month.agents = {row[0]: _employ(month, row, password, start) for row in people()}
    _arrivals(month, start, now, conversations)
    for minutes in WAITING:
        month.begin(now - timedelta(minutes=minutes), _comes, f"demo-waits-{minutes}", talking.asks_for_a_person, start)
    month.begin(start, reviewing.draws_samples)
    for ago, *about in month.texts["incidents"]:
        if ago < days:
            month.begin(now - timedelta(days=ago, hours=3), emergencies.happens, *about)
    _play(store, month, start, now)
    with store.writing() as db:
        for one in month.agents.values():
            agents.set_available(db, one.id, False, now)
    return {**_counts(store), "tickets_left_lying_on_purpose": month.left_lying, "steps_refused": month.refused}


def _play(store: Store, month: Month, start: datetime, now: datetime) -> None:
    """With the watch looking at the desk every four hours, as it does by itself every few seconds."""
    # Nobody else works here: what it has seen once it need not go through again.
    alarm = Alarm(store, month.standard, month.phrases, whole_every=now - start)
    following = Following(store, month.standard, month.phrases)
    answered, at = (0, 0), start
    while at < now:
        at = min(at + LOOK_EVERY, now)
        with store.writing() as db:
            month.db = db
            month.play(at)
        alarm.look(at)
        following.look(at)
        with store.writing() as db:
            month.db = db
            answered = answer_new(month, answered, at)


def _arrivals(month: Month, start: datetime, now: datetime, conversations: int) -> None:
    matters, weights = zip(*MATTERS, strict=True)
    for number in range(conversations):
        at = _moment(month, start, now)
        script = month.random.choices(matters, weights)[0]
        month.begin(at, _comes, f"demo-{number}", script, start)
        if month.chance(RETURNS):
            again = month.after(at, 600, 14000)
            if again < now:
                month.begin(again, _comes, f"demo-{number}", month.random.choices(matters, weights)[0], start)


def _comes(month: Month, at: datetime, who: str, script: Callable[..., Script], start: datetime) -> Script:
    """A customer, new or known, with what they came for."""
    yield at
    own = random.Random(f"{who} {start.date()}")
    channel, kind, _ = own.choices(CHANNELS, [weight for *_, weight in CHANNELS])[0]
    language = "en" if own.random() < ENGLISH else "zh"
    name, external = own.choice(month.texts["customers"][language]), f"{who} {start.isoformat()}"
    visit = customers.find_by_identity(month.db, kind, external)
    if visit is None:
        visit = customers.welcome(month.db, channel, kind, external, language, at)
        customers.introduce(month.db, visit.customer_id, name)
    yield from script(month, at, visit, language)


def _moment(month: Month, start: datetime, now: datetime) -> datetime:
    """In the time, by the hours in which people come; fewer at weekends."""
    zone = month.standard.zone
    while True:
        day = (start + month.random.random() * (now - start)).astimezone(zone).date()
        hour = month.random.choices(range(24), HOURS)[0]
        at = datetime.combine(day, time(hour), zone) + timedelta(seconds=month.random.uniform(0, 3600))
        if start <= at < now and (day.isoweekday() < 6 or month.chance(0.6)):
            return at.astimezone(start.tzinfo)


def _employ(month: Month, row: list, password: Callable[[str], str], at: datetime) -> Agent:  # type: ignore[type-arg]
    """Who is there already stays as they are."""
    login, name, staff_no, role, department, grade, skills = row
    known = {one.login: one for one in agents.listing(month.db)}
    if login not in known:
        agents.add(month.db, login, name, staff_no, password(login), role, at)
    one = known.get(login) or next(one for one in agents.listing(month.db) if one.login == login)
    about = {"department": department, "grade": grade, "skills": skills, "trained_at": at}
    routing.change(month.db, one.id, standard=month.standard, **about)
    agents.set_available(month.db, one.id, True, at)
    return agents.get(month.db, one.id)


def _texts() -> dict:  # type: ignore[type-arg]
    import yaml

    found: dict = yaml.safe_load(TEXTS.read_text("utf-8"))  # type: ignore[type-arg]
    return found


def _counts(store: Store) -> dict[str, int]:
    from bot.store import tables

    shown = ("customers", "conversations", "messages", "handoffs", "tickets", "ticket_events", "appointments",
             "callbacks", "ratings", "promises", "warnings", "incidents")  # fmt: skip
    with store.reading() as db:
        return {
            name: db.execute(select(func.count()).select_from(tables.metadata.tables[name])).scalar_one()
            for name in shown
        }
