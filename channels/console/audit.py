"""For those who watch over the record: what was done and looked at, whether the chain holds, and legal holds."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import audit, masks
from bot.audit import Entry
from bot.keeping import holds
from bot.keeping.holds import Hold
from bot.keeping.person import find
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_audit", url_prefix="/console/api")

PAGE = 50


class Wanted(Payload):
    """`subject`: one, such as "ticket:T7K2M-9QXD", or all of a kind, such as "ticket:"."""

    actor: str = Field("", max_length=64)
    action: str = Field("", max_length=40)
    subject: str = Field("", max_length=80)
    before: Number | None = None


class Page(Payload):
    before: Number | None = None


class Held(Payload):
    """`customer`: an id, or a ticket's, appointment's or telephone number of theirs."""

    customer: str = Field(..., min_length=1, max_length=64)
    reason: str = Field(..., min_length=2, max_length=500)


@dataclass(frozen=True)
class Entries:
    """`actions`: all that were ever recorded, to choose from."""

    entries: list[Entry]
    actions: list[str]


@dataclass(frozen=True)
class Verified:
    """`broken`: the first entry that does not fit; `anchor`: to be kept elsewhere, null before there is an entry."""

    entries: int
    broken: Entry | None
    anchor: str | None
    at: datetime


@routes.get("/audit")
@describes("agent", right="audit", query=Wanted, answers={200: Entries})
async def listing(request: Request) -> HTTPResponse:
    """Newest first; where somebody signed in from stands there whole, for whoever reads the audit needs it."""
    wanted = query(request, Wanted).dict()

    def found(db: Connection) -> Entries:
        return Entries(audit.listing(db, **wanted, limit=PAGE), audit.actions(db))

    if getattr(request.ctx, "shown", None):
        request.ctx.shown = partial(masks.with_machines, request.ctx.shown)
    return json(plain(await look(request, found)))


@routes.get("/audit/verified")
@describes("agent", right="audit", answers={200: Verified})
async def verified(request: Request) -> HTTPResponse:
    """The whole chain, looked at anew."""

    def verify(db: Connection) -> Verified:
        verdict, anchor = audit.verify(db), audit.anchor(db)
        return Verified(verdict.entries, verdict.broken, str(anchor) if anchor else None, now())

    return json(plain(await look(request, verify)))


@routes.get("/holds")
@describes("agent", right="administer", query=Page, answers={200: list[Hold]})
async def all_holds(request: Request) -> HTTPResponse:
    """The latest first, the lifted ones too."""
    before = query(request, Page).before
    return json(plain(await look(request, lambda db: holds.listing(db, limit=PAGE, before=before))))


@routes.post("/holds")
@describes("agent", right="administer", body=Held, answers={201: Hold}, refuses=(404, 409))
async def hold(request: Request) -> HTTPResponse:
    """Raises: NotFound; Conflict "several_customers" or "held_already"."""
    given = body(request, Held)

    def put(db: Connection) -> Any:
        return holds.hold(db, find(db, given.customer), given.reason, agent(request).login, now())

    return json(plain(await change(request, put)), status=201)


@routes.post("/holds/lifted")
@describes("agent", right="administer", body=Held, answers={204: None}, refuses=(404, 409))
async def lift(request: Request) -> HTTPResponse:
    """Raises: NotFound "no_such_customer" or "no_hold"; Conflict "several_customers"."""
    given = body(request, Held)

    def put(db: Connection) -> None:
        holds.lift(db, find(db, given.customer), given.reason, agent(request).login, now())

    await change(request, put)
    return empty()
