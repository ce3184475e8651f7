"""Written replies in the console: what they must hold, what is proposed for it, sending, and what was sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import letters, reception, tickets
from bot.agents import Agent
from bot.audit import record
from bot.errors import NotFound
from bot.letters import Letter
from bot.standard import Standard
from bot.tickets import Ticket
from channels.console.asked import agent, body, change, look, now, plain
from channels.console.filled import Filled
from channels.describing import HTML, describes
from channels.document import shown

routes = Blueprint("console_letters", url_prefix="/console/api/tickets")


@dataclass(frozen=True)
class LetterShown:
    """`delivery`: shown | pending | delivered | failed | page; `sha256`: of the document as it was sent."""

    number: str
    place: int
    sent_at: datetime
    agent_name: str
    channel: str | None
    delivery: str
    sha256: str


@dataclass(frozen=True)
class Part:
    name: str
    label: list[str]
    kind: str


@dataclass(frozen=True)
class LettersShown:
    """`proposed`: by part, what the ticket knows already; `language`: the one that the customer reads."""

    language: str
    parts: list[Part]
    proposed: dict[str, str]
    sent: list[LetterShown]


class NewLetter(Filled):
    """`data`: the parts by name."""

    client_key: str = Field(..., min_length=8, max_length=64, regex=r"^[A-Za-z0-9_-]+$")


@routes.get("/<number:str>/letters")
@describes("agent", right="read", answers={200: LettersShown})
async def listing(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    standard = request.app.ctx.standard
    return json(await look(request, lambda db: _all(db, number, standard)))


@routes.post("/<number:str>/letters")
@describes("agent", right="work", body=NewLetter, answers={201: LettersShown}, refuses=(409,))
async def send(request: Request, number: str) -> HTTPResponse:
    """Kept byte for byte, and never changed: a correction is a further letter.

    Raises: NotFound; Invalid "parts_missing" with the fields, "wording" with the findings; Conflict "wrong_step",
    "complained_about", "merged", "other_letter"."""
    given, ctx, by = body(request, NewLetter), request.app.ctx, agent(request).id

    def make(db: Connection) -> dict[str, Any]:
        told = {"standard": ctx.standard, "phrases": ctx.phrases, "address": ctx.settings.public_url}
        reception.letter_sent(db, number, given.data, by, given.client_key, now(), **told)
        return _all(db, number, ctx.standard)

    return json(await change(request, make), status=201)


@routes.get("/<number:str>/letters/<place:int>")
@describes("agent", right="read", answers={200: HTML})
async def document(request: Request, number: str, place: int) -> HTTPResponse:
    """As it was sent; who reads it is audited. Raises: NotFound."""
    who = agent(request)
    return shown(await change(request, lambda db: _read(db, number, place, who)))


def _read(db: Connection, number: str, place: int, who: Agent) -> bytes:
    found = letters.find(db, _found(db, number).number, place)
    record(db, who.login, "letter_read", f"ticket:{found.number.rpartition('-')[0]}", now(), letter=found.number)
    return letters.content(db, found)


def _all(db: Connection, number: str, standard: Standard) -> dict[str, Any]:
    ticket = _found(db, number)
    parts = [
        {"name": name, "label": [part.zh, part.en], "kind": part.kind} for name, part in standard.letters.parts.items()
    ]
    sent = [plain(_shown(one)) for one in letters.of_ticket(db, ticket.id)]
    return {"language": ticket.language, "parts": parts, "proposed": _proposed(ticket, standard), "sent": sent}


def _shown(one: Letter) -> LetterShown:
    return LetterShown(one.number, one.place, one.sent_at, one.agent_name, one.channel, one.delivery, one.sha256)


def _proposed(ticket: Ticket, standard: Standard) -> dict[str, str]:
    """From the solution that was proposed, and from where the ticket stands."""
    kind = standard.tickets[ticket.kind]
    solved = [event.data for event in ticket.events if event.state == kind.not_solved]
    plan = solved[-1] if solved else {}
    known = {
        "progress": kind.step(ticket.state).name(ticket.language),
        "responsible_department": standard.departments[ticket.department].name(ticket.language),
        "plan": plan.get("plan"),
        "expected_finish": plan.get("finish_on"),
        "result": plan.get("result"),
    }
    return {name: str(value) for name, value in known.items() if value and name in standard.letters.parts}


def _found(db: Connection, number: str) -> Ticket:
    found = tickets.find(db, number)
    if found is None:
        raise NotFound("no_such_ticket")
    return found
