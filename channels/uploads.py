"""Files in and out: a body larger than any other request's, and an answer that a browser draws or keeps, never runs."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, unquote

from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.attachments import SHOWN_INLINE, Attachment
from bot.errors import Malformed, TooLarge, Unavailable
from channels.describing import BINARY

# A large file over a slow telephone line; whoever takes longer holds up others.
UPLOAD_SECONDS = 180
# Bodies are held in memory until they are stored; so many at once in one process.
AT_ONCE = 16
NAME_HEADER = "X-File-Name"
NAME_CHARACTERS = 1000

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=600",
}


@dataclass(frozen=True)
class Shown:
    """`kind`: image | document | audio | video | location; `state`: awaited | stored | refused | lost. A location has
    no file but a place, in degrees."""

    id: str
    kind: str
    name: str
    media_type: str
    size: int
    state: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Uploaded:
    attachment: Shown


class Slots:
    """How many bodies are being read; only the event loop counts."""

    def __init__(self, most: int) -> None:
        self._free = most

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises: Unavailable."""
        if not self._free:
            raise Unavailable("uploads_busy", "too many uploads at once", retry_after=5)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


_slots = Slots(AT_ONCE)


async def received(request: Request, most_bytes: int) -> bytes:
    """The body of a route with `stream=True`. What is refused for its announced length is not read.

    Raises: Malformed; TooLarge; Unavailable."""
    _announced(request, most_bytes)
    with _slots.one():
        try:
            return await asyncio.wait_for(_body(request), UPLOAD_SECONDS)
        except asyncio.TimeoutError as error:
            raise Malformed("upload_slow", f"not complete within {UPLOAD_SECONDS} s") from error


def _announced(request: Request, most_bytes: int) -> None:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != BINARY:
        raise Malformed("not_binary", f"the content type must be {BINARY}")
    length = request.headers.get("content-length", "")
    if "transfer-encoding" in request.headers or not (length.isascii() and length.isdigit()):
        raise Malformed("length_required", "the length must be told beforehand")
    if int(length) > most_bytes:
        raise TooLarge("attachment_too_large", f"at most {most_bytes} bytes", limit=most_bytes)


async def _body(request: Request) -> bytes:
    return b"".join([data async for data in request.stream])


def file_name(request: Request) -> str:
    """As the page told it, percent-encoded; cleaned where it is kept."""
    return unquote(request.headers.get(NAME_HEADER, "")[:NAME_CHARACTERS], errors="replace")


def told(attachment: Attachment, content: bytes) -> HTTPResponse:
    """Typed by its contents; only pictures may be drawn in place, everything else is saved."""
    how = "inline" if attachment.media_type in SHOWN_INLINE else "attachment"
    headers = {**SAFE, "Content-Disposition": disposition(how, attachment.name)}
    return raw(content, content_type=attachment.media_type, headers=headers)


def disposition(how: str, name: str) -> str:
    """With the name in RFC 5987's form, and in ASCII for old readers."""
    plain = "".join(character if character.isascii() and character not in '"\\%;' else "_" for character in name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
