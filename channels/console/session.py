"""Signing in and out, and what the page needs to begin."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import agents, reception
from bot.access import ROLES, rights_of
from bot.agents import SignIn
from bot.errors import NotSignedIn, TooMany
from bot.operator import Operator
from bot.reception import guard
from bot.routing import GRADES
from bot.standard import Standard
from bot.standard.entry import Named
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, now, plain
from channels.console.canned import canned_replies
from channels.console.case import forms
from channels.console.door import set_cookie, token
from channels.console.holding import OUTCOMES, TOPICS
from channels.console.operator import operator_of, services
from channels.console.proven import second_factor_of
from channels.describing import describes
from channels.limits import address

sign_in_routes = Blueprint("console_sign_in", url_prefix="/console/api")
routes = Blueprint("console_session", url_prefix="/console/api")


class Credentials(Payload):
    login: str = Field(..., min_length=1, max_length=64)
    password: str = Field(..., min_length=1, max_length=200)
    code: str = Field("", max_length=32)


class Availability(Payload):
    available: bool


@sign_in_routes.post("/sign-in")
@describes("anyone", body=Credentials, answers={200: answers.Welcome}, refuses=(401, 403, 429, 503))
async def sign_in(request: Request) -> HTTPResponse:
    """Raises: NotSignedIn; TooMany."""
    given = body(request, Credentials)
    where = address(request)
    request.app.ctx.limits.admit(("sign_ins", where))
    rules = request.app.ctx.standard.guard

    def enter() -> SignIn:
        store = request.app.ctx.store
        try:
            with store.writing() as db:
                return reception.let_in(db, given.login, given.password, given.code, where, now())
        except (NotSignedIn, TooMany) as refused:
            if refused.code == "code_needed":  # halfway in
                raise
            with store.writing() as db:
                guard.sign_in_failed(db, given.login, where, refused.code, now(), rules)
            raise

    entered = await asyncio.to_thread(enter)
    response = json(await welcome(request, entered))
    set_cookie(response, request.app.ctx.settings, entered.token)
    return response


@routes.get("/me")
@describes("agent", answers={200: answers.Welcome})
async def me(request: Request) -> HTTPResponse:
    return json(await welcome(request, request.ctx.session))


async def welcome(request: Request, session: SignIn) -> dict[str, Any]:
    who = plain(session.agent)
    for unshown in ("disabled_at", "trained_at", "seen_at"):
        del who[unshown]
    standard: Standard = request.app.ctx.standard
    operator = operator_of(request.app)
    return {
        "agent": who,
        "rights": rights_of(session.agent.role),
        "csrf": session.csrf,
        "canned": await asyncio.to_thread(canned_replies, request.app.ctx.phrases),
        "choices": choices(standard, operator),
        "words": words(standard, operator),
        "forms": forms(standard),
        "file_mb": request.app.ctx.settings.attachment_mb,
        "second_factor": plain(await second_factor_of(request, session.agent)),
    }


def choices(standard: Standard, operator: Operator) -> dict[str, Any]:
    """What may be chosen where, by the keys of the standard, the operator and the desk."""
    return {
        "topics": TOPICS,
        "outcomes": OUTCOMES,
        "kinds": list(standard.tickets),
        "states": {kind: [*entry.steps, *entry.side] for kind, entry in standard.tickets.items()},
        "departments": {kind: entry.department for kind, entry in standard.tickets.items()},
        "types": list(standard.complaint.types),
        "levels": list(standard.complaint.levels),
        "customer_classes": list(standard.priority.classes),
        "overrides": list(standard.wording.reasons),
        "sheet": {
            "checks": list(standard.quality.checks),
            "answers": list(standard.quality.answers),
            "longest_days": standard.quality.longest.length.days,
        },
        "incidents": {
            "severities": list(standard.incidents.severities),
            "services": list(standard.incidents.services),
            "notices": {key: _both(one) for key, one in standard.incidents.notices.items()},
        },
        "skills": list(standard.routing.skills),
        "grades": list(GRADES),
        "roles": list(ROLES),
        "all_departments": list(standard.departments),
        "services": services(operator),
        "districts": list(operator.districts),
        "time_zone": standard.time_zone,
    }


def words(standard: Standard, operator: Operator) -> dict[str, dict[str, list[str]]]:
    """The standard's and the operator's own names, [zh, en], by group: the page has no second list of them."""
    steps = {key: name for entry in standard.tickets.values() for key, name in {**entry.steps, **entry.side}.items()}
    groups: dict[str, Mapping[Any, Named]] = {
        "kind": standard.tickets,
        "state": steps,
        "department": standard.departments,
        "skill": standard.routing.skills,
        "complaint": standard.complaint.types,
        "level": standard.complaint.levels,
        "act": {key: one for entry in standard.tickets.values() for key, one in entry.records.items()},
        "feature": {key: one for entry in standard.tickets.values() for key, one in entry.features.items()},
        "grade": standard.priority.grades,
        "customer_class": standard.priority.classes,
        "callback_phase": {str(n): one for n, one in enumerate(standard.callbacks.phases, 1)},
        "callback_asks": standard.callbacks.asks,
        "score": {str(score): one for score, one in standard.survey.scores.items()},
        "quadrant": standard.priority.quadrants,
        "override": standard.wording.reasons,
        "sheet": {**standard.quality.rules, **standard.quality.checks},
        "remedy": standard.remedies.kinds,
        "unit": standard.remedies.units,
        "severity": standard.incidents.severities,
        "stage": standard.incidents.stages,
        "plan": standard.incidents.plan,
        "hit": standard.incidents.services,
        "service": operator.services,
        "district": operator.districts,
    }
    return {group: {key: _both(name) for key, name in names.items()} for group, names in groups.items()}


def _both(name: Named) -> list[str]:
    return [name.zh, name.en]


@routes.post("/sign-out")
@describes("agent", answers={204: None})
async def sign_out(request: Request) -> HTTPResponse:
    """Who leaves is away: nobody new is counted on."""

    def leave(db: Connection) -> None:
        agents.set_available(db, agent(request).id, False, now())
        agents.sign_out(db, token(request), now())

    await change(request, leave)
    response = empty()
    set_cookie(response, request.app.ctx.settings, "")
    return response


@routes.post("/availability")
@describes("agent", right="serve", body=Availability, answers={204: None})
async def availability(request: Request) -> HTTPResponse:
    """Away, an agent goes on with what is held, and takes nobody new."""
    given = body(request, Availability)
    await change(request, lambda db: agents.set_available(db, agent(request).id, given.available, now()))
    return empty()
