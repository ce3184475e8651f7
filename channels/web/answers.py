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
class LinkCode:
    """`telegram` opens the app with the code in hand; null where the desk has no bot."""

    code: str
    seconds: int
    telegram: str | None


@dataclass(frozen=True)
class Linked:
    """`already`: nothing changed, it was one customer before."""

    already: bool


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
    notices: list[str]
    promises: list[str]


@dataclass(frozen=True)
class Conversation:
    """`file_mb`: the largest file that may be sent; `telegram`: there is a bot to go on with."""

    messages: list[MessageShown]
    status: Status
    file_mb: int
    telegram: bool


@dataclass(frozen=True)
class Chosen:
    language: Language


@dataclass(frozen=True)
class Rated:
    score: int
