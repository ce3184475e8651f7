"""What is new, as it happens: messages by their number, and how things stand whenever that changes."""

from dataclasses import dataclass, field
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sqlalchemy.engine import Connection

from bot import transcript
from bot.customers import Visit
from bot.errors import Invalid
from bot.wakeups import Wakeup
from channels.describing import EVENTS, describes
from channels.limits import address
from channels.payload import NUMBER_MAX
from channels.stream import Event, stream
from channels.web import snapshots, visitors
from channels.web.origins import open_to_pages
from channels.web.payloads import After, asked, clock

BATCH = 200  # messages at a time
# So many heartbeats in a row only ask whether something was said; then all of it is looked at again.
BRIEF_LOOKS = 3


def register(blueprint: Blueprint) -> None:
    open_to_pages(blueprint, "GET", "/stream", follow)


@describes("visitor", query=After, headers=("Last-Event-ID",), answers={200: EVENTS})
async def follow(request: Request) -> None:
    """Server-sent events after `Last-Event-ID` (or ?after=): "message" with its seq as id, and "status"."""
    after = cursor(request)
    conversation_id = await visitors.reading(request, lambda db, visit: visit.conversation_id)
    news = News(request, conversation_id, after)
    with request.app.ctx.limits.stream(("visitor", conversation_id), ("address", address(request))):
        await stream(request, request.app.ctx.wakeups, news.concern, news.tell)


def cursor(request: Request) -> int:
    """Raises: Invalid."""
    after, last = asked(request, After).after, request.headers.get("last-event-id")
    if last is None:
        return after
    if not (last.isascii() and last.isdigit()) or int(last[:12]) > NUMBER_MAX:
        raise Invalid("invalid", "a whole number", field="Last-Event-ID")
    return int(last[:12])


@dataclass
class News:
    """One reader's place in one conversation."""

    request: Request
    conversation_id: str
    after: int
    status: dict[str, Any] = field(default_factory=dict)
    brief_looks: int = 0

    def concern(self, wakeup: Wakeup) -> bool:
        if wakeup.topic == "typing":
            return wakeup.key == f"{self.conversation_id}:agent"
        return (
            wakeup.key == self.conversation_id
            or wakeup.topic == "incident"
            or (wakeup.topic == "queue" and self.status.get("holder") == "queue")
        )

    async def tell(self, heard: frozenset[Wakeup]) -> list[Event]:
        """The token is looked at each time: a visitor who is forgotten hears no more."""
        if await self._nothing_said(heard):
            return []
        messages, status = await visitors.reading(self.request, self._look)
        events = [Event("message", message, str(message["seq"])) for message in messages]
        if messages:
            self.after = messages[-1]["seq"]
        if any(wakeup.topic == "typing" for wakeup in heard) and status["holder"] == "agent":
            events.append(Event("status", {**status, "typing": "agent"}))
        elif status != self.status:
            events.append(Event("status", status))
        self.status = status
        return events

    async def _nothing_said(self, heard: frozenset[Wakeup]) -> bool:
        """At a mere heartbeat one number tells it: a whole look at each of thousands of silent streams is too much."""
        if heard or not self.status or self.brief_looks == BRIEF_LOOKS:
            self.brief_looks = 0
            return False
        self.brief_looks += 1
        last = await visitors.reading(self.request, lambda db, visit: transcript.last_seq(db, visit.conversation_id))
        return last == self.after

    def _look(self, db: Connection, visit: Visit) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        messages: list[dict[str, Any]] = []
        while True:
            after = messages[-1]["seq"] if messages else self.after
            batch = transcript.after(db, self.conversation_id, after, limit=BATCH)
            messages += [snapshots.of_message(message) for message in batch]
            if len(batch) < BATCH:
                break
        return messages, snapshots.status(
            db, self.conversation_id, self.request.app.ctx.standard, clock(), self.request.app.ctx.phrases
        )
