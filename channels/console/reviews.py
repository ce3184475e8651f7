"""Agents see how they were assessed, may appeal once, and tell what they do about a finding (SYS-27, S2-7.2-d)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, audit, quality
from bot.quality import Appeal, Finding, Item, Review
from channels.console.asked import Payload, agent, body, change, look, now, plain
from channels.describing import describes

routes = Blueprint("console_reviews", url_prefix="/console/api/reviews")


@dataclass(frozen=True)
class ReviewShown:
    """`score` as it was given, `holds` after an appeal; `automatic`: [{rule, met, seqs}]."""

    id: int
    item: Item
    scorer_id: int
    automatic: list[dict[str, Any]]
    checks: dict[str, str]
    score: int
    remarks: str
    at: datetime
    appeal: Appeal | None
    holds: int
    agent: str | None
    findings: list[Finding]


class Appealed(Payload):
    reason: str = Field(..., min_length=1, max_length=1000)


class Own(Payload):
    step: Literal["planned", "corrected"]
    note: str = Field(..., min_length=1, max_length=1000)


@routes.get("")
@describes("agent", right="serve", answers={200: list[ReviewShown]})
async def own(request: Request) -> HTTPResponse:
    """One's own reviews, newest first."""

    def theirs(db: Connection) -> list[dict[str, Any]]:
        return [review_shown(db, one) for one in quality.reviews(db, agent_id=agent(request).id)]

    return json(await look(request, theirs))


@routes.post("/<review_id:int>/appeal")
@describes("agent", right="serve", body=Appealed, answers={200: ReviewShown}, refuses=(409,))
async def appeal(request: Request, review_id: int) -> HTTPResponse:
    """Once, by who was scored. Raises: NotFound for another's; Conflict "appealed_already"."""
    reason = body(request, Appealed).reason

    def make(db: Connection) -> dict[str, Any]:
        who, at = agent(request), now()
        made = quality.appeal(db, review_id, who.id, reason, at)
        audit.record(db, who.login, "quality.appealed", f"review:{review_id}", at)
        return review_shown(db, made)

    return json(await change(request, make))


@routes.post("/findings/<finding_id:int>/steps")
@describes("agent", right="serve", body=Own, answers={200: Finding}, refuses=(409,))
async def correct(request: Request, finding_id: int) -> HTTPResponse:
    """What somebody will do, and has done, about a finding of theirs. Raises: NotFound for another's; Conflict."""
    given = body(request, Own)
    return await step_taken(request, finding_id, given.step, given.note, own=True)


async def step_taken(request: Request, finding_id: int, step: str, note: str, own: bool = False) -> HTTPResponse:
    def make(db: Connection) -> Finding:
        who, at = agent(request), now()
        if own:
            quality.must_be_theirs(db, finding_id, who.id)
        taken = quality.take_step(db, finding_id, step, who.id, note, at)
        audit.record(db, who.login, f"quality.{step}", f"finding:{finding_id}", at)
        return taken

    return json(plain(await change(request, make)))


def review_shown(db: Connection, one: Review) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in Review.__dataclass_fields__}
    found = quality.findings(db, review_id=one.id)
    shown: dict[str, Any] = plain({**told, "findings": found})
    return {**shown, "holds": one.holds, "agent": name_of(db, one.item.agent_id)}


def name_of(db: Connection, agent_id: int | None) -> str | None:
    return agents.get(db, agent_id).name if agent_id else None
