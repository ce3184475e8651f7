"""Samples of served conversations: drawn, listed, narrowed to what is still to do, taken out as a table (SYS-27)."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import audit, quality
from bot.quality import Part, Sample, State, Wanted
from bot.standard import Standard
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.taken_out import CSV, taken_out
from channels.describing import describes

routes = Blueprint("console_samples", url_prefix="/console/api/quality/samples")

COLUMNS = ("id", "conversation_id", "agent", "topic", "stratum", "score", "appeal", "findings")
PAGE = 50


@dataclass(frozen=True)
class Someone:
    """`key`: an agent's id, or "assistant", as the list is narrowed by it; `name` None: the assistant."""

    key: str
    name: str | None


@dataclass(frozen=True)
class SampleWhole(Sample):
    """`items`: a page of those asked for; `count`: how many they are in all, of `whole` in the sample. `agents` and
    `topics`: those that stand in the sample."""

    items: list[Part]
    count: int
    whole: int
    agents: list[Someone]
    topics: list[str]


class Drawn(Payload):
    seed: str = Field(..., min_length=1, max_length=40)
    size: int = Field(..., ge=1, le=500)
    from_at: datetime
    until_at: datetime


class Narrowed(Payload):
    """`agent`: an id, or "assistant"; scores are of 100, both included; `seen`: how many stand on the page already."""

    state: Optional[State]  # noqa: UP045  (pydantic 1 reads it)
    agent: Optional[str] = Field(None, max_length=20)  # noqa: UP045
    topic: Optional[str] = Field(None, max_length=40)  # noqa: UP045
    lowest: Optional[int] = Field(None, ge=0, le=100)  # noqa: UP045
    highest: Optional[int] = Field(None, ge=0, le=100)  # noqa: UP045
    seen: int = Field(0, ge=0, le=500)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.state, self.agent, self.topic, self.lowest, self.highest)


EVERYTHING = Narrowed.parse_obj({})


@routes.get("")
@describes("agent", right="assess", answers={200: list[Sample]})
async def samples(request: Request) -> HTTPResponse:
    return json(plain(await look(request, quality.samples)))


@routes.post("")
@describes("agent", right="assess", body=Drawn, answers={201: SampleWhole})
async def draw(request: Request) -> HTTPResponse:
    """The same seed, period and size draw the same conversations again.

    Raises: Invalid for a period that is not over, or "too_long"."""
    given, standard = body(request, Drawn), request.app.ctx.standard

    def make(db: Connection) -> dict[str, Any]:
        who, at, longest = agent(request), now(), standard.quality.longest.length
        period = (given.from_at, given.until_at)
        drawn = quality.draw(db, given.seed, *period, given.size, who.id, at, longest=longest)
        audit.record(db, who.login, "quality.drawn", f"sample:{drawn.id}", at, seed=given.seed, size=given.size)
        return _sample(db, drawn, EVERYTHING, standard)

    return json(await change(request, make), status=201)


@routes.get("/<sample_id:int>")
@describes("agent", right="assess", query=Narrowed, answers={200: SampleWhole})
async def sample(request: Request, sample_id: int) -> HTTPResponse:
    """A page of its parts, narrowed to what is asked for. Raises: NotFound."""
    asked, standard = query(request, Narrowed), request.app.ctx.standard
    return json(await look(request, lambda db: _sample(db, quality.sample(db, sample_id), asked, standard)))


@routes.get("/<sample_id:int>/csv")
@describes("agent", right="assess", answers={200: CSV})
async def table(request: Request, sample_id: int) -> HTTPResponse:
    """One row a part, for a report (S2-7.2-c); nothing of a customer stands in it. Taking it out is audited."""
    standard = request.app.ctx.standard

    found = await look(request, lambda db: quality.parts(db, quality.sample(db, sample_id).id, standard))
    file, name = _csv(found).encode("utf-8-sig"), f"quality-{sample_id}.csv"
    return await taken_out(request, file, f"sample:{sample_id}", name=name, rows=len(found))


def _sample(db: Connection, one: Sample, asked: Narrowed, standard: Standard) -> dict[str, Any]:
    whole = quality.parts(db, one.id, standard)
    found = [part for part in whole if asked.wanted.takes(part)]
    served = {str(part.agent_id or "assistant"): part.agent for part in whole}
    shown: dict[str, Any] = plain(
        {
            **one.__dict__,
            "items": found[asked.seen : asked.seen + PAGE],
            "count": len(found),
            "whole": len(whole),
            "agents": [Someone(key, name) for key, name in sorted(served.items(), key=lambda entry: entry[1] or "")],
            "topics": sorted({part.topic for part in whole}),
        }
    )
    return shown


def _csv(rows: list[Part]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.__dict__.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A name that begins like a formula stays a name in whatever opens the file."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
