"""Quality: assess the parts of a sample, settle appeals, follow findings (SYS-27)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import audit, quality, reception
from bot.quality import Finding, FoundThing, Item, Verdict
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.reviews import ReviewShown, name_of, review_shown, step_taken
from channels.describing import describes

routes = Blueprint("console_quality", url_prefix="/console/api/quality")


@dataclass(frozen=True)
class Said:
    seq: int
    author: str
    agent_name: str | None
    text: str
    at: datetime


@dataclass(frozen=True)
class ItemWhole:
    item: Item
    agent: str | None
    lines: list[Said]
    verdicts: list[Verdict]
    review: ReviewShown | None


@dataclass(frozen=True)
class Average:
    """`agent` None: the assistant."""

    agent_id: int | None
    agent: str | None
    n: int
    mean: float


class Found(Payload):
    rule: str = Field(..., max_length=40)
    what: str = Field(..., min_length=1, max_length=500)


class Assessed(Payload):
    """`checks`: an answer for every check of the sheet."""

    checks: dict[str, str]
    remarks: str = Field("", max_length=2000)
    findings: list[Found] = Field([], max_items=20)

    @validator("checks")
    def short(cls, checks: dict[str, str]) -> dict[str, str]:
        if len(checks) > 50 or any(len(key) > 40 or len(answer) > 40 for key, answer in checks.items()):
            raise ValueError("too long")
        return checks


class Settled(Payload):
    score: int = Field(..., ge=0, le=100)
    answer: str = Field(..., min_length=1, max_length=1000)


class Stepped(Payload):
    step: Literal["planned", "corrected", "verified"]
    note: str = Field(..., min_length=1, max_length=1000)


class Period(Payload):
    since: datetime
    until: datetime


@routes.get("/items/<item_id:int>")
@describes("agent", right="assess", answers={200: ItemWhole})
async def item(request: Request, item_id: int) -> HTTPResponse:
    """The words, what each rule says of them, and the review. Reading is audited."""

    def seen(db: Connection) -> dict[str, Any]:
        found = reception.assessed(db, item_id, request.app.ctx.standard)
        audit.record(db, agent(request).login, "quality.read", f"conversation:{found.item.conversation_id}", now())
        lines = [Said(one.seq, one.author, one.agent_name, one.text, one.created_at) for one in found.lines]
        told = {"item": found.item, "agent": name_of(db, found.item.agent_id), "verdicts": found.verdicts}
        shown: dict[str, Any] = plain({**told, "lines": lines})
        return {**shown, "review": review_shown(db, found.review) if found.review else None}

    return json(await change(request, seen))


@routes.post("/items/<item_id:int>/review")
@describes("agent", right="assess", body=Assessed, answers={201: ReviewShown}, refuses=(409,))
async def assess(request: Request, item_id: int) -> HTTPResponse:
    """Raises: Invalid; Forbidden "own_work"; Conflict "assessed_already"."""
    given = body(request, Assessed)
    found = [FoundThing(one.rule, one.what) for one in given.findings]

    def make(db: Connection) -> dict[str, Any]:
        words = (given.checks, given.remarks, found, now(), request.app.ctx.standard)
        return review_shown(db, reception.review_given(db, item_id, agent(request), *words))

    return json(await change(request, make), status=201)


@routes.post("/reviews/<review_id:int>/settle")
@describes("agent", right="assess", body=Settled, answers={200: ReviewShown}, refuses=(409,))
async def settle(request: Request, review_id: int) -> HTTPResponse:
    """By another person than who scored. Raises: NotFound; Forbidden "same_person"; Conflict "settled_already"."""
    given = body(request, Settled)

    def make(db: Connection) -> dict[str, Any]:
        settled = reception.appeal_settled(db, review_id, agent(request), given.score, given.answer, now())
        return review_shown(db, settled)

    return json(await change(request, make))


@routes.post("/findings/<finding_id:int>/steps")
@describes("agent", right="assess", body=Stepped, answers={200: Finding}, refuses=(409,))
async def follow(request: Request, finding_id: int) -> HTTPResponse:
    """Raises: NotFound; Conflict "wrong_step"; Forbidden "same_person"."""
    given = body(request, Stepped)
    return await step_taken(request, finding_id, given.step, given.note)


@routes.get("/averages")
@describes("agent", right="assess", query=Period, answers={200: list[Average]})
async def averages(request: Request) -> HTTPResponse:
    """Of the reviews written within the time."""
    asked = query(request, Period)

    def means(db: Connection) -> list[Average]:
        found = quality.averages(quality.reviews(db, since=asked.since, until=asked.until))
        return [Average(agent_id, name_of(db, agent_id), n, mean) for agent_id, n, mean in found]

    return json(plain(await look(request, means)))
