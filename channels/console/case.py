"""A ticket as its page shows it: how far it is, what may be done next, what is missing, what belongs to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, attachments, customers, tickets
from bot.access import may
from bot.agents import Agent
from bot.errors import NotFound
from bot.standard import Standard
from bot.standard.flow import TicketKind
from bot.standard.forms import Form
from bot.tickets import Accused, ClockState, Event, Stage, Subtask, Ticket, Weight
from channels.console import rated
from channels.console.asked import agent, change, now, plain
from channels.console.rated import TicketRated
from channels.uploads import Shown


@dataclass(frozen=True)
class Move:
    """One step that the standard allows from here. `by`: move, classification or assignment; `form`: by its key;
    `allowed`: for who asks; `needs`: what has to happen before, alternatives each."""

    state: str
    aside: bool
    by: str
    form: str | None
    allowed: bool
    needs: list[list[str]]


@dataclass(frozen=True)
class Record:
    """An event that may be written now."""

    kind: str
    form: str | None
    allowed: bool


@dataclass(frozen=True)
class Need:
    """One of these must have happened before the ticket can close."""

    any_of: list[str]
    met: bool


@dataclass(frozen=True)
class Tick:
    name: str
    by: str | None
    at: datetime | None


@dataclass(frozen=True)
class Related:
    number: str
    kind: str
    title: str
    state: str


@dataclass(frozen=True)
class TicketWhole:
    """`step`: how far it is, also while it stands aside; `next`: the steps that the standard allows from here;
    `writes`: the form of each step and event that has one."""

    id: int
    number: str
    kind: str
    conversation_id: str | None
    customer_id: str
    customer_class: str
    customer_group: str
    channel: str | None
    title: str
    fields: dict[str, Any]
    contact: str
    language: str
    type: str | None
    level: str | None
    department: str
    emotion: str
    owner_id: int | None
    assignee_id: int | None
    created_at: datetime
    state: str
    step: str
    merged_into: str | None
    clocks: list[ClockState]
    next: list[str]
    moves: list[Move]
    reopens: list[str]
    records: list[Record]
    stages: list[Stage]
    ticks: list[Tick]
    closing: list[Need]
    weight: Weight
    features: list[str]
    proposed_features: list[str]
    known_features: list[str]
    classified: bool
    history: list[Event]
    writes: dict[str, str]
    attachments: list[Shown]
    owner: str | None
    assignee: str | None
    linked: list[Related]
    accused: list[Accused]
    subtasks: list[Subtask]
    ratings: list[TicketRated]


def whole(db: Connection, number: str, who: Agent, standard: Standard, at: datetime) -> dict[str, Any]:
    """Raises: NotFound."""
    found = tickets.find(db, number)
    if found is None:
        raise NotFound("no_such_ticket")
    shown = plain(found)
    for name in ("events", "urgency", "importance", "scope", "difficulty"):
        del shown[name]
    return {
        **shown,
        **_way(db, found, who, standard),
        **_people(db, found, standard),
        "channel": _channel(db, found),
        **_class(db, found, standard),
        "merged_into": found.merged_into,
        "clocks": plain(tickets.clocks(found, standard, at)),
        "weight": plain(tickets.weight(found, standard)),
        "features": list(found.features),
        "proposed_features": tickets.proposed_features(found, standard),
        "known_features": list(standard.tickets[found.kind].features),
        "history": plain(found.events),
        "writes": _writes(standard.tickets[found.kind]),
        "attachments": _files(db, found),
        "linked": [_related(one) for one in tickets.linked(db, found)],
        "subtasks": plain(tickets.subtasks_of(db, found.id)),
        "ratings": rated.of_ticket(db, found.id, standard),
    }


async def done(request: Request, number: str, make: Callable[[Connection], object]) -> HTTPResponse:
    """The change is made, and the ticket answered as it is then."""
    who, standard = agent(request), request.app.ctx.standard

    def made(db: Connection) -> dict[str, Any]:
        make(db)
        return whole(db, number, who, standard, now())

    return json(await change(request, made))


def _way(db: Connection, found: Ticket, who: Agent, standard: Standard) -> dict[str, Any]:
    kind = standard.tickets[found.kind]
    barred = any(one.agent_id == who.id for one in tickets.accused(db, found, standard))
    nexts = tickets.next_steps(found, standard)
    return {
        "next": nexts,
        "moves": [plain(_move(found, key, kind, who, barred, standard)) for key in nexts if key != "reopened"],
        "reopens": tickets.reopens(found, standard),
        "records": [plain(one) for one in _records(found, kind, who, barred)],
        "stages": plain(tickets.stages(found, standard)),
        "ticks": _ticks(found, kind, standard),
        # What the last step still needs: the checklist of what is missing.
        "closing": [] if found.over else _needs(found, standard),
        "classified": any(event.kind == "classified" for event in found.events),
    }


def _move(found: Ticket, key: str, kind: TicketKind, who: Agent, barred: bool, standard: Standard) -> Move:
    step = kind.step(key)
    allowed = may(who.role, step.right) and not (barred and step.right == "investigate")
    needs = [list(one.any_of) for one in tickets.unmet(found, key, standard)]
    return Move(key, key in kind.side, step.by, step.needs, allowed, needs)


def _needs(found: Ticket, standard: Standard) -> list[dict[str, Any]]:
    return [plain(Need(list(one.any_of), met)) for one, met in tickets.conditions(found, "closed", standard)]


def _records(found: Ticket, kind: TicketKind, who: Agent, barred: bool) -> list[Record]:
    return [
        Record(key, one.form, may(who.role, one.right) and not (barred and one.right == "investigate"))
        for key, one in kind.records.items()
        if not found.over and (not one.during or found.step in one.during)
    ]


def _ticks(found: Ticket, kind: TicketKind, standard: Standard) -> list[dict[str, Any]]:
    if kind.ticks is None:
        return []
    set_ = tickets.ticks(found, standard)
    told = [(name, set_.get(name)) for name in standard.forms[kind.ticks].ticks]
    return [plain(Tick(name, one.agent_name if one else None, one.at if one else None)) for name, one in told]


def _class(db: Connection, found: Ticket, standard: Standard) -> dict[str, str]:
    """Of its customer, and which of the two groups that is (S0-6.1-f)."""
    known = customers.class_of(db, found.customer_id)
    return {"customer_class": known, "customer_group": standard.priority.group(known)}


def _channel(db: Connection, found: Ticket) -> str | None:
    """Of the conversation that it came from, or how it was entered."""
    return customers.conversation(db, found.conversation_id).channel if found.conversation_id else found.channel


def _people(db: Connection, found: Ticket, standard: Standard) -> dict[str, Any]:
    return {
        "owner": _name(db, found.owner_id),
        "assignee": _name(db, found.assignee_id),
        "accused": plain(tickets.accused(db, found, standard)),
    }


def _name(db: Connection, agent_id: int | None) -> str | None:
    return agents.get(db, agent_id).name if agent_id else None


def _writes(kind: TicketKind) -> dict[str, str]:
    steps = {key: step.needs for key, step in {**kind.steps, **kind.side}.items()}
    records = {key: record.form for key, record in kind.records.items()}
    return {key: form for key, form in {**steps, **records}.items() if form}


def _files(db: Connection, found: Ticket) -> list[dict[str, Any]]:
    """Of the conversation that it came from."""
    sent = attachments.of_conversation(db, found.conversation_id) if found.conversation_id else []
    return [one.told() for one in sent]


def _related(one: Ticket) -> dict[str, Any]:
    return {"number": one.number, "kind": one.kind, "title": one.title, "state": one.state}


def forms(standard: Standard) -> dict[str, Any]:
    """Every form of the standard, for the page to draw: names as [zh, en]."""
    return {key: {"name": [form.zh, form.en], "fields": _fields(form)} for key, form in standard.forms.items()}


def _fields(form: Form) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": [field.zh, field.en],
            "kind": field.kind,
            "optional": field.optional,
            "least": field.least,
            "choices": {key: [choice.zh, choice.en] for key, choice in field.choices.items()},
        }
        for name, field in form.fields_.items()
    ]
