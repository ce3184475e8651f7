"""(e): what it costs to keep thousands of widgets informed that nothing is new."""

import asyncio
import resource
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from desk import Conversation, Desk
from turns import percentile

OPENING = 50  # at once
SAMPLES = 30
SPARE_FILES = 500


@dataclass(frozen=True)
class Streams:
    """`kilobytes` of the web process for each stream; times in milliseconds, from saying to reading on the stream."""

    streams: int
    kilobytes: float
    alone: float
    median: float
    p95: float


async def measure(desk: Desk, streams: int = 5000) -> Streams:
    _allow_files(streams + SPARE_FILES)
    alone = [await _echo(desk) for _ in range(SAMPLES)]
    before = _memory(desk.process.pid)
    writers = await _open_all(desk, streams)
    await asyncio.sleep(5)
    after = _memory(desk.process.pid)
    waits = [await _echo(desk) for _ in range(SAMPLES)]
    for writer in writers:
        writer.close()
    return Streams(
        streams,
        (after - before) / streams,
        1000 * statistics.median(alone),
        1000 * statistics.median(waits),
        1000 * percentile(waits, 95),
    )


async def _open_all(desk: Desk, streams: int) -> list[asyncio.StreamWriter]:
    gate = asyncio.Semaphore(OPENING)

    async def one() -> asyncio.StreamWriter:
        async with gate:
            return await _open(desk, await desk.open())

    return list(await asyncio.gather(*(one() for _ in range(streams))))


async def _open(desk: Desk, customer: Conversation) -> asyncio.StreamWriter:
    """A bare connection: a client library would need more memory than what is measured."""
    place = urlsplit(desk.address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    head = f"GET /widget/stream HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: {customer.authorization}\r\n\r\n"
    writer.write(head.encode())
    status = await reader.readline()
    assert b" 200 " in status, status
    asyncio.ensure_future(_read_on(reader))
    return writer


async def _read_on(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        pass


async def _echo(desk: Desk) -> float:
    """A customer's own message on their own stream."""
    customer = await desk.open()
    await customer.ask_for_person()
    messages = customer.follow()
    await messages.__anext__()  # the greeting: the stream is open
    began = time.perf_counter()
    seq = await customer.say("在吗")
    async for message in messages:
        if message["seq"] == seq:
            break
    took = time.perf_counter() - began
    await messages.aclose()  # type: ignore[attr-defined]
    return took


def _memory(process: int) -> float:
    """Resident kilobytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))
