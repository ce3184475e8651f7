"""What a request brings and what it may do: a checked payload, a look at the store, a change in it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sanic.request import Request
from sqlalchemy.engine import Connection

from bot.agents import Agent
from bot.errors import Invalid, Malformed

Seen = TypeVar("Seen")
Asked = TypeVar("Asked", bound="Payload")


class Payload(BaseModel):
    """What comes in from outside; anything that was not asked for is refused."""

    class Config:
        extra = "forbid"
        anystr_strip_whitespace = True


def now() -> datetime:
    return datetime.now(timezone.utc)


def agent(request: Request) -> Agent:
    signed_in: Agent = request.ctx.session.agent
    return signed_in


def body(request: Request, payload: type[Asked]) -> Asked:
    """Raises: Malformed when it is no JSON object; Invalid with the names of the wrong fields."""
    try:
        given = request.json
    except Exception as error:  # the JSON library's own error depends on which one Sanic found
        raise Malformed("not_json") from error
    if not isinstance(given, dict):
        raise Malformed("not_an_object")
    return _checked(payload, given)


def query(request: Request, payload: type[Asked]) -> Asked:
    """The address's parameters, each once. Raises: Invalid."""
    return _checked(payload, {name: values[0] for name, values in request.args.items()})


def _checked(payload: type[Asked], given: dict[str, Any]) -> Asked:
    try:
        return payload(**given)
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


def plain(value: Any) -> Any:
    """Data classes as JSON: moments in ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
