"""Readers of the event stream: what they are shown is compared with what is stored."""

import asyncio
import json
import random
from collections.abc import Callable

from tests.soak.ledger import Ledger
from tests.soak.wire import Cut, Line, read_head

HEAD_SECONDS = 20.0
SILENCE_SECONDS = 40.0
PAUSE_SECONDS = 0.6
# A reader leaves by itself now and then, as phones do.
LEAVES = 0.002


async def follow(
    token: str, port: Callable[[], int], ledger: Ledger, chance: random.Random, going: Callable[[], bool]
) -> None:
    """By its cursor, through every break, until nobody is going on."""
    while going():
        line = Line(port(), {"Authorization": f"Bearer {token}", "Last-Event-ID": str(_cursor(ledger, token))})
        try:
            await _read(line, token, ledger, chance, going)
        except (Cut, OSError, EOFError, asyncio.TimeoutError):
            ledger.counts["streams broken"] += 1
        finally:
            line.close()
        await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS))


def _cursor(ledger: Ledger, token: str) -> int:
    return max(ledger.shown.get(token, {}), default=0)


async def _read(line: Line, token: str, ledger: Ledger, chance: random.Random, going: Callable[[], bool]) -> None:
    reader, writer = await line._open()
    writer.write(line.request("GET", "/widget/stream"))
    status, headers = await asyncio.wait_for(read_head(reader), HEAD_SECONDS)
    if status != 200:
        ledger.counts[f"stream answered {status}"] += 1
        if status != 503 or "retry-after" not in headers:
            ledger.breach(f"a stream was answered {status}")
        raise Cut(str(status))
    while going() and chance.random() > LEAVES:
        event = await asyncio.wait_for(_event(reader), SILENCE_SECONDS)
        if event.get("event") == "message":
            message = json.loads(event["data"])
            ledger.show(token, int(event["id"]), message["text"])


async def _event(reader: asyncio.StreamReader) -> dict[str, str]:
    """One event; the chunks' own lengths lie between the lines and are passed over."""
    found: dict[str, str] = {}
    while True:
        raw = await reader.readline()
        if not raw:
            raise EOFError
        line = raw.decode().rstrip("\r\n")
        if ": " in line and not line.startswith(":"):
            name, value = line.split(": ", 1)
            found[name] = value
        elif not line and found:
            return found
