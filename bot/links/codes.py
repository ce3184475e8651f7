"""A code that a customer carries from one conversation to another: who shows it is who was given it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import TooMany
from bot.links.joining import Joined, customer_of, join, locked
from bot.store.locks import lock_conversation
from bot.store.tables import link_codes, link_failures

# Nothing that is read for something else: no 0 and O, no 1, I and L, no U for V. 8 of 30 are 39 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
CODE_VALID = timedelta(minutes=10)
CODES_OPEN = 3  # a customer's; one more, and the oldest is void
CODE_KEPT = timedelta(days=1)  # after its end, so that who shows a used code again is told that all is well

TRIES = 5  # wrong codes of one customer …
TRIES_IN_ALL = 300  # … and of all together, which is far from finding one of 30^8
TRIES_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Shown:
    """A code by what is kept of it. `already`: who shows it and who was given it are one customer."""

    code_hash: str
    already: bool


def issue(db: Connection, conversation_id: str, now: datetime) -> str:
    """A code for the customer of this conversation: for one use within ten minutes, stored only as a hash.

    Raises: NotFound."""
    lock_conversation(db, conversation_id)
    customer_id = customer_of(db, conversation_id)
    _make_room(db, customer_id, now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    row = insert(link_codes).values(
        code_hash=_hash(code),
        customer_id=customer_id,
        conversation_id=conversation_id,
        created_at=now,
        expires_at=now + CODE_VALID,
    )
    db.execute(row)
    return code


def redeem(db: Connection, code: str, conversation_id: str, now: datetime) -> Joined | None:
    """Join the customer of this conversation with whom the code was issued to. Call it first in its transaction: it
    locks every conversation of both. None when there is no such code any more, which counts as a try.

    Raises: NotFound; TooMany after too many wrong codes."""
    shown = look(db, code, conversation_id, now)
    return confirm(db, shown.code_hash, conversation_id, now) if shown else None


def look(db: Connection, code: str, conversation_id: str, now: datetime) -> Shown | None:
    """What a code would do here, without using it. None when there is no such code any more, which counts as a try.

    Raises: NotFound; TooMany after too many wrong codes."""
    code_hash, here = _hash(plain(code)), customer_of(db, conversation_id)
    there = _issued_in(db, code_hash)
    if there and customer_of(db, there) == here:
        return Shown(code_hash, True)
    _refuse_guessing(db, here, now)
    usable = select(link_codes.c.code_hash).where(*_usable(code_hash, now))
    if db.execute(usable).first():
        return Shown(code_hash, False)
    _count(db, here, now)
    return None


def confirm(db: Connection, code_hash: str, conversation_id: str, now: datetime) -> Joined | None:
    """Use the code that was looked at here. Call it first in its transaction: it locks every conversation of both.
    None when there is no such code any more. Raises: NotFound."""
    there = _issued_in(db, code_hash)
    if there is None:
        return None
    both = locked(db, lambda: [customer_of(db, one) for one in (there, conversation_id)])
    # One customer by now: the same code was shown here twice.
    if both[0] == both[1] or _use(db, code_hash, now):
        return join(db, both, "code", now, conversation_id, there)
    return None


def burn(db: Connection, code_hash: str, conversation_id: str) -> bool:
    """Nobody uses the code any more that was looked at here. False when it has joined this customer already.

    Raises: NotFound."""
    lock_conversation(db, conversation_id)
    there = _issued_in(db, code_hash)
    if there and customer_of(db, there) == customer_of(db, conversation_id):
        return False
    db.execute(delete(link_codes).where(link_codes.c.code_hash == code_hash))
    return True


def plain(code: str) -> str:
    """As it was issued, from how people write it: small letters, blanks and dashes between."""
    return "".join(character for character in code.upper() if character in ALPHABET)


def _make_room(db: Connection, customer_id: str, now: datetime) -> None:
    """The oldest open codes end for the new one, and what nobody can use any more goes."""
    db.execute(delete(link_codes).where(link_codes.c.expires_at <= now - CODE_KEPT))
    still_open = (link_codes.c.customer_id == customer_id, link_codes.c.used_at.is_(None))
    newest_first = select(link_codes.c.code_hash).where(*still_open).order_by(link_codes.c.created_at.desc())
    surplus = list(db.execute(newest_first.offset(CODES_OPEN - 1)).scalars())
    db.execute(delete(link_codes).where(link_codes.c.code_hash.in_(surplus)))


def _issued_in(db: Connection, code_hash: str) -> str | None:
    """The conversation."""
    query = select(link_codes.c.conversation_id).where(link_codes.c.code_hash == code_hash)
    found: str | None = db.execute(query).scalar()
    return found


def _usable(code_hash: str, now: datetime) -> tuple[Any, ...]:
    return link_codes.c.code_hash == code_hash, link_codes.c.used_at.is_(None), link_codes.c.expires_at > now


def _use(db: Connection, code_hash: str, now: datetime) -> bool:
    """Of several who show it at once, one can."""
    used = update(link_codes).where(*_usable(code_hash, now)).values(used_at=now)
    return bool(db.execute(used).rowcount == 1)


def _refuse_guessing(db: Connection, customer_id: str, now: datetime) -> None:
    recent = link_failures.c.at > now - TRIES_WITHIN
    for bound, of_whom in ((TRIES, link_failures.c.tried_by == customer_id), (TRIES_IN_ALL, True)):
        tries, first = db.execute(select(func.count(), func.min(link_failures.c.at)).where(recent, of_whom)).one()
        if tries >= bound:
            wait = int((first + TRIES_WITHIN - now).total_seconds()) + 1
            raise TooMany("too_many_tries", "too many wrong codes; please try again later", retry_after=wait)


def _count(db: Connection, customer_id: str, now: datetime) -> None:
    db.execute(delete(link_failures).where(link_failures.c.at <= now - TRIES_WITHIN))
    db.execute(insert(link_failures).values(tried_by=customer_id, at=now))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
