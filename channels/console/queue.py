"""Who waits, what the agent holds, who else is there: always told whole, so that nothing can be missed."""

import asyncio
from datetime import datetime
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import agents, conversations, deliveries, handoff, notices, reception
from bot.access import may
from bot.errors import Conflict, NotSignedIn
from bot.handoff import Handoff, Holder
from bot.standard import Standard
from bot.store import Store
from bot.wakeups import Wakeup
from channels.console import answers
from channels.console.asked import agent, change, look, now, plain
from channels.console.door import open_session, token
from channels.console.incidents import banner
from channels.describing import EVENTS, describes
from channels.stream import Event, stream

routes = Blueprint("console_queue", url_prefix="/console/api")

BEAT = Event("beat", {})
SIGNED_OUT = Event("signed_out", {}, last=True)


@routes.get("/desk")
@describes("agent", answers={200: answers.Desk})
async def desk(request: Request) -> HTTPResponse:
    return json(await look(request, lambda db: snapshot(db, agent(request), request.app.ctx.standard)))


@routes.get("/stream")
@describes("agent", answers={200: EVENTS})
async def desk_stream(request: Request) -> None:
    before: dict[str, Any] = {}

    async def produce(heard: frozenset[Wakeup]) -> list[Event]:
        if not await still_signed_in(request):
            return [SIGNED_OUT]
        seen = await look(request, lambda db: snapshot(db, agent(request), request.app.ctx.standard))
        told = {name: value for name, value in seen.items() if name != "now"}
        if told == before:
            return [BEAT]
        before.clear()
        before.update(told)
        return [Event("desk", seen)]

    # New messages change previews and unread marks as well.
    topics = ("queue", "conversation", "incident")
    await stream(request, request.app.ctx.wakeups, lambda one: one.topic in topics, produce)


async def still_signed_in(request: Request) -> bool:
    """The open console is a sign of life: what its agent holds stays theirs. Only an available agent is also at work in
    a quiet hour; an absent one's session ends after its half hour."""

    store, kept = request.app.ctx.store, token(request)
    try:
        request.ctx.session = session = await asyncio.to_thread(open_session, store, kept, seen=False)
        await asyncio.to_thread(_note_here, store, kept, session.agent)
    except NotSignedIn:
        return False
    return True


def _note_here(store: Store, kept: str, who: agents.Agent) -> None:
    if not agents.must_be_noted(who, now()):
        return
    if who.available:
        open_session(store, kept, seen=True)
        return
    with store.writing() as db:
        agents.note_here(db, who.id, now())


def snapshot(db: Connection, who: agents.Agent, standard: Standard) -> dict[str, Any]:
    """{"now", "available", "waiting", "mine", "agents", "undelivered"}; waiting in the order of serving (C-11).

    Who serves nobody sees no customer here."""
    serving = may(who.role, "serve")
    waiting, mine = (handoff.waiting(db, now(), standard), handoff.held_by(db, who.id)) if serving else ([], [])
    last = conversations.latest(db, [one.conversation_id for one in [*waiting, *mine]])
    holding = handoff.held_counts(db)
    return {
        "now": now().isoformat(),
        "available": agents.get(db, who.id).available,
        "waiting": [entry(one, last, standard) for one in waiting],
        "mine": [entry(one, last, standard) for one in mine],
        "agents": [_colleague(one, holding.get(one.id, 0)) for one in agents.listing(db) if one.disabled_at is None],
        "undelivered": deliveries.count_open(db) if serving else 0,
        "notices": notices.unseen(db, who.id),
        "incidents": banner(db, standard),
    }


def entry(one: Handoff, last: dict[str, conversations.Latest], standard: Standard) -> dict[str, Any]:
    """`answer_by`: until when it is its agent's to take up; None once it is, and while it is nobody's."""
    said = last.get(one.conversation_id)
    return {
        "handoff_id": one.handoff_id,
        "conversation_id": one.conversation_id,
        "customer_id": one.customer_id,
        "name": one.customer_name,
        "channel": one.channel,
        "language": one.language,
        "reason": one.reason,
        "urgent": one.urgent,
        "emotion": one.emotion,
        "topic": one.topic,
        "asked_at": plain(one.asked_at),
        "claimed_at": plain(one.claimed_at),
        "answer_by": plain(_answer_by(one, standard)),
        "last": plain(said),
        "customer_seq": said.customer_seq if said else 0,
    }


def _answer_by(one: Handoff, standard: Standard) -> datetime | None:
    if not one.assigned or one.assigned_at is None:
        return None
    return one.assigned_at + standard.routing.answer_within.length


def _colleague(one: agents.Agent, holding: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "staff_no": one.staff_no,
        "available": one.available,
        "holding": holding,
        "capacity": one.capacity,
    }


@routes.post("/handoffs/<handoff_id:int>/claim")
@describes("agent", right="serve", answers={200: Holder}, refuses=(409,))
async def claim(request: Request, handoff_id: int) -> HTTPResponse:
    """Raises: NotFound; Conflict "away", "at_capacity", "handoff_ended", or "already_claimed" with who was first."""

    def take(db: Connection) -> handoff.Holder:
        if not agents.get(db, agent(request).id).available:
            raise Conflict("away", "an agent who is away takes nobody new")
        return reception.claimed(db, handoff_id, agent(request).id, now(), phrases=request.app.ctx.phrases)

    return json(plain(await change(request, take)))
