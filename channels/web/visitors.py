"""Who asks: a visitor is known by a random token that the page keeps and the desk stores only as a hash."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from typing import TypeVar

from sanic.request import Request
from sqlalchemy.engine import Connection

from bot import customers
from bot.customers import Visit
from bot.errors import NotSignedIn

KIND = "widget"
TOKEN_BYTES = 32
TOKEN_CHARACTERS = 43  # of 32 bytes in base64

T = TypeVar("T")


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def fingerprint(token: str) -> str:
    """No salt and no slow hash are needed for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


async def reading(request: Request, work: Callable[[Connection, Visit], T]) -> T:
    """Do `work` for the visitor who asks, without holding up the event loop. Raises: NotSignedIn."""
    return await asyncio.to_thread(_read, request, work)


async def writing(request: Request, work: Callable[[Connection, Visit], T]) -> T:
    """Like `reading`, in one transaction that is kept as a whole."""
    return await asyncio.to_thread(_write, request, work)


def _read(request: Request, work: Callable[[Connection, Visit], T]) -> T:
    with request.app.ctx.store.reading() as db:
        return work(db, _visit(db, request))


def _write(request: Request, work: Callable[[Connection, Visit], T]) -> T:
    with request.app.ctx.store.writing() as db:
        return work(db, _visit(db, request))


def _visit(db: Connection, request: Request) -> Visit:
    visit = known(db, request)
    if visit is None:
        raise NotSignedIn("unknown_visitor", "this token belongs to no conversation")
    request.ctx.conversation_id = visit.conversation_id  # for the log
    return visit


def known(db: Connection, request: Request) -> Visit | None:
    token = fingerprint_of(request)
    return customers.find_by_identity(db, KIND, token) if token else None


def fingerprint_of(request: Request) -> str | None:
    """Of the token that the request shows; whether anybody has it is not looked at."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return fingerprint(token) if scheme.lower() == "bearer" and len(token) == TOKEN_CHARACTERS else None
