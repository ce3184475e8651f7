"""(c): how soon a customer knows that a message is kept, when a hundred a second come."""

import asyncio
import statistics
import time
from dataclasses import dataclass

from desk import Conversation, Desk
from turns import percentile

CUSTOMERS = 50


@dataclass(frozen=True)
class Acknowledged:
    """Milliseconds; `rate` is what was reached, a second."""

    median: float
    p95: float
    p99: float
    rate: float


async def measure(
    desk: Desk, per_second: int = 100, seconds: float = 20.0, asked_for_person: bool = True
) -> Acknowledged:
    """Messages leave at fixed moments, whether or not the ones before were answered: no wait is hidden.

    With `asked_for_person` the customers wait for a person, so that no turn of the assistant is owed."""
    customers = [await desk.open() for _ in range(CUSTOMERS)]
    if asked_for_person:
        await asyncio.gather(*(one.ask_for_person() for one in customers))
    began = time.perf_counter()
    waits = await asyncio.gather(
        *(
            _say(customers[number % CUSTOMERS], began + number / per_second)
            for number in range(int(per_second * seconds))
        )
    )
    rate = len(waits) / (time.perf_counter() - began)
    return Acknowledged(
        1000 * statistics.median(waits), 1000 * percentile(waits, 95), 1000 * percentile(waits, 99), rate
    )


async def _say(customer: Conversation, at: float) -> float:
    await asyncio.sleep(max(0.0, at - time.perf_counter()))
    await customer.say("我家宽带又断了，请尽快处理")
    return time.perf_counter() - at
