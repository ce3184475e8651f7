"""(a) and (g): how long a customer waits for an answer, and how many answers a second come, at 1, 8 and 32 at once."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Any, Protocol

# Questions and small talk only: stock Rasa has no form, no ticket and no appointment to answer with.
TEXTS = (
    "你好",
    "怎么查话费余额",
    "流量超了怎么收费",
    "How do I get an invoice?",
    "国际漫游怎么开通",
    "谢谢",
    "宽带搬家怎么办理",
    "can I change my plan?",
    "营业厅几点关门",
    "thank you",
)


class Peer(Protocol):
    async def open(self) -> Any: ...

    async def ask(self, conversation: Any, text: str) -> float: ...


@dataclass(frozen=True)
class Turns:
    """Times in milliseconds; `rate` in answers a second."""

    median: float
    p95: float
    rate: float


async def measure(peer: Peer, at_once: int, each: int = len(TEXTS)) -> Turns:
    """`at_once` new conversations, each asking `each` questions one after the other."""
    conversations = [await peer.open() for _ in range(at_once)]
    began = time.perf_counter()
    waits = await asyncio.gather(*(_talk(peer, one, number, each) for number, one in enumerate(conversations)))
    took = time.perf_counter() - began
    all_waits = [wait for one in waits for wait in one]
    for one in conversations:
        if hasattr(one, "leave"):
            await one.leave()
    return Turns(1000 * statistics.median(all_waits), 1000 * percentile(all_waits, 95), len(all_waits) / took)


async def _talk(peer: Peer, conversation: Any, number: int, each: int) -> list[float]:
    """Each begins elsewhere in the list, so that not all ask the same at the same time."""
    return [await peer.ask(conversation, TEXTS[(number + turn) % len(TEXTS)]) for turn in range(each)]


def percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]
