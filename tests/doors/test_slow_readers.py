"""Who never reads is let go, and nobody else waits for it."""

import socket
import time
from urllib.parse import urlsplit

import pytest

from bot import transcript
from bot.metrics.events import STREAMS

from .world import World, _now

READERS = 50
WINDOW_BYTES = 4096
TOLD = 150  # messages of 12 kB each: more than all buffers on the way hold
EVICTED_SECONDS = 30


def never_read(world: World) -> socket.socket:
    address = urlsplit(world.site)
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
    line.connect((address.hostname, address.port))
    head = (
        f"GET /widget/stream HTTP/1.1\r\nHost: desk\r\nAuthorization: {world.shown['alice']['Authorization']}\r\n\r\n"
    )
    line.sendall(head.encode())
    return line


def open_streams() -> float:
    return float(STREAMS._value.get())


def until(wanted: float, seconds: float) -> float:
    """How many streams are open, once it is as wanted or the time is over."""
    end = time.monotonic() + seconds
    while open_streams() != wanted and time.monotonic() < end:
        time.sleep(0.05)
    return open_streams()


@pytest.mark.timeout(120)
def test_fifty_who_never_read_are_let_go_and_a_reader_gets_everything(world: World) -> None:
    before = open_streams()
    lines = [never_read(world) for _ in range(READERS)]
    try:
        assert until(before + READERS, EVICTED_SECONDS) == before + READERS
        with world.store.writing() as db:
            for _ in range(TOLD):
                transcript.add(db, world.ids["alice"], "assistant", "慢" * 4000, _now())
            last = transcript.last_seq(db, world.ids["alice"])
        assert until(before, EVICTED_SECONDS) == before
        with world.line.stream("GET", world.site + "/widget/stream", headers=world.shown["alice"]) as answer:
            numbers = (int(line[4:]) for line in answer.iter_lines() if line.startswith("id: "))
            assert next(number for number in numbers if number == last) == last
    finally:
        for line in lines:
            line.close()
