"""What the desk answers the console: the interface's document and its tests hold the routes to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.appointments import record as booked
from bot.conversations import Customer, Latest, Step
from bot.deliveries import DeadLetter
from bot.handoff import Handoff
from bot.notes import Note
from bot.standard import Finding
from bot.tickets.clocks import ClockState
from bot.whispers import Whisper
from channels.console.incidents import IncidentRow
from channels.console.promises import PromiseShown
from channels.console.proven import SecondFactor
from channels.uploads import Shown


@dataclass(frozen=True)
class AgentShown:
    id: int
    login: str
    name: str
    staff_no: str
    role: str
    languages: list[str]
    available: bool
    grade: str
    department: str
    skills: list[str]
    capacity: int


@dataclass(frozen=True)
class Welcome:
    """`words`: the standard's own names, [zh, en], by group; `forms`: what people fill in at tickets; `file_mb`: the
    largest file that may be sent."""

    agent: AgentShown
    rights: list[str]
    csrf: str
    canned: list[dict[str, Any]]
    choices: dict[str, Any]
    words: dict[str, dict[str, list[str]]]
    forms: dict[str, Any]
    file_mb: int
    second_factor: SecondFactor


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str
    staff_no: str
    available: bool
    holding: int
    capacity: int


@dataclass(frozen=True)
class Person(AgentShown):
    """`trained_at`: when they passed the test that junior staff need; `holding`: conversations now."""

    disabled_at: datetime | None
    trained_at: datetime | None
    seen_at: datetime | None
    holding: int


@dataclass(frozen=True)
class Entry:
    handoff_id: int
    conversation_id: str
    customer_id: str
    name: str | None
    channel: str
    language: str
    reason: str
    urgent: bool
    emotion: str
    topic: str
    asked_at: datetime
    claimed_at: datetime | None
    answer_by: datetime | None
    last: Latest | None
    customer_seq: int


@dataclass(frozen=True)
class Desk:
    now: datetime
    available: bool
    waiting: list[Entry]
    mine: list[Entry]
    agents: list[Colleague]
    undelivered: int
    notices: int
    incidents: list[IncidentRow]


@dataclass(frozen=True)
class Undelivered(DeadLetter):
    customer_id: str
    name: str | None
    text: str


@dataclass(frozen=True)
class NamedHolder:
    kind: str
    handoff_id: int | None
    agent_id: int | None
    fence: int
    assigned: bool
    agent_name: str | None
    agent_no: str | None


@dataclass(frozen=True)
class TicketLine:
    number: str
    kind: str
    title: str
    state: str


@dataclass(frozen=True)
class AppointmentLine:
    number: str
    service: str
    state: str
    starts_at: datetime


@dataclass(frozen=True)
class Conversation:
    id: str
    channel: str
    language: str
    customer: Customer
    holder: NamedHolder
    handoff: Handoff | None
    steps: list[Step]
    notes: list[Note]
    whispers: list[Whisper]
    clocks: list[ClockState]
    promises: list[PromiseShown]
    tickets: list[TicketLine]
    appointments: list[AppointmentLine]
    attachments: list[Shown]
    undelivered: list[DeadLetter]
    stopped_after: int | None  # what comes after it waits until the customer writes again


@dataclass(frozen=True)
class Line:
    conversation_id: str
    seq: int
    author: str
    agent_id: int | None
    agent_name: str | None
    agent_no: str | None
    text: str
    extras: dict[str, Any]
    client_key: str | None
    created_at: datetime


@dataclass(frozen=True)
class Findings:
    findings: list[Finding]


@dataclass(frozen=True)
class Numbered:
    number: str


@dataclass(frozen=True)
class FreeTime:
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class TicketRow:
    id: int
    number: str
    kind: str
    title: str
    state: str
    level: str | None
    created_at: datetime
    assignee: str | None
    grade: str
    quadrant: str
    clock: ClockState | None
    then: ClockState | None


@dataclass(frozen=True)
class AppointmentShown:
    id: int
    number: str
    conversation_id: str | None
    customer_id: str
    ticket_id: int | None
    channel: str | None
    service: str
    district: str
    place: str
    name: str
    contact: str
    need: str
    language: str
    created_at: datetime
    customer_class: str
    state: str
    starts_at: datetime
    ends_at: datetime
    resource_id: int
    resource_zh: str
    resource_en: str
    place_zh: str
    place_en: str


@dataclass(frozen=True)
class AppointmentWhole(AppointmentShown):
    history: list[booked.Event]
