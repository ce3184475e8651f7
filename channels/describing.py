"""What a route takes and answers, said beside its handler. The interface's document is made of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from bot.access import RIGHTS

# Who may ask: whoever finds it, a visitor with a token, an agent who is signed in, a messaging app.
Who = Literal["anyone", "visitor", "agent", "app"]
Handler = TypeVar("Handler", bound=Callable[..., Any])

EVENTS = "text/event-stream"
HTML = "text/html; charset=utf-8"
BINARY = "application/octet-stream"


class Refusal(BaseModel):
    """`error` is what a client may test; further facts stand beside it."""

    error: str
    detail: str

    class Config:
        extra = "allow"


@dataclass(frozen=True)
class Description:
    """`answers`: what each status carries — a model, a media type, or None for no body.

    `right`: what an agent's role must allow (bot.access.RIGHTS); None for whoever is signed in.
    `refuses`: statuses beyond those that follow from `who` and from what is taken. `takes`: the media type of a
    body that is no JSON. `headers` are taken into account when sent."""

    who: Who
    right: str | None = None
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answers: dict[int, Any] = field(default_factory=dict)
    refuses: tuple[int, ...] = ()
    takes: str | None = None
    headers: tuple[str, ...] = ()


def describes(who: Who, **details: Any) -> Callable[[Handler], Handler]:
    """Put beside a handler; its docstring is the summary."""
    description = Description(who, **details)
    assert description.right is None or description.right in RIGHTS, description.right

    def put(handler: Handler) -> Handler:
        handler.described = description  # type: ignore[attr-defined]
        return handler

    return put


def description_of(handler: Any) -> Description | None:
    found: Description | None = getattr(handler, "described", None)
    return found
