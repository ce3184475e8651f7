"""The people of the desk: what each can do and carry, who is employed, and as what (SYS-34, S0-5.4-a)."""

from datetime import datetime
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import agents, audit, handoff, routing
from bot.agents import PASSWORD_MIN, Agent
from bot.errors import Conflict
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, look, now, plain
from channels.describing import describes
from channels.payload import NUMBER_MAX

routes = Blueprint("console_team", url_prefix="/console/api/team")


class Abilities(Payload):
    """What is left out stays. `trained`: has passed the test that junior staff need (S0-5.4-b)."""

    grade: str | None = Field(None, max_length=16)
    department: str | None = Field(None, max_length=32)
    skills: list[str] | None = Field(None, max_items=20)
    languages: list[str] | None = Field(None, max_items=5)
    capacity: int | None = Field(None, ge=1, le=NUMBER_MAX)
    trained: bool = False


class Employed(Payload):
    login: str = Field(..., min_length=1, max_length=64, regex=r"^[A-Za-z0-9._@-]+$")
    name: str = Field(..., min_length=1, max_length=80)
    staff_no: str = Field(..., min_length=1, max_length=16, regex=r"^[A-Za-z0-9-]+$")
    role: str = Field(..., max_length=16)
    password: str = Field(..., min_length=PASSWORD_MIN, max_length=200)


class Promoted(Payload):
    role: str = Field(..., max_length=16)


@routes.get("")
@describes("agent", right="roster", answers={200: list[answers.Person]})
async def team(request: Request) -> HTTPResponse:
    """Everybody, by staff number; those who left are marked."""
    return json(await look(request, _everybody))


def _everybody(db: Connection) -> list[dict[str, Any]]:
    holding = handoff.held_counts(db)
    return [{**plain(one), "holding": holding.get(one.id, 0)} for one in agents.listing(db)]


@routes.post("/<agent_id:int>")
@describes("agent", right="roster", body=Abilities, answers={204: None})
async def abilities(request: Request, agent_id: int) -> HTTPResponse:
    """Raises: NotFound; Invalid with the field."""
    given = body(request, Abilities).dict()
    trained_at: datetime | None = now() if given.pop("trained") else None

    def put(db: Connection) -> None:
        whom = agents.get(db, agent_id)
        told = routing.change(
            db, agent_id, standard=request.app.ctx.standard, trained_at=None if whom.trained_at else trained_at, **given
        )
        if told:
            _note(db, request, "abilities_changed", whom, **told)

    await change(request, put)
    return empty()


@routes.post("")
@describes("agent", right="administer", body=Employed, answers={201: answers.Person}, refuses=(409,))
async def employ(request: Request) -> HTTPResponse:
    """Raises: Invalid; Conflict "agent_exists"."""
    given = body(request, Employed)

    def add(db: Connection) -> Agent:
        new = agents.add(db, given.login, given.name, given.staff_no, given.password, given.role, now())
        _note(db, request, "employed", new, role=new.role)
        return new

    return json({**plain(await change(request, add)), "holding": 0}, status=201)


@routes.post("/<agent_id:int>/role")
@describes("agent", right="administer", body=Promoted, answers={204: None}, refuses=(409,))
async def give_role(request: Request, agent_id: int) -> HTTPResponse:
    """Raises: NotFound; Invalid; Conflict "yourself": nobody locks themselves out."""
    role = body(request, Promoted).role

    def put(db: Connection) -> None:
        whom = _another(db, request, agent_id)
        agents.give_role(db, agent_id, role)
        _note(db, request, "role_given", whom, role=role, was=whom.role)

    await change(request, put)
    return empty()


@routes.post("/<agent_id:int>/disable")
@describes("agent", right="administer", answers={204: None}, refuses=(409,))
async def disable(request: Request, agent_id: int) -> HTTPResponse:
    """Every session ends at once; what they hold goes back to the queue. Raises: NotFound; Conflict "yourself"."""

    def put(db: Connection) -> None:
        whom = _another(db, request, agent_id)
        agents.disable(db, whom.login, now())
        _note(db, request, "disabled", whom)

    await change(request, put)
    return empty()


def _another(db: Connection, request: Request, agent_id: int) -> Agent:
    if agent_id == agent(request).id:
        raise Conflict("yourself", "somebody else has to do this")
    return agents.get(db, agent_id)


def _note(db: Connection, request: Request, action: str, whom: Agent, **told: Any) -> None:
    audit.record(db, agent(request).login, action, f"agent:{whom.login}", now(), **told)
