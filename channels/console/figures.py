"""Figures (SYS-22): KPIs, clocks, complaints and time in state of a period, the rows behind them, and both as CSV."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, TypeVar

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import agents, figures
from bot.errors import Invalid
from bot.figures import Facts, Period, Wanted
from bot.standard import Standard
from bot.standard.entry import Named
from bot.store.tables import conversations, tickets
from channels.console import figure_answers as answers
from channels.console.asked import Payload, body, look, now, plain, query
from channels.console.sheet import sheet_of_figures, sheet_of_rows
from channels.console.taken_out import CSV, taken_out
from channels.describing import describes
from channels.payload import Number

routes = Blueprint("console_figures", url_prefix="/console/api/figures")

PAGE = 50
MOST_ROWS = 20000  # of a sheet
Made = TypeVar("Made")


class Asked(Payload):
    """`day`: one of the period's, today without it; `first` and `last`: of own dates. The rest narrows."""

    period: Literal["day", "week", "month", "quarter", "own"] = "month"
    day: date | None = None
    first: date | None = None
    last: date | None = None
    channel: str | None = Field(None, max_length=16)
    topic: str | None = Field(None, max_length=40)
    agent: Number | None = None
    department: str | None = Field(None, max_length=40)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.channel, self.topic, self.agent, self.department)


class AskedRows(Asked):
    """`figure`: a KPI, a clock, or STATE-<kind>.<state>; `group`: one clock, dimension or type of it; `missed`: only
    what did not succeed."""

    figure: str = Field(..., min_length=1, max_length=80)
    group: str = Field("", max_length=80)
    missed: Literal["0", "1"] = "0"
    offset: int = Field(0, ge=0, le=10**6)


class Sheet(Asked):
    language: Literal["zh", "en"] = "zh"


class SheetOfRows(AskedRows):
    language: Literal["zh", "en"] = "zh"


@routes.get("/")
@describes("agent", right="figures", query=Asked, answers={200: answers.FiguresShown})
async def shown(request: Request) -> HTTPResponse:
    """Every active KPI of the standard, every clock, and the complaints by type and level. Raises: Invalid."""
    asked = query(request, Asked)
    return json(plain(await _of(request, asked, lambda facts: figures_shown(facts, asked.wanted))))


@routes.get("/states")
@describes("agent", right="figures", query=Asked, answers={200: answers.StatesShown})
async def states(request: Request) -> HTTPResponse:
    """How long tickets stay in each state, and where they stand now (SYS-08). Raises: Invalid."""
    asked = query(request, Asked)

    def made(facts: Facts) -> answers.StatesShown:
        spent = figures.spent(facts.all_works, facts.period, asked.wanted)
        return answers.StatesShown(_period(facts.period), spent)

    return json(plain(await _of(request, asked, made)))


@routes.get("/choices")
@describes("agent", right="figures", answers={200: answers.Choices})
async def choices(request: Request) -> HTTPResponse:
    standard: Standard = request.app.ctx.standard

    def made(db: Connection) -> answers.Choices:
        talked, entered = (select(one.c.channel).distinct() for one in (conversations, tickets))
        channels = sorted({row.channel for row in (*db.execute(talked), *db.execute(entered)) if row.channel})
        people = [answers.AgentNamed(one.id, one.name) for one in agents.listing(db)]
        topics = [*standard.routing.skills, "other"]
        return answers.Choices(channels, topics, people, list(standard.departments))

    return json(plain(await look(request, made)))


@routes.get("/rows")
@describes("agent", right="figures", query=AskedRows, answers={200: answers.RowsShown})
async def rows(request: Request) -> HTTPResponse:
    """What a figure counts, a page at a time; titles, contacts and comments are masked. Raises: Invalid."""
    asked = query(request, AskedRows)

    def made(facts: Facts) -> answers.RowsShown:
        found = _behind(facts, asked)
        return answers.RowsShown(len(found), figures.rows(facts, found[asked.offset : asked.offset + PAGE]))

    return json(plain(await _of(request, asked, made)))


@routes.post("/sheet")
@describes("agent", right="figures", body=Sheet, answers={200: CSV})
async def figures_sheet(request: Request) -> HTTPResponse:
    """The figures as CSV for a spreadsheet; who took them is audited. Raises: Invalid."""
    asked = body(request, Sheet)
    made = await _of(request, asked, lambda facts: figures_shown(facts, asked.wanted))
    file = sheet_of_figures(made, asked.language)
    return await taken_out(request, file, "figures:all", rows=len(made.figures), **_told(asked))


@routes.post("/rows/sheet")
@describes("agent", right="figures", body=SheetOfRows, answers={200: CSV})
async def rows_sheet(request: Request) -> HTTPResponse:
    """The rows behind a figure as CSV, masked as on the page; who took them is audited. Raises: Invalid."""
    asked = body(request, SheetOfRows)
    zone = request.app.ctx.standard.zone
    found = await _of(request, asked, lambda facts: figures.rows(facts, _behind(facts, asked)[:MOST_ROWS]))
    file = sheet_of_rows(found, asked.language, zone)
    return await taken_out(request, file, f"figure:{asked.figure}", rows=len(found), **_told(asked))


async def _of(request: Request, asked: Asked, make: Callable[[Facts], Made]) -> Made:
    standard, moment = request.app.ctx.standard, now()
    period = _asked_period(asked, standard)
    return await look(request, lambda db: make(Facts(db, standard, period, moment)))


def _asked_period(asked: Asked, standard: Standard) -> Period:
    if asked.period != "own":
        return figures.around(asked.period, asked.day or now().astimezone(standard.zone).date(), standard.zone)
    if asked.first is None or asked.last is None:
        raise Invalid("dates", "own dates need a first and a last day", fields={"first": "needed", "last": "needed"})
    return figures.between(asked.first, asked.last, standard.zone)


def _behind(facts: Facts, asked: AskedRows) -> list[figures.Case]:
    return figures.cases_behind(facts, asked.wanted, asked.figure, asked.group, asked.missed == "1")


def figures_shown(facts: Facts, wanted: Wanted) -> answers.FiguresShown:
    """The page: figures, and what the standard says about them now."""
    standard = facts.standard
    kpis = {
        name: answers.KpiShown(
            _both(kpi), [kpi.counts("zh"), kpi.counts("en")], kpi.unit, list(kpi.clocks), list(kpi.clauses)
        )
        for name, kpi in standard.kpis.active.items()
    }
    active = {name: rule for name, rule in standard.clocks.items() if rule.active}
    clocks = {
        name: answers.ClockShown(_both(rule), [rule.limit.say("zh"), rule.limit.say("en")], list(rule.clauses))
        for name, rule in active.items()
    }
    return answers.FiguresShown(
        _period(facts.period),
        facts.now,
        figures.figures(facts, wanted),
        figures.clocks(facts, wanted),
        figures.complained(facts, wanted),
        kpis,
        clocks,
        _all_both(standard.survey.dimensions),
    )


def _period(period: Period) -> answers.PeriodShown:
    before = period.before
    days = (one.isoformat() for one in (period.first, period.last))
    first, last = days
    return answers.PeriodShown(
        period.unit, first, last, period.start, period.end, before.first.isoformat(), before.last.isoformat()
    )


def _told(asked: Asked) -> dict[str, str]:
    """What was asked for, in the audit."""
    return {name: str(value) for name, value in asked.dict().items() if value not in (None, "")}


def _both(name: Named) -> list[str]:
    return [name.zh, name.en]


def _all_both(names: Mapping[str, Named]) -> dict[str, list[str]]:
    return {key: _both(name) for key, name in names.items()}
