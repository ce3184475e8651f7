"""What goes wrong again and again: causes with their tickets, measures, owners and days (SYS-25, SYS-26, S0-6.4-e)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import tickets
from bot.tickets import Measure, Problem
from channels.console.asked import Payload, look, now, plain, query
from channels.describing import describes

routes = Blueprint("console_problems", url_prefix="/console/api/problems")

MOST_TICKETS, MOST_CAUSES, MOST_MEASURES = 20, 5, 50  # of one problem on the page


@dataclass(frozen=True)
class MeasureShown(Measure):
    """`late`: it is open, and its day is over."""

    late: bool


@dataclass(frozen=True)
class ProblemShown:
    """`category` of the form root_cause, or "unknown"; `type` of complaint, None for a fault. `count` tickets, `open`
    and `late` measures; of each the page has the latest, of measures those that are open and late first."""

    category: str
    type: str | None
    count: int
    open: int
    late: int
    again: int
    latest: datetime
    tickets: list[str]
    causes: list[str]
    measures: list[MeasureShown]


class Lately(Payload):
    """Of tickets opened in these last days."""

    days: int = Field(90, ge=1, le=366)


@routes.get("")
@describes("agent", right="browse", query=Lately, answers={200: list[ProblemShown]})
async def listing(request: Request) -> HTTPResponse:
    """What comes most often first."""
    at, days = now(), query(request, Lately).days
    today = at.astimezone(request.app.ctx.standard.zone).date()

    def seen(db: Connection) -> list[dict[str, Any]]:
        return [_told(one, today) for one in tickets.problems(db, at - timedelta(days=days), at)]

    return json(await look(request, seen))


def _told(one: Problem, today: date) -> dict[str, Any]:
    measures = sorted((_measure(each, today) for each in one.measures), key=_urgent)
    shown = ProblemShown(
        one.category,
        one.type,
        len(one.tickets),
        one.open,
        sum(each.late for each in measures),
        one.again,
        one.latest,
        list(one.tickets[:MOST_TICKETS]),
        list(dict.fromkeys(one.causes))[:MOST_CAUSES],
        measures[:MOST_MEASURES],
    )
    told: dict[str, Any] = plain(shown)
    return told


def _measure(one: Measure, today: date) -> MeasureShown:
    return MeasureShown(**one.__dict__, late=one.is_late(today))


def _urgent(one: MeasureShown) -> tuple[bool, bool, date]:
    return (one.done_at is not None, not one.late, one.due or date.max)
