"""A user whom a site vouches for: one identity of theirs, and every visitor's token that was given for it."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.links.joining import Joined, customer_of, join, latest, locked
from bot.store.inserts import insert_unless_taken
from bot.store.tables import conversations, identities, messages

SITE = "site"


def adoptable(db: Connection, conversation_id: str) -> bool:
    """Something was said here by a visitor of whom no site has said who they are."""
    owner = customer_of(db, conversation_id)
    vouched = select(identities.c.id).where(identities.c.customer_id == owner, identities.c.kind == SITE)
    said = select(messages.c.id).where(messages.c.conversation_id == conversation_id, messages.c.author == "customer")
    return db.execute(vouched).first() is None and db.execute(said.limit(1)).first() is not None


def adopt(db: Connection, user: str, conversation_id: str, now: datetime) -> None:
    """Who talks here has signed in at the site: the conversation goes on as the user's, on all their devices."""
    owner = customer_of(db, conversation_id)
    new = {"kind": SITE, "external_id": user, "created_at": now, "verified_at": now}
    if insert_unless_taken(db, identities, customer_id=owner, **new) is None:
        by_signature(db, user, conversation_id, now)
    identity_id = _identity(db, user)
    shown = select(conversations.c.identity_id).where(conversations.c.id == conversation_id)
    token: int = db.execute(shown).scalar_one()
    theirs = update(conversations).where(conversations.c.identity_id == token)
    db.execute(theirs.values(identity_id=identity_id))
    db.execute(update(identities).where(identities.c.id == token).values(stands_for=identity_id))


def by_signature(db: Connection, user: str, conversation_id: str, now: datetime) -> Joined:
    """Whoever holds this conversation's token has shown a site's signature for this user as well."""
    owner = select(identities.c.customer_id).where(identities.c.kind == SITE, identities.c.external_id == user)
    both = locked(db, lambda: [str(db.execute(owner).scalar_one()), customer_of(db, conversation_id)])
    return join(db, both, "signature", now, conversation_id, latest(db, both[0]))


def hand_out(db: Connection, user: str, token_hash: str, now: datetime) -> None:
    """A new visitor's token that opens the user's conversation."""
    identity_id = _identity(db, user)
    owner = select(identities.c.customer_id).where(identities.c.id == identity_id).scalar_subquery()
    row = insert(identities).values(
        customer_id=owner, kind="widget", external_id=token_hash, stands_for=identity_id, created_at=now
    )
    db.execute(row)
    db.execute(update(identities).where(identities.c.id == identity_id).values(verified_at=now))


def _identity(db: Connection, user: str) -> int:
    here = (identities.c.kind == SITE, identities.c.external_id == user)
    return int(db.execute(select(identities.c.id).where(*here)).scalar_one())
