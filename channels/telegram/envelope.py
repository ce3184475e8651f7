"""An update before anybody understands it: its number, whose it is, and all of it. Nothing is too odd to be kept."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import updates
from bot.store import Store
from channels.telegram.account import CHANNEL

NUMBERS = range(2**63)
DEEPEST = 60  # levels; real updates have about ten
# Where Telegram says whose chat an update is about, in whatever kind of update it is.
PLACES = (("chat", "id"), ("message", "chat", "id"), ("from", "id"), ("user", "id"), ("user_chat_id",))


@dataclass(frozen=True)
class Envelope:
    """`sender`: the chat's number, "" when it is about none."""

    update_id: str
    sender: str
    body: Any


def opened(content: bytes) -> Envelope:
    """What came to the webhook."""
    try:
        body = json.loads(content.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _unreadable(content)
    number = body.get("update_id") if isinstance(body, dict) else None
    if type(number) is not int or number not in NUMBERS or _too_deep(body):
        return _unreadable(content)
    return Envelope(str(number), _sender(body), body)


def polled(body: dict[str, Any]) -> Envelope:
    """One of the updates that a poll brought."""
    return opened(json.dumps(body).encode())


def keep(store: Store, account: str, envelope: Envelope, now: datetime) -> bool:
    """False when it is known already. Raises: Unavailable when the store is away; then Telegram brings it again."""
    with store.writing() as db:
        return updates.keep(db, CHANNEL, account, envelope.update_id, envelope.sender, envelope.body, now)


def _unreadable(content: bytes) -> Envelope:
    """Kept under its own fingerprint, so that the same one again is known."""
    digest = hashlib.sha256(content).hexdigest()
    return Envelope(f"sha256:{digest}", "", {"unreadable": content.decode("utf-8", "backslashreplace")})


def _sender(body: dict[str, Any]) -> str:
    for told in body.values():
        for place in PLACES:
            number = _at(told, place)
            if type(number) is int:
                return str(number)
    return ""


def _at(told: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def _too_deep(body: Any) -> bool:
    """Counted without recursion: how deep it goes is the sender's choice."""
    level = [body]
    for _ in range(DEEPEST):
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))]
        level = [item for items in inner for item in items]
        if not level:
            return False
    return True


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
