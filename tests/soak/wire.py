"""HTTP/1.1 as a page speaks it, on a bare socket, so that a request can also be broken off in the middle."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

ANSWER_SECONDS = 20.0
ABORTED = "aborted"


class Cut(Exception):
    """The line broke, or nothing came: whether the desk has stored anything is not known."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Line:
    """One kept-alive connection to a port of this machine, opened anew whenever it broke."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Raises: Cut."""
        try:
            return await asyncio.wait_for(self._ask(method, path, body), ANSWER_SECONDS)
        except (OSError, EOFError, ValueError, asyncio.TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            raise Cut(str(error) or type(error).__name__) from error

    async def _ask(self, method: str, path: str, body: Any) -> Answer:
        reader, writer = await self._open()
        writer.write(self.request(method, path, body))
        await writer.drain()
        status, headers = await read_head(reader)
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, headers, json.loads(content) if content[:1] in (b"{", b"[") else content)

    async def leave(self, method: str, path: str, body: Any, *, half: bool) -> None:
        """Sent in half, or in whole, and left before the answer. Raises: Cut when nobody was there."""
        request = self.request(method, path, body)
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request[: len(request) // 2] if half else request)
            await writer.drain()
            writer.transport.abort()
        except OSError as error:
            raise Cut(str(error)) from error

    def request(self, method: str, path: str, body: Any = None) -> bytes:
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        own = dict(self.headers)
        if body is not None:
            own.update({"Content-Type": "application/json", "Content-Length": str(len(content))})
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *(f"{k}: {v}" for k, v in own.items())]
        return "\r\n".join([*lines, "", ""]).encode() + content

    def close(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self._reader, self._writer


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """The status, and the headers by their names in small letters; of two cookies the last."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = (line.split(": ", 1) for line in head[1:] if ": " in line)
    return int(head[0].split(" ")[1]), {name.lower(): value for name, value in headers}
