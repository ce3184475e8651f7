"""Names of customers: which are known where somebody looks, and how they are shown to whoever needs none (S4-6.1-b)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.engine import Connection

from bot.store.tables import appointments, conversations, customers, quality_items, tickets

# What somebody says before their name: “我叫张三”, “my name is Alice Smith”.
_SAID = re.compile(
    r"((?:我叫|我的?名字(?:是|叫)|姓名(?:是|[:：]))\s*)([\u4e00-\u9fff]{2,4}?)(?=[，。,.!！\s、；;的]|$)"
    r"|(\bmy name is\s+)([A-Z][\w'-]+(?: [A-Z][\w'-]+)*)",
    re.I,
)
SHORTEST = 2  # characters: one alone stands in too many words


def name(text: str) -> str:
    """`张**`, `A****`: the first character tells two apart."""
    bare = text.strip()
    return bare[:1] + ("*" * max(1, min(len(bare) - 1, 3)) if bare[:1] > "\u2e7f" else "****")


def unnamed(text: str, names: Iterable[str]) -> str:
    """The same words without these names, and without one that somebody introduces themselves by."""
    for one in sorted(names, key=len, reverse=True):
        text = re.sub(_whole(one), name(one), text, flags=re.I)
    return _SAID.sub(lambda found: f"{found[1] or found[3]}{name(found[2] or found[4])}", text)


def _whole(one: str) -> str:
    """A Latin name is no part of a longer word; Chinese has no blanks to tell."""
    return rf"\b{re.escape(one)}\b" if one.isascii() else re.escape(one)


def names_known(db: Connection, asked: Mapping[str, Any]) -> frozenset[str]:
    """The names of the customer whom an address is about. `asked`: its parts, of which conversation_id, number (of a
    ticket or an appointment) and item_id (of a quality sample) say who it is."""
    whose = _customers(asked)
    if whose is None:
        return frozenset()
    rows = db.execute(
        union(
            select(customers.c.name).where(customers.c.id.in_(whose)),
            select(appointments.c.name).where(appointments.c.customer_id.in_(whose)),
        )
    )
    fields = db.execute(select(tickets.c.fields).where(tickets.c.customer_id.in_(whose))).scalars()
    told = [*(row.name for row in rows), *(one.get("name") for one in fields)]
    return frozenset(one.strip() for one in told if isinstance(one, str) and len(one.strip()) >= SHORTEST)


def _customers(asked: Mapping[str, Any]) -> Any:
    if "conversation_id" in asked:
        return _of_conversation(select(conversations.c.id).where(conversations.c.id == asked["conversation_id"]))
    if "item_id" in asked:
        return _of_conversation(
            select(quality_items.c.conversation_id).where(quality_items.c.id == int(asked["item_id"]))
        )
    if "number" in asked:
        number = str(asked["number"])
        both = union(*(select(one.c.customer_id).where(one.c.number == number) for one in (tickets, appointments)))
        return select(both.subquery().c.customer_id)
    return None


def _of_conversation(ids: Any) -> Any:
    return select(conversations.c.customer_id).where(conversations.c.id.in_(ids))
