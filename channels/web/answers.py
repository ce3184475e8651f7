"""What the desk answers a page: the interface's document and its tests hold the routes to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from channels.web.payloads import Language


@dataclass(frozen=True)
class Empty:
    """It was done; there is nothing to tell."""


@dataclass(frozen=True)
class Begun:
    """`token` is told this once, and is all that opens the conversation."""

    token: str


@dataclass(frozen=True)
class AgentShown:
    name: str
    no: str


@dataclass(frozen=True)
class MessageShown:
    seq: int
    author: Literal["customer", "assistant", "agent", "desk"]
    agent: AgentShown | None
    text: str
    extras: dict[str, Any]
    client_key: str | None
    at: datetime


@dataclass(frozen=True)
class Stored:
    message: MessageShown


@dataclass(frozen=True)
class Place:
    """`minutes` is the expected wait, null while no agent is there."""

    place: int
    minutes: int | None


@dataclass(frozen=True)
class Status:
    holder: Literal["assistant", "queue", "agent"]
    agent: AgentShown | None
    queue: Place | None
    typing: Literal["assistant", "agent"] | None
    rating: int | None
    open: bool
    language: Language


@dataclass(frozen=True)
class Conversation:
    messages: list[MessageShown]
    status: Status


@dataclass(frozen=True)
class Chosen:
    language: Language


@dataclass(frozen=True)
class Rated:
    score: int
