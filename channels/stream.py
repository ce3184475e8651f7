"""Server-sent events: what is new since the reader's cursor, now and whenever it is woken."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from sanic.request import Request

from bot.errors import Unavailable
from bot.metrics.events import STREAMS
from bot.wakeups import Wakeup, Wakeups
from channels.ears import Ears, Interested

HEARTBEAT_SECONDS = 15.0
# A reader that takes nothing for this long is let go; it comes back with its cursor and misses nothing.
SEND_SECONDS = 5.0
# What the system keeps on the way to one reader; more only hides that nothing is taken.
BUFFER_BYTES = 64 * 1024
# What was sent and not even received by the other machine after this: the line is dead (Linux knows).
DEAD_SECONDS = 30.0
# Between two looks at a store that is away.
AWAY_SECONDS = 2.0


@dataclass(frozen=True)
class Event:
    """One server-sent event. `id` is the cursor that the reader resumes from; None leaves its cursor alone.

    After the `last` one the stream ends."""

    name: str
    data: Any
    id: str | None = None
    last: bool = False

    def encode(self) -> str:
        lines = [f"event: {self.name}"]
        if self.id is not None:
            lines.append(f"id: {self.id}")
        return "\n".join([*lines, f"data: {json.dumps(self.data, ensure_ascii=False)}", "", ""])


# What is new: called once at the start with nothing heard, then with what was heard since the last call.
Produce = Callable[[frozenset[Wakeup]], Awaitable[list[Event]]]


async def stream(request: Request, wakeups: Wakeups, interested: Interested, produce: Produce) -> None:
    """Answer `request` with events until the reader leaves.

    `produce` keeps the cursor. It is also called at each heartbeat, so a lost wake-up costs at most 15 s.
    What it raises before the first event becomes an ordinary error answer."""
    _notice_the_dead(request)
    produce = _as_shown(request, produce)
    ears = Ears(wakeups, interested)
    STREAMS.inc()
    try:
        first = await produce(frozenset())
        response = await request.respond(content_type="text/event-stream", headers={"Cache-Control": "no-store"})
        await _send(response, first, "retry: 1000\n\n")
        latest = first
        while not any(event.last for event in latest):
            heard = await ears.listen(HEARTBEAT_SECONDS)
            latest = await _produced(produce, heard)
            await _send(response, latest, "" if heard else ": still here\n\n")
    except (asyncio.TimeoutError, ConnectionError):
        return
    finally:
        STREAMS.dec()
        ears.close()


def _as_shown(request: Request, produce: Produce) -> Produce:
    """Masked, for a reader whose door has said so: `request.ctx.shown`."""
    shown = getattr(request.ctx, "shown", None)
    if shown is None:
        return produce

    async def masked(heard: frozenset[Wakeup]) -> list[Event]:
        return [replace(event, data=shown(event.data)) for event in await produce(heard)]

    return masked


async def _produced(produce: Produce, heard: frozenset[Wakeup]) -> list[Event]:
    """While the store is away nothing is new, and the reader stays: what was heard is looked for again and again."""
    while True:
        try:
            return await produce(heard)
        except Unavailable:
            await asyncio.sleep(AWAY_SECONDS)


def _notice_the_dead(request: Request) -> None:
    """And those who never read, before the system has kept megabytes for each of them.

    Without this a reader whose line was cut silently would seem to listen for a quarter of an hour."""
    line = request.transport.get_extra_info("socket")
    if line is None:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(DEAD_SECONDS * 1000))


async def _send(response: Any, events: list[Event], prefix: str = "") -> None:
    text = prefix + "".join(event.encode() for event in events)
    if text:
        await asyncio.wait_for(response.send(text), SEND_SECONDS)
