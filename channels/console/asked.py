"""What a request brings and what it may do: a checked payload, a look at the store, a change in it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, TypeVar

from pydantic import ValidationError
from sanic.request import Request
from sqlalchemy.engine import Connection

from bot.agents import Agent
from bot.errors import Invalid
from channels import payload
from channels.plain import plain

Seen = TypeVar("Seen")
Asked = TypeVar("Asked", bound="Payload")


class Payload(payload.Payload):
    """What an agent's page sends: blanks around a text are no part of it."""

    class Config:
        anystr_strip_whitespace = True


def now() -> datetime:
    return datetime.now(timezone.utc)


def agent(request: Request) -> Agent:
    signed_in: Agent = request.ctx.session.agent
    return signed_in


def body(request: Request, form: type[Asked]) -> Asked:
    """Raises: Malformed when it is no JSON; Invalid, with the names of the wrong fields."""
    return _checked(form, payload.from_json(request))


def query(request: Request, form: type[Asked]) -> Asked:
    """What stands in the address after the question mark. Raises: Invalid."""
    return _checked(form, payload.from_query(request, form))


def _checked(form: type[Asked], given: dict[str, Any]) -> Asked:
    try:
        return form.parse_obj(given)
    except ValidationError as error:
        fields = {str(found["loc"][0]): found["msg"] for found in error.errors()}
        raise Invalid("invalid", ", ".join(f"{name}: {why}" for name, why in fields.items()), fields=fields) from error


async def look(request: Request, at: Callable[[Connection], Seen]) -> Seen:
    def seen() -> Seen:
        with request.app.ctx.store.reading() as db:
            return at(db)

    return await asyncio.to_thread(seen)


async def change(request: Request, make: Callable[[Connection], Seen]) -> Seen:
    def made() -> Seen:
        with request.app.ctx.store.writing() as db:
            return make(db)

    return await asyncio.to_thread(made)


__all__ = ["Payload", "agent", "body", "change", "look", "now", "plain", "query"]
