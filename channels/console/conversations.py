"""One conversation: what was said, who holds it, what is known. Who it concerns may read; its holder writes."""

import asyncio
import re
from typing import Any

from pydantic import Field, root_validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy.engine import Connection

from bot import (
    agents,
    appointments,
    attachments,
    conversations,
    customers,
    deliveries,
    handoff,
    notes,
    reception,
    tickets,
    transcript,
)
from bot.access import may
from bot.errors import Forbidden, Invalid
from bot.notes import Note
from bot.transcript import Message
from bot.wakeups import Wakeup
from channels.console import answers
from channels.console.asked import Payload, agent, body, change, look, now, plain, query
from channels.console.drafts import Reason, override
from channels.console.promises import Promising, beside, confirm, must_agree
from channels.console.queue import BEAT, SIGNED_OUT, still_signed_in
from channels.describing import EVENTS, describes
from channels.payload import NUMBER_MAX, FileId
from channels.stream import Event, stream

routes = Blueprint("console_conversations", url_prefix="/console/api/conversations")

PAGE = 200  # messages in one look
# The conversation concerns its reader no more: it waited, and a colleague has taken it.
WITHDRAWN = Event("withdrawn", {}, last=True)


class Cursor(Payload):
    after: int = Field(0, ge=0, le=NUMBER_MAX)


class Said(Reason, Promising):
    """With files the text may be empty."""

    text: str = Field(..., max_length=4000)
    client_key: str = Field(..., min_length=1, max_length=64)
    fence: int = Field(..., ge=0, le=NUMBER_MAX)
    attachments: list[FileId] = Field([], max_items=10)

    @root_validator(skip_on_failure=True)
    def says_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["text"] and not values["attachments"]:
            raise ValueError("either text or attachments")
        return values


class Noted(Payload):
    text: str = Field(..., min_length=1, max_length=4000)


@routes.get("/<conversation_id:str>")
@describes("agent", right="read", answers={200: answers.Conversation})
async def conversation(request: Request, conversation_id: str) -> HTTPResponse:
    return json(await look(request, lambda db: seen_by(request, db, conversation_id)))


def seen_by(request: Request, db: Connection, conversation_id: str) -> dict[str, Any]:
    """`about`, the deadlines, and what supervisors whispered, for who may hear it. Raises: NotFound."""
    who = agent(request)
    whispered = reception.whispers_for(db, conversation_id, who, supervises=may(who.role, "supervise"))
    deadlines = beside(db, conversation_id, request.app.ctx.standard)
    return {**about(db, conversation_id), **deadlines, "whispers": plain(whispered)}


def about(db: Connection, conversation_id: str) -> dict[str, Any]:
    """All that stands beside the transcript. Raises: NotFound."""
    thread = customers.conversation(db, conversation_id)
    customer = conversations.customer(db, conversation_id)
    asked = handoff.current(db, conversation_id)
    return {
        "id": thread.id,
        "channel": thread.channel,
        "language": thread.language,
        "customer": plain(customer),
        "holder": _holder(db, conversation_id),
        "handoff": plain(asked),
        "steps": plain(conversations.steps(db, conversation_id)),
        "notes": plain(notes.of(db, conversation_id)),
        "tickets": [_ticket(one) for one in tickets.of_conversation(db, conversation_id)],
        "appointments": [_appointment(one) for one in appointments.of_conversation(db, conversation_id)],
        "attachments": [one.told() for one in attachments.of_conversation(db, conversation_id)],
        "undelivered": plain(deliveries.of_conversation(db, conversation_id)),
        "stopped_after": deliveries.stopped(db, conversation_id),
    }


def _holder(db: Connection, conversation_id: str) -> dict[str, Any]:
    holder = handoff.holder(db, conversation_id)
    who = agents.get(db, holder.agent_id) if holder.agent_id else None
    return {**plain(holder), "agent_name": who.name if who else None, "agent_no": who.staff_no if who else None}


def _ticket(one: tickets.Ticket) -> dict[str, Any]:
    return {"number": one.number, "kind": one.kind, "title": one.title, "state": one.state}


def _appointment(one: appointments.Appointment) -> dict[str, Any]:
    return {"number": one.number, "service": one.service, "state": one.state, "starts_at": plain(one.starts_at)}


@routes.get("/<conversation_id:str>/messages")
@describes("agent", right="read", query=Cursor, answers={200: list[answers.Line]})
async def messages(request: Request, conversation_id: str) -> HTTPResponse:
    cursor = query(request, Cursor).after

    def after(db: Connection) -> list[Message]:
        transcript.last_seq(db, conversation_id)
        return transcript.after(db, conversation_id, cursor, PAGE)

    return json([line(one) for one in await look(request, after)])


