"""When a service record ended, and how long it is kept from there."""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.sql import Select

from bot.store.tables import ticket_events

ENDS = ("closed", "merged")


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and time of that year; 28 February for the 29th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def last_states() -> Select:
    """For each ticket the event that brought it where it is: a ticket that was opened again has not ended."""
    later = ticket_events.alias("later")
    after = and_(
        later.c.ticket_id == ticket_events.c.ticket_id, later.c.state.is_not(None), later.c.id > ticket_events.c.id
    )
    last = ~select(later.c.id).where(after).exists()
    query = select(ticket_events.c.ticket_id, ticket_events.c.state, ticket_events.c.at)
    return query.where(ticket_events.c.state.is_not(None), last)


def ended_before(oldest: datetime) -> Select:
    return last_states().where(ticket_events.c.state.in_(ENDS), ticket_events.c.at < oldest)
