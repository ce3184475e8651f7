"""Which customer is meant, and which rows are theirs."""

from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, NotFound
from bot.numbers import read_number
from bot.store import tables as t

LAST_DIGITS = 8  # of a phone number: the same with and without its country code


def find(db: Connection, key: str) -> str:
    """The id of the customer with this id, this ticket's or appointment's number, or this phone number.

    Raises: NotFound; Conflict "several_customers" with their ids."""
    found = _by_id(db, key) or _by_number(db, key) or _by_phone(db, key)
    if not found:
        raise NotFound("no_such_customer", "no customer has this id, number or phone number")
    if len(found) > 1:
        raise Conflict("several_customers", f"several customers: {', '.join(found)}", customers=found)
    return found[0]


BY_CUSTOMER = (
    *(t.identities, t.conversations, t.tickets, t.appointments),
    *(t.link_codes, t.customer_joins, t.surveys, t.holds),
)
BY_CONVERSATION = (
    *(t.messages, t.turns, t.trackers, t.handoffs, t.notes, t.whispers, t.promises),
    *(t.attachments, t.deliveries, t.receipts, t.dead_letters, t.incident_followers, t.quality_items),
)


def rows_of(customer_id: str) -> dict[Table, Any]:
    """For each table that holds something of a customer, the condition of the rows that are theirs.

    A test compares the tables with all that refer to a customer, so that a new one cannot be forgotten."""
    conversations = _ids(t.conversations, t.conversations.c.customer_id == customer_id)
    handoffs = _ids(t.handoffs, t.handoffs.c.conversation_id.in_(conversations))
    tickets = _ids(t.tickets, t.tickets.c.customer_id == customer_id)
    appointments = _ids(t.appointments, t.appointments.c.customer_id == customer_id)
    attachments = _ids(t.attachments, t.attachments.c.conversation_id.in_(conversations))
    return {
        t.customers: t.customers.c.id == customer_id,
        **{table: table.c.customer_id == customer_id for table in BY_CUSTOMER},
        **{table: table.c.conversation_id.in_(conversations) for table in BY_CONVERSATION},
        t.ratings: t.ratings.c.conversation_id.in_(conversations) | t.ratings.c.ticket_id.in_(tickets),
        t.handoff_events: t.handoff_events.c.handoff_id.in_(handoffs),
        t.appointment_events: t.appointment_events.c.appointment_id.in_(appointments),
        t.strippings: t.strippings.c.ticket_id.in_(tickets),
        t.places: t.places.c.appointment_id.in_(appointments),
        t.attachment_contents: t.attachment_contents.c.attachment_id.in_(attachments),
        t.updates: _of_their_apps(customer_id),
        **_of_tickets(tickets),
        **_of_reviews(conversations),
    }


def _of_tickets(tickets: Any) -> dict[Table, Any]:
    by_ticket = (t.ticket_events, t.subtasks, t.callbacks, t.letters, t.remedies)
    subtasks = _ids(t.subtasks, t.subtasks.c.ticket_id.in_(tickets))
    remedies = _ids(t.remedies, t.remedies.c.ticket_id.in_(tickets))
    return {
        **{table: table.c.ticket_id.in_(tickets) for table in by_ticket},
        t.subtask_events: t.subtask_events.c.subtask_id.in_(subtasks),
        t.remedy_decisions: t.remedy_decisions.c.remedy_id.in_(remedies),
    }


def _of_reviews(conversations: Any) -> dict[Table, Any]:
    items = _ids(t.quality_items, t.quality_items.c.conversation_id.in_(conversations))
    reviews = _ids(t.quality_reviews, t.quality_reviews.c.item_id.in_(items))
    findings = _ids(t.quality_findings, t.quality_findings.c.review_id.in_(reviews))
    return {
        t.quality_reviews: t.quality_reviews.c.item_id.in_(items),
        t.quality_findings: t.quality_findings.c.review_id.in_(reviews),
        t.quality_appeals: t.quality_appeals.c.review_id.in_(reviews),
        t.quality_steps: t.quality_steps.c.finding_id.in_(findings),
    }


def _ids(table: Table, condition: Any) -> Any:
    return select(table.c.id).where(condition).scalar_subquery()


def _of_their_apps(customer_id: str) -> Any:
    """An update names its sender, not our customer."""
    senders = (
        select(t.identities.c.id)
        .where(t.identities.c.customer_id == customer_id)
        .where(t.identities.c.kind == t.updates.c.channel, t.identities.c.external_id == t.updates.c.sender)
    )
    chats = (
        select(t.deliveries.c.conversation_id)
        .join(t.conversations, t.conversations.c.id == t.deliveries.c.conversation_id)
        .where(t.conversations.c.customer_id == customer_id)
        .where(t.deliveries.c.channel == t.updates.c.channel, t.deliveries.c.address == t.updates.c.sender)
    )
    return or_(senders.exists(), chats.exists())


def _by_id(db: Connection, key: str) -> list[str]:
    return _all(db, select(t.customers.c.id).where(t.customers.c.id == key))


def _by_number(db: Connection, key: str) -> list[str]:
    number = read_number(key)
    if number is None:
        return []
    return sorted(
        {one for table in (t.tickets, t.appointments) for one in _all(db, _where(table, table.c.number == number))}
    )


def _by_phone(db: Connection, key: str) -> list[str]:
    digits = "".join(filter(str.isdigit, key))
    if len(digits) < LAST_DIGITS:
        return []
    ends = f"%{digits[-LAST_DIGITS:]}"
    known = t.identities.c.external_id.like(ends) & (t.identities.c.kind == "phone")
    found = _all(db, _where(t.identities, known))
    for table in (t.tickets, t.appointments):
        found += _all(db, _where(table, table.c.contact.like(ends)))
    return sorted(set(found))


def _where(table: Table, condition: Any) -> Any:
    return select(table.c.customer_id).where(condition).distinct()


def _all(db: Connection, query: Any) -> list[str]:
    return [str(row[0]) for row in db.execute(query)]
