"""Remedies in the console: proposed at a ticket, granted at once or by who may approve."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import reception, remedies, tickets
from bot.agents import Agent
from bot.errors import NotFound
from bot.remedies import Proposal, Remedy
from bot.standard import Standard
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.describing import describes
from channels.payload import NUMBER_MAX

routes = Blueprint("console_remedies", url_prefix="/console/api")

PAGE = 50


@dataclass(frozen=True)
class RemedyShown:
    """`state`: waiting | granted | refused; `mine`: whoever asks has proposed it."""

    id: int
    ticket: str
    kind: str
    amount: int | None
    unit: str | None
    words: str
    reason: str
    by: str
    mine: bool
    at: datetime
    state: str
    decided_by: str | None
    note: str
    decided_at: datetime | None


@dataclass(frozen=True)
class RemedyWaiting:
    """What who decides has to know: `title` of the ticket, and how much of the kind it was granted before."""

    remedy: RemedyShown
    title: str
    before: int


@dataclass(frozen=True)
class RemedyKind:
    """`limit`: how much who asks may grant on a ticket in all; None where there is no amount."""

    name: str
    label: list[str]
    unit: list[str] | None
    limit: int | None


@dataclass(frozen=True)
class RemediesShown:
    kinds: list[RemedyKind]
    given: list[RemedyShown]


class NewRemedy(Payload):
    """`words`: what the customer is told of it; `reason`: for the desk alone."""

    kind: str = Field(..., min_length=1, max_length=16)
    amount: Optional[int] = Field(None, ge=1, le=1_000_000)  # noqa: UP045  (pydantic 1 reads it)
    words: str = Field(..., min_length=2, max_length=500)
    reason: str = Field("", max_length=1000)
    client_key: str = Field(..., min_length=8, max_length=64, regex=r"^[A-Za-z0-9_-]+$")


class Decision(Payload):
    """A refusal needs a note."""

    granted: bool
    note: str = Field("", max_length=1000)


class Further(Payload):
    """`after`: the id of the last one seen."""

    after: int = Field(0, ge=0, le=NUMBER_MAX)


@routes.get("/tickets/<number:str>/remedies")
@describes("agent", right="read", answers={200: RemediesShown})
async def listing(request: Request, number: str) -> HTTPResponse:
    """Raises: NotFound."""
    who, standard = agent(request), request.app.ctx.standard
    return json(await look(request, lambda db: _all(db, number, who, standard)))


@routes.post("/tickets/<number:str>/remedies")
@describes("agent", right="work", body=NewRemedy, answers={201: RemediesShown}, refuses=(409,))
async def propose(request: Request, number: str) -> HTTPResponse:
    """Within one's limit it is granted, and the customer told; above it waits for approval.

    Raises: NotFound; Invalid, also "wording"; Conflict "complained_about", "merged", "other_remedy"."""
    given, ctx, who = body(request, NewRemedy), request.app.ctx, agent(request)
    wanted = Proposal(given.kind, given.amount, given.words, given.reason)

    def make(db: Connection) -> dict[str, Any]:
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        reception.remedy_proposed(db, number, wanted, who.id, given.client_key, now(), **told)
        return _all(db, number, who, ctx.standard)

    return json(await change(request, make), status=201)


@routes.get("/remedies")
@describes("agent", right="approve", query=Further, answers={200: list[RemedyWaiting]})
async def waiting(request: Request) -> HTTPResponse:
    """Those that wait for a yes or a no, the oldest first, a page of them."""
    who, after = agent(request), query(request, Further).after
    return json(await look(request, lambda db: [_waiting(db, one, who) for one in remedies.waiting(db, PAGE, after)]))


@routes.post("/remedies/<remedy_id:int>/decision")
@describes("agent", right="approve", body=Decision, answers={200: RemedyShown}, refuses=(409,))
async def decide(request: Request, remedy_id: int) -> HTTPResponse:
    """Never by who proposed it. Raises: NotFound; Forbidden "own_proposal"; Invalid "reason_needed"; Conflict
    "decided", "merged"."""
    given, ctx, who = body(request, Decision), request.app.ctx, agent(request)

    def make(db: Connection) -> dict[str, Any]:
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        made = reception.remedy_decided(db, remedy_id, given.granted, who.id, given.note, now(), **told)
        shown: dict[str, Any] = plain(_shown(made, who))
        return shown

    return json(await change(request, make))


def _all(db: Connection, number: str, who: Agent, standard: Standard) -> dict[str, Any]:
    ticket = tickets.find(db, number)
    if ticket is None:
        raise NotFound("no_such_ticket")
    units = standard.remedies.units
    kinds = [
        RemedyKind(
            name,
            [rule.zh, rule.en],
            [units[rule.unit].zh, units[rule.unit].en] if rule.unit else None,
            rule.limits.get(who.role, 0) if rule.unit else None,
        )
        for name, rule in standard.remedies.kinds.items()
    ]
    given = [_shown(one, who) for one in remedies.of_ticket(db, ticket.id)]
    return {"kinds": plain(kinds), "given": plain(given)}


def _waiting(db: Connection, one: Remedy, who: Agent) -> dict[str, Any]:
    ticket = tickets.find(db, one.ticket)
    assert ticket is not None, "a remedy belongs to a ticket"
    before = remedies.given(db, ticket.id, one.kind)
    shown: dict[str, Any] = plain(RemedyWaiting(_shown(one, who), ticket.title, before))
    return shown


def _shown(one: Remedy, who: Agent) -> RemedyShown:
    return RemedyShown(
        one.id,
        one.ticket,
        one.kind,
        one.amount,
        one.unit,
        one.words,
        one.reason,
        one.agent_name,
        one.agent_id == who.id,
        one.at,
        one.state,
        one.decided_name,
        one.note,
        one.decided_at,
    )
