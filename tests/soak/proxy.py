"""A road that breaks: passes bytes on to the desk, and resets a connection whenever chance says so."""

import asyncio
import contextlib
import random
import socket
import struct

# Bytes that pass, in both directions together, before a connection is reset.
SHORTEST, LONGEST = 100, 60_000
# A close with this option and no waiting is a reset (RST) instead of an end (FIN).
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """`port` is where it listens; `resets` counts what it broke."""

    def __init__(self, target: int, chance: random.Random) -> None:
        self.target, self._chance = target, chance
        self.port, self.resets = 0, 0
        self._server: asyncio.AbstractServer | None = None
        self._pipes: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for pipe in list(self._pipes):
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pipes.add(task)
        try:
            await self._pass_on(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            _reset(writer)
            self._pipes.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
        left = [self._chance.randint(SHORTEST, LONGEST)]
        ways = [self._pump(reader, there_writer, left), self._pump(there_reader, writer, left)]
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            _reset(there_writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: list[int]) -> None:
        while chunk := await reader.read(4096):
            left[0] -= len(chunk)
            if left[0] <= 0:
                self.resets += 1
                return
            writer.write(chunk)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        end = writer.get_extra_info("socket")
        if end is not None:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
