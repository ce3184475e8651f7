"""A phone number that was proved, by the app that knows it or by the site that vouches for it."""

from datetime import datetime, timedelta
from typing import Any

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.errors import Invalid
from bot.links.joining import Joined, customer_of, join, latest, locked
from bot.store.inserts import insert_unless_taken
from bot.store.tables import identities

# Numbers are given to other people in time: an older proof joins nobody.
PHONE_TRUSTED = timedelta(days=90)
HOME = "CN"


def by_phone(db: Connection, conversation_id: str, phone: str, now: datetime) -> Joined:
    """The customer of this conversation has proved that the number is theirs: it becomes an identity, and whoever
    proved it in the last 90 days is the same customer. Call it first in its transaction.

    Raises: NotFound; Invalid "phone"."""
    number = e164(phone)
    here = customer_of(db, conversation_id)
    proved = {"kind": "phone", "external_id": number, "created_at": now, "verified_at": now}
    if insert_unless_taken(db, identities, customer_id=here, **proved) is not None:
        return Joined(here, None, conversation_id, None)
    both = locked(db, lambda: [_holder(db, number).customer_id, customer_of(db, conversation_id)])
    known, mine = _holder(db, number), both[1]
    trusted = known.verified_at is not None and known.verified_at > now - PHONE_TRUSTED
    _verify(db, number, mine, now)
    if not trusted or known.customer_id == mine:
        return Joined(mine, None, conversation_id, None)
    return join(db, both, "phone", now, conversation_id, latest(db, known.customer_id))


def e164(phone: str) -> str:
    """A number as it is stored: +8613800138000. Apps leave out the plus. Raises: Invalid "phone"."""
    for written in (phone, f"+{phone}"):
        try:
            number = parse(written, HOME)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return str(format_number(number, PhoneNumberFormat.E164))
    raise Invalid("phone", "this is no telephone number")


def number_in(contact: str) -> str | None:
    """As it is stored, where a contact is a telephone number."""
    try:
        return e164(contact)
    except Invalid:
        return None


def _holder(db: Connection, number: str) -> Any:
    here = (identities.c.kind == "phone", identities.c.external_id == number)
    return db.execute(select(identities).where(*here)).one()


def _verify(db: Connection, number: str, customer_id: str, now: datetime) -> None:
    here = (identities.c.kind == "phone", identities.c.external_id == number)
    db.execute(update(identities).where(*here).values(customer_id=customer_id, verified_at=now))
