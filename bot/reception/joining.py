"""Who proves to be the same customer is told so in both conversations: if it was not them, they can say so."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import links
from bot.links import Joined
from bot.phrases import Phrases
from bot.reception.gate import desk_said


def code_shown(db: Connection, conversation_id: str, code: str, now: datetime, *, phrases: Phrases) -> Joined | None:
    """links.redeem, told. Nothing is said, and None returned, when there is no such code any more: that is kept as a
    try, so let the transaction end well. Call it first in its transaction.

    Raises: NotFound; TooMany after too many wrong codes."""
    joined = links.redeem(db, code, conversation_id, now)
    return _told(db, joined, now, phrases) if joined else None


def phone_proven(db: Connection, conversation_id: str, phone: str, now: datetime, *, phrases: Phrases) -> Joined:
    """links.by_phone, told. Only for a number whose owner the app or the site has made sure of.

    Raises: NotFound; Invalid "phone"."""
    return _told(db, links.by_phone(db, conversation_id, phone, now), now, phrases)


def _told(db: Connection, joined: Joined, now: datetime, phrases: Phrases) -> Joined:
    """Who was one customer before hears nothing new."""
    if joined.joined_id:
        for conversation_id in dict.fromkeys(one for one in (joined.there, joined.here) if one):
            desk_said(db, conversation_id, "utter_desk_joined", now, {"notice": "joined"}, phrases=phrases)
    return joined
