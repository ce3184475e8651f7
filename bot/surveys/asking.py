"""Requests to rate. A customer gets at most one in so many days (C-15), over all channels and joined identities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, select, update
from sqlalchemy.engine import Connection, Row

from bot.standard import Standard
from bot.store.tables import conversations, customers, handoffs, ratings, surveys, ticket_events, tickets

# Put together once: every look at a conversation asks for it.
_LATEST = select(surveys).where(surveys.c.conversation_id == bindparam("here")).order_by(surveys.c.id.desc()).limit(1)


@dataclass(frozen=True)
class Survey:
    """One request. It was made for a handoff, for a ticket, or in a campaign such as 2026-Q4."""

    id: int
    customer_id: str
    conversation_id: str
    handoff_id: int | None
    ticket_id: int | None
    campaign: str | None
    asked_at: datetime
    reminded_at: datetime | None


def ask(
    db: Connection,
    conversation_id: str,
    now: datetime,
    standard: Standard,
    *,
    handoff_id: int | None = None,
    ticket_id: int | None = None,
    campaign: str | None = None,
) -> Survey | None:
    """The request, to be said in this transaction; None when the customer was asked lately, or about this already.

    Whoever asks the same customer elsewhere in this moment waits until this transaction ends."""
    here = db.execute(select(conversations.c.customer_id).where(conversations.c.id == conversation_id)).one()
    db.execute(select(customers.c.id).where(customers.c.id == here.customer_id).with_for_update())
    last = last_asked(db, here.customer_id)
    if last is not None and now < last + standard.survey.at_most_every.length:
        return None
    if _asked_about(db, here.customer_id, handoff_id, campaign):
        return None
    about = {"handoff_id": handoff_id, "ticket_id": ticket_id, "campaign": campaign}
    row = {"customer_id": here.customer_id, "conversation_id": conversation_id, **about, "asked_at": now}
    made = db.execute(insert(surveys).values(row)).inserted_primary_key[0]
    return Survey(**row, id=made, reminded_at=None)


def last_asked(db: Connection, customer_id: str) -> datetime | None:
    query = select(func.max(surveys.c.asked_at)).where(surveys.c.customer_id == customer_id)
    found: datetime | None = db.execute(query).scalar()
    return found


def last_campaign(db: Connection) -> datetime | None:
    """When somebody was asked in a campaign for the last time."""
    found: datetime | None = db.execute(select(func.max(surveys.c.asked_at)).where(surveys.c.campaign != "")).scalar()
    return found


def latest(db: Connection, conversation_id: str) -> Survey | None:
    """What a rating in this conversation answers."""
    row = db.execute(_LATEST, {"here": conversation_id}).first()
    return _survey(row) if row else None


def of_ticket_closing(db: Connection, standard: Standard, now: datetime) -> list[Any]:
    """Tickets closed lately that the customer was not asked about: rows of ticket_id, number, conversation_id."""
    since = now - standard.survey.ticket_asked_within.length
    asked = exists().where(and_(surveys.c.ticket_id == tickets.c.id, surveys.c.asked_at >= ticket_events.c.at))
    rated = exists().where(and_(ratings.c.ticket_id == tickets.c.id, ratings.c.at >= ticket_events.c.at))
    query = (
        select(tickets.c.id.label("ticket_id"), tickets.c.number, tickets.c.conversation_id, tickets.c.customer_id)
        .join(ticket_events, ticket_events.c.ticket_id == tickets.c.id)
        .where(ticket_events.c.state == "closed", ticket_events.c.at.between(since, now), ~asked, ~rated)
        .where(tickets.c.conversation_id.is_not(None), ~_lately(tickets.c.customer_id, standard, now))
        .order_by(ticket_events.c.at)
    )
    return list(db.execute(query))


def due_reminders(db: Connection, standard: Standard, now: datetime) -> list[Survey]:
    """Asked some days ago, not reminded yet, and not answered."""
    rule = standard.survey
    asked = surveys.c.asked_at.between(now - rule.remind_until.length, now - rule.remind_after.length)
    query = select(surveys).where(asked, surveys.c.reminded_at.is_(None), ~_answered()).order_by(surveys.c.id)
    return [_survey(row) for row in db.execute(query)]


def remind(db: Connection, survey_id: int, now: datetime) -> bool:
    """Once. False when it was done before, or there is an answer by now."""
    once = update(surveys).where(surveys.c.id == survey_id, surveys.c.reminded_at.is_(None), ~_answered())
    done = once.values(reminded_at=now).execution_options(synchronize_session=False)
    return db.execute(done).rowcount == 1


def served(db: Connection, standard: Standard, start: datetime, end: datetime, now: datetime) -> dict[str, str]:
    """Customers whom a person served, or whose ticket was closed, in the time, and who may be asked now: each with
    the conversation in which it happened last."""
    talked = (
        select(conversations.c.customer_id, handoffs.c.conversation_id, handoffs.c.ended_at.label("at"))
        .join(conversations, conversations.c.id == handoffs.c.conversation_id)
        .where(handoffs.c.outcome.in_(("closed", "returned")), handoffs.c.ended_at >= start, handoffs.c.ended_at < end)
    )
    worked = (
        select(tickets.c.customer_id, tickets.c.conversation_id, ticket_events.c.at)
        .join(ticket_events, ticket_events.c.ticket_id == tickets.c.id)
        .where(ticket_events.c.state == "closed", ticket_events.c.at >= start, ticket_events.c.at < end)
        .where(tickets.c.conversation_id.is_not(None))
    )
    both = talked.union_all(worked).subquery()
    query = select(both).where(~_lately(both.c.customer_id, standard, now)).order_by(both.c.at)
    return {row.customer_id: row.conversation_id for row in db.execute(query)}


def _lately(customer_id: Any, standard: Standard, now: datetime) -> Any:
    asked = surveys.alias("asked")
    since = now - standard.survey.at_most_every.length
    return exists().where(and_(asked.c.customer_id == customer_id, asked.c.asked_at > since))


def _asked_about(db: Connection, customer_id: str, handoff_id: int | None, campaign: str | None) -> bool:
    same = []
    if handoff_id is not None:
        same.append(surveys.c.handoff_id == handoff_id)
    if campaign is not None:
        same.append((surveys.c.customer_id == customer_id) & (surveys.c.campaign == campaign))
    return any(db.execute(select(surveys.c.id).where(one).limit(1)).first() for one in same)


def _answered() -> Any:
    return exists().where(ratings.c.survey_id == surveys.c.id)


def _survey(row: Row) -> Survey:
    return Survey(**row._mapping)
