"""Quality: draw a sample, assess its parts, settle appeals, follow findings (SYS-27)."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw
from sqlalchemy.engine import Connection

from bot import audit, quality, reception
from bot.quality import Finding, FoundThing, Item, Sample, Verdict
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.reviews import ReviewShown, name_of, review_shown, step_taken
from channels.describing import describes

routes = Blueprint("console_quality", url_prefix="/console/api/quality")

CSV = "text/csv; charset=utf-8"
COLUMNS = ("id", "conversation_id", "agent", "stratum", "score", "appeal")


@dataclass(frozen=True)
class ItemRow(Item):
    """`score`: None until it is assessed; `appeal`: one waits to be settled."""

    agent: str | None
    score: int | None
    appeal: bool


@dataclass(frozen=True)
class SampleWhole(Sample):
    items: list[ItemRow]


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


class Drawn(Payload):
    seed: str = Field(..., min_length=1, max_length=40)
    size: int = Field(..., ge=1, le=500)
    from_at: datetime
    until_at: datetime


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


@routes.get("/samples")
@describes("agent", right="assess", answers={200: list[Sample]})
async def samples(request: Request) -> HTTPResponse:
    return json(plain(await look(request, quality.samples)))


@routes.post("/samples")
@describes("agent", right="assess", body=Drawn, answers={201: SampleWhole})
async def draw(request: Request) -> HTTPResponse:
    """The same seed, period and size draw the same conversations again. Raises: Invalid for a period not over."""
    given = body(request, Drawn)

    def make(db: Connection) -> dict[str, Any]:
        who, at = agent(request), now()
        drawn = quality.draw(db, given.seed, given.from_at, given.until_at, given.size, who.id, at)
        audit.record(db, who.login, "quality.drawn", f"sample:{drawn.id}", at, seed=given.seed, size=given.size)
        return _sample(db, drawn)

    return json(await change(request, make), status=201)


@routes.get("/samples/<sample_id:int>")
@describes("agent", right="assess", answers={200: SampleWhole})
async def sample(request: Request, sample_id: int) -> HTTPResponse:
    return json(await look(request, lambda db: _sample(db, quality.sample(db, sample_id))))


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


@routes.get("/samples/<sample_id:int>/csv")
@describes("agent", right="assess", answers={200: CSV})
async def table(request: Request, sample_id: int) -> HTTPResponse:
    """One row a part, for a report (S2-7.2-c); nothing of a customer stands in it. Taking it out is audited."""

    def written(db: Connection) -> str:
        found = _sample(db, quality.sample(db, sample_id))
        audit.record(db, agent(request).login, "quality.exported", f"sample:{sample_id}", now())
        return _csv(found["items"])

    headers = {"Content-Disposition": f'attachment; filename="quality-{sample_id}.csv"'}
    return raw((await change(request, written)).encode("utf-8-sig"), content_type=CSV, headers=headers)


def _sample(db: Connection, one: Sample) -> dict[str, Any]:
    return {**plain(one), "items": [plain(_row(db, part)) for part in quality.items(db, one.id)]}


def _row(db: Connection, part: Item) -> ItemRow:
    review = quality.review_of(db, part.id)
    waits = bool(review and review.appeal and review.appeal.settled_at is None)
    return ItemRow(
        **part.__dict__, agent=name_of(db, part.agent_id), score=review.holds if review else None, appeal=waits
    )


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A name that begins like a formula stays a name in whatever opens the file."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
