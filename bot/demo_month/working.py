"""Agents work tickets off, step by step, with what the standard asks for; mostly in time."""

from datetime import datetime, timedelta
from typing import Any

from bot import tickets
from bot.agents import Agent
from bot.demo_month.month import Month, Script
from bot.demo_month.remedying import gives
from bot.demo_month.reviewing import checks_measure
from bot.errors import Refused
from bot.standard.flow import Step
from bot.tickets import Ticket

# Who works on what, and how many minutes after the step before each step is taken; any other step takes the last.
BY = {"complaint": "zhao", "fault": "wang", "request": "chen", "suggestion": "emma", "callback": "lin"}
PACE: dict[str, dict[str, tuple[float, float]]] = {
    "complaint": {
        "classified": (60, 900), "assigned": (5, 60), "investigating": (30, 240), "solution_proposed": (600, 2100),
        "replied_in_writing": (600, 2400), "tracked": (1440, 5000), "closed": (60, 600), "": (60, 1400),
    },
    "fault": {"assigned": (5, 25), "visit_booked": (5, 30), "on_site": (50, 170), "repaired": (30, 300),
              "confirmed": (10, 240), "closed": (10, 300), "": (5, 60)},
    "": {"assigned": (20, 300), "in_progress": (20, 240), "resolved": (60, 1100), "closed": (30, 600), "": (30, 200)},
}  # fmt: skip
SECOND = "carol"  # who reviews what needs two people
FIRST_WORD, LATE_FIRST_WORD = (6, 50), (70, 400)
LATE, STUCK = 0.09, 0.05
SLOWER = 3.5
REMEDIES, CHECKS = 0.6, 0.7
FINISHES = timedelta(days=10)  # so long after it was written a plan is to be done


def works_on(month: Month, at: datetime, number: str) -> Script:
    """To the end, unless it is left lying."""
    yield at
    ticket = _ticket(month, number)
    agent = month.agents[BY[ticket.kind]]
    late, stuck = month.chance(LATE), month.chance(STUCK)
    yield (at := month.in_hours(month.after(at, *(LATE_FIRST_WORD if late else FIRST_WORD))))
    ticket = _record(month, ticket, "told", agent, at)
    while ticket.state not in ("closed", "merged"):
        step = tickets.next_steps(ticket, month.standard)[0]
        if stuck and month.chance(0.3):
            month.left_lying += 1
            return
        pace = PACE.get(ticket.kind, PACE[""])
        least, most = pace.get(step, pace[""])
        slower = SLOWER if late else 1
        yield (at := month.in_hours(month.after(at, least * slower, most * slower)))
        ticket = _ticket(month, number)
        # Unless the customer, or the watch, took it on meanwhile.
        if step in tickets.next_steps(ticket, month.standard):
            if not _takes(month, ticket, step, agent, at):
                return
            ticket = _ticket(month, number)
            _what_follows(month, ticket, step, agent, at)


def _what_follows(month: Month, ticket: Ticket, step: str, agent: Agent, at: datetime) -> None:
    if step == "solution_proposed" and month.chance(REMEDIES):
        month.begin(month.after(at, 1, 60), gives, ticket, agent)
    if step == "improvement_recorded" and month.chance(CHECKS):
        month.begin(month.in_hours(month.after(at, 4000, 15000)), checks_measure, ticket.number)


def _takes(month: Month, ticket: Ticket, step: str, agent: Agent, at: datetime) -> bool:
    """Whatever has to happen before, and the step itself. False when the desk refuses it."""
    rule = month.standard.tickets[ticket.kind].step(step)
    try:
        with month.db.begin_nested():
            for one in tickets.unmet(ticket, step, month.standard):
                for who in (agent, month.agents[SECOND])[: one.people]:
                    _record(month, ticket, one.any_of[0], who, at)
            _step(month, ticket, step, rule, agent, at)
            if step in ("solution_proposed", "repaired", "resolved"):
                _record(month, ticket, "told", agent, at)
    except Refused:
        month.refused += 1
        return False
    return True


def _step(month: Month, ticket: Ticket, step: str, rule: Step, agent: Agent, at: datetime) -> None:
    if rule.by == "classification":
        tickets.classify(month.db, ticket.number, ticket.type or "other", ticket.level or "ordinary", agent.id, at)
    elif rule.by == "assignment":
        tickets.assign(month.db, ticket.number, agent.id, agent.id, at, standard=month.standard)
    else:
        data = _filled(month, ticket, rule.needs, agent, at) if rule.needs else {}
        tickets.move(month.db, ticket.number, step, agent.id, at, data=data, standard=month.standard)


def _record(month: Month, ticket: Ticket, kind: str, agent: Agent, at: datetime) -> Ticket:
    rule = month.standard.tickets[ticket.kind].records.get(kind)
    data = _filled(month, ticket, rule.form, agent, at) if rule and rule.form else {}
    return tickets.record(month.db, ticket.number, kind, agent.id, at, data, standard=month.standard)


def _filled(month: Month, ticket: Ticket, form: str, agent: Agent, at: datetime) -> dict[str, Any]:
    words = month.texts["forms"]["en" if ticket.language == "en" else "zh"]
    finish = ((at + FINISHES).astimezone(month.standard.zone)).date().isoformat()

    def value(name: str, field: Any) -> Any:
        if field.kind in ("choice", "choices"):
            chosen = month.random.choice(list(field.choices))
            return chosen if field.kind == "choice" else [chosen]
        plain = {"tick": True, "agent": agent.id, "date": finish, "number": field.least or 1}
        return plain.get(field.kind, words.get(name, words[""]))

    return {name: value(name, field) for name, field in month.standard.forms[form].fields_.items()}


def _ticket(month: Month, number: str) -> Ticket:
    found = tickets.find(month.db, number)
    assert found is not None
    return found
