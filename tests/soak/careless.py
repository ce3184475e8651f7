"""A desk that acknowledges before it stores: what the soak must find. For tests only."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from sanic.request import Request
from sqlalchemy.engine import Connection

from bot.cli import main
from bot.customers import Visit
from channels.web import visitors

# Between the acknowledgement and the storing (s); many servers flush as rarely.
LATER_SECONDS = 0.5

_store = visitors.writing


class Rehearsed(Exception):
    """Ends a transaction so that nothing of it is kept."""


async def _answer_first(request: Request, work: Callable[[Connection, Visit], Any]) -> Any:
    """The answer as it would be, at once; the storing is left to later, and to luck."""
    answer: list[Any] = []

    def rehearse(db: Connection, visit: Visit) -> None:
        answer.append(work(db, visit))
        raise Rehearsed

    with contextlib.suppress(Rehearsed):
        await _store(request, rehearse)
    later = asyncio.ensure_future(_store_later(request, work))
    later.add_done_callback(lambda done: done.cancelled() or done.exception())
    return answer[0]


async def _store_later(request: Request, work: Callable[[Connection, Visit], Any]) -> None:
    await asyncio.sleep(LATER_SECONDS)
    await _store(request, work)


if __name__ == "__main__":
    visitors.writing = _answer_first
    main()
