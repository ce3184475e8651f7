"""Customers, the identities by which we know them again, and their conversations."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.store.inserts import insert_unless_taken
from bot.store.tables import conversations, customers, identities

ID_BYTES = 12
NAME_LIMIT = 80  # characters
# Put together once: these are asked at every request of a visitor.
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("here"))
_USE_LANGUAGE = (
    update(conversations)
    .where(conversations.c.id == bindparam("here"))
    .values(language=bindparam("spoken"), language_fixed=bindparam("fixed"))
)
_BY_IDENTITY = (
    select(conversations.c.customer_id, conversations.c.identity_id, conversations.c.id)
    .join(identities, conversations.c.identity_id == func.coalesce(identities.c.stands_for, identities.c.id))
    .where(identities.c.kind == bindparam("kind"), identities.c.external_id == bindparam("external_id"))
    .order_by(conversations.c.created_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Visit:
    customer_id: str
    identity_id: int
    conversation_id: str


@dataclass(frozen=True)
class Conversation:
    """`language`: zh | zh-Hant | en; `language_fixed`: the customer asked for it."""

    id: str
    customer_id: str
    channel: str
    language: str
    language_fixed: bool
    created_at: datetime


def welcome(db: Connection, channel: str, kind: str, external_id: str, language: str, now: datetime) -> Visit:
    """A new customer with a first identity (`kind`: widget | site | telegram …) and an empty conversation.

    Raises: Conflict "identity_taken" when somebody was welcomed by it already."""
    customer_id, conversation_id = _new_id(), _new_id()
    db.execute(insert(customers).values(id=customer_id, created_at=now))
    identity_id: int | None = insert_unless_taken(
        db, identities, customer_id=customer_id, kind=kind, external_id=external_id, created_at=now
    )
    if identity_id is None:
        raise Conflict("identity_taken", "this identity has a customer already")
    conversation = insert(conversations).values(
        id=conversation_id,
        customer_id=customer_id,
        identity_id=identity_id,
        channel=channel,
        language=language,
        created_at=now,
    )
    db.execute(conversation)
    return Visit(customer_id, identity_id, conversation_id)


def find_by_identity(db: Connection, kind: str, external_id: str) -> Visit | None:
    """The customer's latest conversation by this identity, or by the one that it stands for."""
    row = db.execute(_BY_IDENTITY, {"kind": kind, "external_id": external_id}).first()
    return Visit(*row) if row else None


def arrive(db: Connection, name: str, now: datetime) -> str:
    """A new customer whom nobody knows by any identity yet: who called, or came to the counter."""
    customer_id = _new_id()
    db.execute(insert(customers).values(id=customer_id, name=name[:NAME_LIMIT] or None, created_at=now))
    return customer_id


def proved(db: Connection, kind: str, external_id: str, since: datetime) -> str | None:
    """Whose identity this is, if it was proved since then."""
    mine = (identities.c.kind == kind, identities.c.external_id == external_id, identities.c.verified_at >= since)
    return db.execute(select(identities.c.customer_id).where(*mine)).scalar()


def conversation(db: Connection, conversation_id: str) -> Conversation:
    """Raises: NotFound."""
    row = db.execute(_CONVERSATION, {"here": conversation_id}).first()
    if row is None:
        raise NotFound("no_such_conversation")
    return Conversation(row.id, row.customer_id, row.channel, row.language, row.language_fixed, row.created_at)


def use_language(db: Connection, conversation_id: str, language: str, *, fixed: bool = False) -> None:
    """Go on in this language; `fixed` when the customer asked for it."""
    db.execute(_USE_LANGUAGE, {"here": conversation_id, "spoken": language, "fixed": fixed})


def introduce(db: Connection, customer_id: str, name: str) -> None:
    """The customer told their name; the agents greet them by it (S0-1.1-b)."""
    db.execute(update(customers).where(customers.c.id == customer_id).values(name=name[:NAME_LIMIT]))


def class_of(db: Connection, customer_id: str) -> str:
    """Raises: NotFound."""
    found = db.execute(select(customers.c["class"]).where(customers.c.id == customer_id)).scalar()
    if found is None:
        raise NotFound("no_such_customer")
    return str(found)


def put_in_class(db: Connection, customer_id: str, customer_class: str) -> None:
    db.execute(update(customers).where(customers.c.id == customer_id).values({"class": customer_class}))


def _new_id() -> str:
    return secrets.token_hex(ID_BYTES)
