"""Contacts: each time a customer came with a matter. Read off what the assistant was owed an answer to."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from bot.figures.case import About
from bot.figures.elapsed import elapsed
from bot.figures.talks import Talk
from bot.store.tables import conversations, turns


class Begun(NamedTuple):
    """A message that came so long after the one before it that it begins a contact."""

    conversation_id: str
    customer_id: str
    channel: str
    at: datetime


class Contact(NamedTuple):
    """`ends`: what is asked for or opened until then belongs to it; `again`: when the same customer came next."""

    begun: Begun
    ends: datetime
    again: datetime | None
    talks: tuple[Talk, ...]
    about: About


def begun(db: Connection, start: datetime, until: datetime, after: timedelta) -> list[Begun]:
    """Oldest first. The one before may lie before `start`."""
    before = func.lag(turns.c.created_at).over(partition_by=turns.c.conversation_id, order_by=turns.c.id)
    told = (
        select(turns.c.conversation_id, turns.c.created_at, before.label("before"))
        .where(turns.c.created_at > start - after, turns.c.created_at < until)
        .subquery()
    )
    fresh = or_(told.c.before.is_(None), elapsed(told.c.before, told.c.created_at) >= after.total_seconds())
    query = (
        select(told.c.conversation_id, conversations.c.customer_id, conversations.c.channel, told.c.created_at)
        .join(conversations, conversations.c.id == told.c.conversation_id)
        .where(told.c.created_at >= start, fresh)
        .order_by(told.c.created_at)
    )
    return [Begun(*row) for row in db.execute(query).all()]


def contacts(starts: Sequence[Begun], talks: Sequence[Talk], end: datetime, after: timedelta) -> list[Contact]:
    """Those that began before `end`; later `starts` only tell who came again. One lasts until the next one of its
    conversation, and no longer than `after`."""
    of_conversation: dict[str, list[datetime]] = {}
    of_customer: dict[str, list[datetime]] = {}
    for one in starts:
        of_conversation.setdefault(one.conversation_id, []).append(one.at)
        of_customer.setdefault(one.customer_id, []).append(one.at)
    talked: dict[str, list[Talk]] = {}
    for talk in talks:
        talked.setdefault(talk.conversation_id, []).append(talk)
    found = []
    for one in starts:
        if one.at >= end:
            break
        following = _next(of_conversation[one.conversation_id], one.at)
        ends = min(following or one.at + after, one.at + after)
        here = talked.get(one.conversation_id, ())
        within = tuple([talk for talk in here if one.at <= talk.asked_at < ends])
        about = within[0].about if within else About(one.channel)
        found.append(Contact(one, ends, _next(of_customer[one.customer_id], one.at), within, about))
    return found


def _next(moments: list[datetime], after: datetime) -> datetime | None:
    place = bisect_right(moments, after)
    return moments[place] if place < len(moments) else None