def line(message: Message) -> dict[str, Any]:
    shown: dict[str, Any] = plain(message)
    del shown["id"]
    return shown


@routes.get("/<conversation_id:str>/stream")
@describes("agent", right="read", query=Cursor, headers=("Last-Event-ID",), answers={200: EVENTS})
async def conversation_stream(request: Request, conversation_id: str) -> None:
    """Messages after the cursor, in order, and what stands beside them whenever it changed."""
    state: dict[str, Any] = {"after": _cursor(request), "about": None}
    if may(agent(request).role, "supervise"):
        await change(request, lambda db: reception.watched(db, conversation_id, agent(request), now()))

    async def produce(heard: frozenset[Wakeup]) -> list[Event]:
        # An agent who is put out is told of at the desk: nothing more is shown from then on.
        if not (heard and all(one.topic != "queue" for one in heard)) and not await still_signed_in(request):
            return [SIGNED_OUT]
        try:
            told = await news(request, conversation_id, state)
        except Forbidden:
            return [WITHDRAWN]
        return [*told, *_typing(heard), *([] if heard else [BEAT])]

    def interested(one: Wakeup) -> bool:
        if one.topic == "typing":
            return one.key.startswith(f"{conversation_id}:") and not one.key.endswith(":agent")
        return one.topic in ("work", "queue") or (one.topic, one.key) == ("conversation", conversation_id)

    await stream(request, request.app.ctx.wakeups, interested, produce)


def _cursor(request: Request) -> int:
    """Raises: Invalid."""
    after, resumed = query(request, Cursor).after, request.headers.get("last-event-id")
    if resumed is None:
        return after
    if not re.fullmatch("[0-9]{1,10}", resumed) or int(resumed) > NUMBER_MAX:
        raise Invalid("invalid", "Last-Event-ID: a whole number", fields={"Last-Event-ID": "a whole number"})
    return int(resumed)


async def news(request: Request, conversation_id: str, state: dict[str, Any]) -> list[Event]:
    """Moves the cursor in `state` past what it returns. Raises: NotFound; Forbidden once it concerns them no more."""

    def seen(db: Connection) -> tuple[dict[str, Any], list[Message]]:
        reception.must_see(db, agent(request), conversation_id)
        said: list[Message] = []
        after = state["after"]
        while page := transcript.after(db, conversation_id, after, PAGE):
            said += page
            after = page[-1].seq
        return seen_by(request, db, conversation_id), said

    beside, said = await look(request, seen)
    events = [Event("message", line(one), str(one.seq)) for one in said]
    if said:
        state["after"] = said[-1].seq
    if beside != state["about"]:
        state["about"] = beside
        events.append(Event("about", beside))
    return events


def _typing(heard: frozenset[Wakeup]) -> list[Event]:
    authors = {one.key.rpartition(":")[2] for one in heard if one.topic == "typing"}
    return [Event("typing", {"author": author}) for author in sorted(authors)]


@routes.post("/<conversation_id:str>/messages")
@describes("agent", right="serve", body=Said, answers={201: answers.Line}, refuses=(409,))
async def say(request: Request, conversation_id: str) -> HTTPResponse:
    """Raises: Invalid "reason_needed" with the findings, "promise", "promise_differs"; Conflict "not_holder" with
    who holds it."""
    said = body(request, Said)
    why = await override(request, said.text, said)
    await must_agree(request, said)

    def store(db: Connection) -> Message:
        by = agent(request).id
        words = (said.text, said.client_key, now())
        files = {"attachments": said.attachments, "phrases": request.app.ctx.phrases}
        message = reception.agent_said(db, conversation_id, by, said.fence, *words, override=why, **files)
        confirm(db, message, said, request.app.ctx.standard)
        return message

    return json(line(await change(request, store)), status=201)


@routes.post("/<conversation_id:str>/typing")
@describes("agent", right="serve", answers={204: None})
async def typing(request: Request, conversation_id: str) -> HTTPResponse:
    """Told to the customer only while this agent holds the conversation."""
    holder = await look(request, lambda db: handoff.holder(db, conversation_id))
    if holder.agent_id == agent(request).id:
        await asyncio.to_thread(request.app.ctx.store.tell, Wakeup("typing", f"{conversation_id}:agent"))
    return empty()


@routes.post("/<conversation_id:str>/notes")
@describes("agent", right="serve", body=Noted, answers={201: Note})
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """For colleagues only. Raises: NotFound."""
    noted = body(request, Noted)

    def add(db: Connection) -> notes.Note:
        customers.conversation(db, conversation_id)
        return notes.add(db, conversation_id, agent(request).id, noted.text, now())

    return json(plain(await change(request, add)), status=201)
