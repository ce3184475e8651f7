"""The very things behind a figure: each with its number, whom it concerns, and how it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import Invalid
from bot.figures import answers
from bot.figures.case import About, Case, Wanted, taken
from bot.figures.facts import Facts
from bot.figures.measures import MEASURES
from bot.logs import masked
from bot.standard import Standard
from bot.store.tables import agents, tickets

# The rows of tickets in a state, by kind and state: "STATE-complaint.investigating".
STATE = "STATE-"


@dataclass(frozen=True)
class Row:
    """`value`: 1 or 0 of a share, a score, a number, or seconds of a stay; `group`: a clock, a dimension, a type;
    `subject`: "<noun>:<id>"; `title` and `note` are masked; `contact` too, and only of tickets."""

    at: datetime
    value: float
    subject: str
    label: str
    group: str
    due: datetime | None
    title: str
    contact: str
    channel: str | None
    topic: str | None
    agent: str | None
    department: str | None
    note: str


def cases_behind(facts: Facts, wanted: Wanted, name: str, group: str = "", missed: bool = False) -> list[Case]:
    """`name`: a KPI, a clock, or STATE with kind and state; latest first. `missed`: only what did not succeed.

    Raises: Invalid "figure" for a name that the standard does not have, or that has no data source."""
    found = taken(_cases(facts, name), wanted)
    if group:
        found = [one for one in found if one.group == group]
    if missed:
        found = [one for one in found if one.value == 0]
    return sorted(found, key=lambda one: one.at, reverse=True)


def rows(facts: Facts, cases: Sequence[Case]) -> list[Row]:
    """What the page and the sheet show of them."""
    people = {row.id: row.name for row in facts.db.execute(select(agents.c.id, agents.c.name))}
    described = _described(facts.db, cases)
    return [_row(one, people, described, facts.standard) for one in cases]


def _cases(facts: Facts, name: str) -> Iterable[Case]:
    kpi = facts.standard.kpis.figures.get(name)
    if kpi and name in MEASURES:
        return [one for one in MEASURES[name].cases(facts, kpi) if one.subject] + _late(facts, name == "KPI-SEI")
    if name in facts.standard.clocks:
        return [one for one in facts.deadlines if one.group == name] + [
            one for one in _late(facts, True) if one.group == name
        ]
    if name.startswith(STATE):
        return _stays(facts, name.removeprefix(STATE))
    raise Invalid("figure", "a KPI or a clock of the standard for which the desk has data")


def _late(facts: Facts, asked: bool) -> list[Case]:
    """Of the assistant's answers only the late ones are told one by one."""
    clocks = facts.standard.clocks_for("turn") if asked else []
    return [one for clock in clocks for one in answers.late(facts.db, clock, facts.period, facts.now)]


def _stays(facts: Facts, place: str) -> list[Case]:
    kind, _, state = place.partition(".")
    found = []
    for work in facts.all_works:
        for stay in work.stays if work.kind == kind else ():
            if stay.state == state and (stay.left is None or facts.period.holds(stay.left)):
                number, spent = work.number, stay.length(facts.now).total_seconds()
                found.append(
                    Case(stay.left or facts.now, spent, work.about, f"ticket:{number}", number, since=stay.came)
                )
    return found


def _row(one: Case, people: dict[int, str], described: dict[str, tuple[str, str]], standard: Standard) -> Row:
    about: About = one.about
    title, contact = described.get(one.label, ("", ""))
    due = standard.clock(one.group).due(one.since) if one.since and one.group in standard.clocks else None
    agent = people.get(about.agent_id) if about.agent_id else None
    return Row(
        one.at,
        one.value,
        one.subject,
        agent or "" if one.subject.startswith("agent:") else one.label,
        one.group,
        due,
        masked(title),
        masked(contact),
        about.channel,
        about.topic,
        agent,
        about.department,
        masked(one.note),
    )


def _described(db: Connection, cases: Sequence[Case]) -> dict[str, tuple[str, str]]:
    """Title and contact of each ticket, by its number."""
    numbers = {one.label for one in cases if one.subject.startswith("ticket:")}
    query = select(tickets.c.number, tickets.c.title, tickets.c.contact).where(tickets.c.number.in_(numbers))
    return {row.number: (row.title, row.contact) for row in db.execute(query)} if numbers else {}
