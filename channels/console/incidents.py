"""Incidents: declare, grade, tell, work off the plan, review (SYS-28). Who serves sees them; supervisors act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from pydantic import Field, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, incidents, reception
from bot.errors import Invalid
from bot.incidents import Incident, IncidentEvent
from bot.reception import Desk
from bot.standard import Standard
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.operator import operator_of
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_incidents", url_prefix="/console/api/incidents")

PAGE = 50


@dataclass(frozen=True)
class IncidentRow:
    """`next`: the stage that people take next; None once it was reviewed."""

    id: int
    what: str
    services: list[str]
    districts: list[str]
    drill: bool
    severity: str
    notice: dict[str, str]
    until: datetime | None
    declared_at: datetime
    over: bool
    next: str | None


@dataclass(frozen=True)
class StageShown:
    stage: str
    due: datetime | None
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class TaskShown:
    task: str
    due_at: datetime
    assignee_id: int | None
    assignee: str | None
    done_at: datetime | None
    done_by: str | None
    late: bool


@dataclass(frozen=True)
class IncidentWhole(IncidentRow):
    stages: list[StageShown]
    tasks: list[TaskShown]
    history: list[IncidentEvent]


class Older(Payload):
    before: Optional[Number] = None  # noqa: UP045  (pydantic 1 reads it)


class Notice(Payload):
    """What customers read, in both languages; `until`: the expected end."""

    notice_zh: str = Field(..., min_length=1, max_length=500)
    notice_en: str = Field(..., min_length=1, max_length=500)
    until: Optional[datetime] = None  # noqa: UP045

    @property
    def words(self) -> dict[str, str]:
        return {"zh": self.notice_zh, "en": self.notice_en}


class Declared(Notice):
    """`what`: for colleagues. Without districts it is everywhere."""

    severity: str = Field(..., max_length=32)
    what: str = Field(..., min_length=1, max_length=500)
    services: list[str] = Field(..., min_items=1, max_items=20)
    districts: list[str] = Field([], max_items=50)
    drill: bool = False

    @validator("services", "districts")
    def once(cls, keys: list[str]) -> list[str]:
        return list(dict.fromkeys(keys))


class Graded(Payload):
    severity: str = Field(..., max_length=32)


class Stepped(Payload):
    """`cause` and `measures`: what a review must say."""

    stage: str = Field(..., max_length=16)
    cause: str = Field("", max_length=2000)
    measures: str = Field("", max_length=2000)


class Given(Payload):
    agent_id: Number


class Done(Payload):
    note: str = Field("", max_length=500)


@routes.get("")
@describes("agent", right="read", query=Older, answers={200: list[IncidentRow]})
async def listing(request: Request) -> HTTPResponse:
    """Newest first, drills as well."""
    before, standard = query(request, Older).before, request.app.ctx.standard
    found = await look(request, lambda db: incidents.listing(db, PAGE, before))
    return json([plain(row(one, standard)) for one in found])


@routes.get("/<incident_id:int>")
@describes("agent", right="read", answers={200: IncidentWhole})
async def whole(request: Request, incident_id: int) -> HTTPResponse:
    return json(await look(request, lambda db: shown(db, incident_id, request.app.ctx.standard)))


@routes.post("")
@describes("agent", right="supervise", body=Declared, answers={201: IncidentWhole})
async def declare(request: Request) -> HTTPResponse:
    """From the next message on, greeting and answers carry the notice. Raises: Invalid, "wording" with the findings."""
    given = body(request, Declared)
    unknown = set(given.districts) - set(operator_of(request.app).districts)
    if unknown:
        raise Invalid("invalid", "districts: unknown", fields={"districts": f"unknown: {', '.join(sorted(unknown))}"})
    wanted = given.dict(include={"severity", "what", "services", "districts", "drill", "until"})
    return await done(
        request, lambda desk: reception.incident_declared(desk, notice=given.words, **wanted).id, status=201
    )


@routes.post("/<incident_id:int>/severity")
@describes("agent", right="supervise", body=Graded, answers={200: IncidentWhole}, refuses=(409,))
async def regrade(request: Request, incident_id: int) -> HTTPResponse:
    given = body(request, Graded)
    return await done(request, lambda desk: reception.incident_regraded(desk, incident_id, given.severity).id)


@routes.post("/<incident_id:int>/notice")
@describes("agent", right="supervise", body=Notice, answers={200: IncidentWhole}, refuses=(409,))
async def inform(request: Request, incident_id: int) -> HTTPResponse:
    """Another notice or expected end: customers whom it concerns are told. Raises: Invalid "wording"."""
    given = body(request, Notice)
    return await done(request, lambda desk: reception.incident_informed(desk, incident_id, given.words, given.until).id)


@routes.post("/<incident_id:int>/stage")
@describes("agent", right="supervise", body=Stepped, answers={200: IncidentWhole}, refuses=(409,))
async def step(request: Request, incident_id: int) -> HTTPResponse:
    """Raises: Conflict "wrong_step", "tasks_open"; Invalid "evidence_missing"."""
    given = body(request, Stepped)
    said = {"cause": given.cause, "measures": given.measures} if given.stage == "reviewed" else {}
    return await done(request, lambda desk: reception.incident_stepped(desk, incident_id, given.stage, said).id)


@routes.post("/<incident_id:int>/tasks/<task:str>/assignee")
@describes("agent", right="supervise", body=Given, answers={200: IncidentWhole}, refuses=(409,))
async def give_task(request: Request, incident_id: int, task: str) -> HTTPResponse:
    to = body(request, Given).agent_id

    def give(desk: Desk) -> int:
        reception.incident_task_given(desk, incident_id, task, to)
        return incident_id

    return await done(request, give)


@routes.post("/<incident_id:int>/tasks/<task:str>/done")
@describes("agent", right="work", body=Done, answers={200: IncidentWhole}, refuses=(409,))
async def finish_task(request: Request, incident_id: int, task: str) -> HTTPResponse:
    note = body(request, Done).note

    def finish(desk: Desk) -> int:
        reception.incident_task_done(desk, incident_id, task, note)
        return incident_id

    return await done(request, finish)


async def done(request: Request, act: Callable[[Desk], int], status: int = 200) -> HTTPResponse:
    """What was done, and the incident as it stands then."""
    standard = request.app.ctx.standard

    def make(db: Connection) -> dict[str, Any]:
        return shown(db, act(Desk(db, agent(request), now(), standard)), standard)

    return json(await change(request, make), status=status)


def row(one: Incident, standard: Standard) -> IncidentRow:
    own = {name: getattr(one, name) for name in IncidentRow.__dataclass_fields__ if name != "next"}
    return IncidentRow(**own, next=incidents.next_step(one, standard))


def shown(db: Connection, incident_id: int, standard: Standard) -> dict[str, Any]:
    one = incidents.find(db, incident_id)
    told = {
        "stages": [_stage(one, stage, standard) for stage in standard.incidents.stages_of(one.severity)],
        "tasks": [_task(db, task) for task in incidents.tasks(db, incident_id)],
        "history": incidents.history(db, incident_id),
    }
    return {**plain(row(one, standard)), **plain(told)}


def _stage(one: Incident, stage: Any, standard: Standard) -> StageShown:
    due = standard.due_after(standard.incidents.stages[stage], one.declared_at)
    at = one.reached.get(stage)
    return StageShown(stage, due, at, due is not None and (at or now()) > due)


def _task(db: Connection, task: incidents.Task) -> TaskShown:
    assignee = agents.get(db, task.assignee_id).name if task.assignee_id else None
    late = task.late(now())
    return TaskShown(task.task, task.due_at, task.assignee_id, assignee, task.done_at, task.done_by, late)


def banner(db: Connection, standard: Standard) -> list[dict[str, Any]]:
    """What every console shows at its head: not over yet, drills marked."""
    return [plain(row(one, standard)) for one in incidents.active(db)]
