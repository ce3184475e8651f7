"""Who waits and who serves: the queue in its order, and each agent with what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import agents, conversations
from bot.access import may
from bot.board.deadlines import Deadline
from bot.handoff import Handoff
from bot.handoff.queue import in_order
from bot.standard import Standard


@dataclass(frozen=True)
class Waiting:
    """`given_to`: the agent who has it and has not answered; `due`, `state`: of the deadline that comes first."""

    handoff_id: int
    conversation_id: str
    customer_id: str
    name: str | None
    channel: str
    language: str
    reason: str
    topic: str
    urgent: bool
    emotion: str
    asked_at: datetime
    given_to: str | None
    due: datetime | None
    state: str | None


@dataclass(frozen=True)
class Served:
    """`owed_since`: when the customer said what has not been answered; None while nothing is owed."""

    conversation_id: str
    customer_id: str
    name: str | None
    urgent: bool
    emotion: str
    topic: str
    assigned: bool
    since: datetime
    owed_since: datetime | None


@dataclass(frozen=True)
class OnBoard:
    id: int
    name: str
    staff_no: str
    role: str
    grade: str
    department: str
    skills: list[str]
    languages: list[str]
    capacity: int
    available: bool
    seen_at: datetime | None
    holding: list[Served]


def queue(
    open_ones: Sequence[Handoff], deadlines: Mapping[int, list[Deadline]], standard: Standard, now: datetime
) -> list[Waiting]:
    """As the customers see it: also who was given to an agent that has not answered yet."""
    unserved = [one for one in open_ones if one.claimed_at is None]
    return [_waiting(one, deadlines[one.handoff_id][:1], now) for one in in_order(unserved, now, standard)]


def staff(db: Connection, open_ones: Sequence[Handoff]) -> list[OnBoard]:
    """Who serves customers or holds one, by staff number."""
    held: dict[int, list[Handoff]] = {}
    for one in open_ones:
        if one.agent_id is not None:
            held.setdefault(one.agent_id, []).append(one)
    last = conversations.latest(db, [one.conversation_id for ones in held.values() for one in ones])
    return [
        _on_board(one, [_served(each, last.get(each.conversation_id)) for each in held.get(one.id, [])])
        for one in agents.listing(db)
        if one.id in held or (one.disabled_at is None and may(one.role, "serve"))
    ]


def _waiting(one: Handoff, first: list[Deadline], now: datetime) -> Waiting:
    due, state = (first[0].due, first[0].state(now)) if first else (None, None)
    who = (one.handoff_id, one.conversation_id, one.customer_id, one.customer_name, one.channel, one.language)
    why = (one.reason, one.topic, one.urgent, one.emotion)
    return Waiting(*who, *why, one.asked_at, one.agent_name, due, state)


def _served(one: Handoff, last: conversations.Latest | None) -> Served:
    owed = last.at if last and last.author == "customer" else None
    who = (one.conversation_id, one.customer_id, one.customer_name, one.urgent, one.emotion, one.topic)
    return Served(*who, one.assigned, one.claimed_at or one.assigned_at or one.asked_at, owed)


def _on_board(one: agents.Agent, holding: list[Served]) -> OnBoard:
    who = (one.id, one.name, one.staff_no, one.role, one.grade, one.department, one.skills, one.languages)
    return OnBoard(*who, one.capacity, one.available, one.seen_at, holding)
