"""Rasa's connectors wait for the network inside their coroutines: they run in threads of their own, so that only they
wait."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

# For those that are asked, and for those that send: an app that hangs holds up neither the other nor the desk.
RECEIVING = ThreadPoolExecutor(16, "connectors-in")
SENDING = ThreadPoolExecutor(32, "connectors-out")


async def aside(threads: ThreadPoolExecutor, call: Callable[[], Awaitable[T]]) -> T:
    """In an event loop of its own; it sees this task's context variables."""

    async def run() -> T:
        return await call()

    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, lambda: asyncio.run(run()))
