"""Whose case it is: who knows its number and the last characters of its contact, or holds a conversation of its
customer. A wrong pair looks like a number that does not exist (C-23, SYS-18)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import customers, lookups, tickets
from bot.errors import NotFound
from bot.standard import Standard
from bot.tickets import Ticket


def proven(db: Connection, number: str, last4: str, now: datetime, *, standard: Standard) -> Ticket | None:
    """None for a wrong pair, which was counted: the transaction has to be kept. Raises: TooMany after too many."""
    lookups.refuse_guessing(db, number, now, standard.following)
    try:
        return tickets.look_up(db, number, last4)
    except NotFound:
        lookups.count(db, number, now, standard.following)
        return None


def own_case(db: Connection, conversation_id: str, number: str) -> Ticket:
    """Raises: NotFound, also for another customer's."""
    found = tickets.find(db, number)
    if found is None or found.customer_id != customers.conversation(db, conversation_id).customer_id:
        raise NotFound("no_such_ticket")
    return found


def own_cases(db: Connection, conversation_id: str, limit: int = 20) -> list[Ticket]:
    """All of the customer's, wherever they were opened; the newest first."""
    return tickets.of_customer(db, customers.conversation(db, conversation_id).customer_id, limit)
