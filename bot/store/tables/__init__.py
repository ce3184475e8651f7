"""Every table. State that can be derived (a holder, a ticket's step, a clock) has no column."""

from bot.store.tables.after import callbacks, ratings, surveys
from bot.store.tables.delivery import dead_letters, deliveries, leases, receipts, updates
from bot.store.tables.files import attachment_contents, attachments
from bot.store.tables.incidents import incident_events, incident_followers, incident_tasks, incidents
from bot.store.tables.keeping import erasing, holds, strippings
from bot.store.tables.people import (
    agents,
    customer_joins,
    customers,
    erasures,
    identities,
    link_codes,
    link_failures,
    recovery_codes,
    second_factors,
    sign_in_failures,
    sign_ins,
    used_nonces,
)
from bot.store.tables.promises import promises, warnings
from bot.store.tables.quality import (
    quality_appeals,
    quality_findings,
    quality_items,
    quality_reviews,
    quality_samples,
    quality_steps,
)
from bot.store.tables.record import audit, notices
from bot.store.tables.shared import Serial, metadata
from bot.store.tables.subtasks import subtask_events, subtasks
from bot.store.tables.talk import (
    conversations,
    handoff_events,
    handoffs,
    messages,
    notes,
    trackers,
    turns,
    whispers,
)
from bot.store.tables.work import appointment_events, appointments, places, resources, ticket_events, tickets
from bot.store.tables.writing import letters, lookup_failures, remedies, remedy_decisions

__all__ = [
    "agents",
    "appointment_events",
    "appointments",
    "attachment_contents",
    "attachments",
    "audit",
    "callbacks",
    "conversations",
    "customer_joins",
    "customers",
    "dead_letters",
    "deliveries",
    "erasing",
    "erasures",
    "handoff_events",
    "handoffs",
    "holds",
    "identities",
    "incident_events",
    "incident_followers",
    "incident_tasks",
    "incidents",
    "leases",
    "letters",
    "link_codes",
    "link_failures",
    "lookup_failures",
    "messages",
    "metadata",
    "notes",
    "notices",
    "places",
    "promises",
    "quality_appeals",
    "quality_findings",
    "quality_items",
    "quality_reviews",
    "quality_samples",
    "quality_steps",
    "ratings",
    "receipts",
    "remedies",
    "remedy_decisions",
    "resources",
    "Serial",
    "recovery_codes",
    "second_factors",
    "sign_in_failures",
    "sign_ins",
    "strippings",
    "surveys",
    "subtask_events",
    "subtasks",
    "ticket_events",
    "tickets",
    "trackers",
    "turns",
    "updates",
    "used_nonces",
    "warnings",
    "whispers",
]
