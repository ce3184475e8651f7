"""Wrong pairs of number and contact: whoever guesses has to wait, whether the number exists or not (C-23)."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from bot.errors import TooMany
from bot.numbers import read_number
from bot.standard.following import Following
from bot.store.locks import lock_name
from bot.store.tables import lookup_failures


def refuse_guessing(db: Connection, number: str, now: datetime, rules: Following) -> None:
    """Who tries the same number elsewhere in this moment waits. Raises: TooMany with the seconds to wait."""
    key = _key(number)
    lock_name(db, f"lookup {key}")
    recent = (lookup_failures.c.number_hash == key, lookup_failures.c.at > now - rules.tries_within.length)
    tries, first = db.execute(select(func.count(), func.min(lookup_failures.c.at)).where(*recent)).one()
    if tries >= rules.tries:
        wait = int((first + rules.tries_within.length - now).total_seconds()) + 1
        raise TooMany("too_many_tries", "too many wrong tries; please try again later", retry_after=wait)


def count(db: Connection, number: str, now: datetime, rules: Following) -> None:
    """A pair was wrong; what no longer matters goes."""
    db.execute(delete(lookup_failures).where(lookup_failures.c.at <= now - rules.tries_within.length))
    db.execute(insert(lookup_failures).values(number_hash=_key(number), at=now))


def _key(number: str) -> str:
    """However the number is written, it is one number."""
    return hashlib.sha256((read_number(number) or number.strip().upper()).encode()).hexdigest()
