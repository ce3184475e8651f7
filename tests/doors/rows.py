"""What a row of the matrix says: who asks, what is sent, and the answer that each role gets.

All objects that are named are Alice's, whom Bob serves. Dan is another customer, Erin another agent; Sam is a senior
agent, Ivy the investigator, Carol the supervisor, Quinn assesses quality, Desi designs, Ada administers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.access import may

from .world import AGENTS, PNG, World

ROLES = ("nobody", "dan", *(one for one in AGENTS if one != "bob"), "bob", "alice")
Sent = Callable[[World], dict[str, Any]]
FILE = {"content": PNG, "headers": {"Content-Type": "application/octet-stream", "X-File-Name": "a.png"}}


@dataclass(frozen=True)
class Row:
    """`sends`: what goes into the path under "path", and httpx's own arguments beside it. `needs`: the right."""

    expected: dict[str, int]
    sends: Sent = field(default=lambda world: {})
    needs: str | None = None


def everyone(status: int, sends: Sent = lambda world: {}) -> Row:
    return Row(dict.fromkeys(ROLES, status), sends)


def visitors(alice: int, dan: int | None = None, sends: Sent = lambda world: {}) -> Row:
    """Dan's status is for Dan's own conversation, or for Alice's thing asked for with Dan's token."""
    return Row({**dict.fromkeys(ROLES, 401), "alice": alice, "dan": alice if dan is None else dan}, sends)


def agents(
    status: int, others: int | None = None, sends: Sent = lambda world: {}, needs: str | None = None, **special: int
) -> Row:
    """Bob's status, and that of the other agents whose role has the right that is needed; customers and strangers are
    never let in."""
    theirs = dict.fromkeys(AGENTS, status if others is None else others)
    without = {name: 403 for name, role in AGENTS.items() if needs and not may(role, needs)}
    return Row({**dict.fromkeys(ROLES, 401), **theirs, "bob": status, **special, **without}, sends, needs)


def talk(status: int, others: int | None = None, sends: Sent = lambda world: {}, needs: str = "serve") -> Row:
    """What names Alice's conversation is also closed to those whom it does not concern."""
    strangers = {name: 403 for name, role in AGENTS.items() if name != "bob" and not may(role, "browse")}
    return agents(status, others, sends, needs, **strangers)


def hers(**sent: Any) -> Sent:
    """To Alice's conversation; a value may be a function of the world."""
    return to("conversation_id", "alice", **sent)


def to(parameter: str, thing: str, **sent: Any) -> Sent:
    def made(world: World) -> dict[str, Any]:
        told = {name: value(world) if callable(value) else value for name, value in sent.items()}
        return {"path": {parameter: world.ids[thing]}, **told}

    return made
