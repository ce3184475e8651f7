"""A code that a customer carries from one conversation to another: who shows it is who was given it."""

import hashlib
import secrets
from datetime import datetime, timedelta

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
    shown, here = _hash(plain(code)), customer_of(db, conversation_id)
    there = db.execute(select(link_codes.c.conversation_id).where(link_codes.c.code_hash == shown)).scalar()
    if there and customer_of(db, there) == here:
        return Joined(here, None, conversation_id, there)
    _refuse_guessing(db, here, now)
    both = locked(db, lambda: [customer_of(db, one) for one in (there, conversation_id)]) if there else []
    # One customer by now: the same code was shown here twice at once.
    if there and (both[0] == both[1] or _use(db, shown, now)):
        return join(db, both, "code", now, conversation_id, there)
    _count(db, here, now)
    return None


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


def _use(db: Connection, code_hash: str, now: datetime) -> bool:
    """Of several who show it at once, one can."""
    usable = (link_codes.c.code_hash == code_hash, link_codes.c.used_at.is_(None), link_codes.c.expires_at > now)
    return bool(db.execute(update(link_codes).where(*usable).values(used_at=now)).rowcount == 1)


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
