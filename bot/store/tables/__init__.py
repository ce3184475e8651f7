"""Every table. State that can be derived (a holder, a ticket's step, a clock) has no column."""

from bot.store.tables.people import agents, customers, identities, sign_in_failures, sign_ins
from bot.store.tables.shared import Serial, metadata
from bot.store.tables.talk import conversations, handoff_events, handoffs, messages, notes, ratings, trackers, turns
from bot.store.tables.work import appointment_events, appointments, places, resources, ticket_events, tickets

__all__ = [
    "agents",
    "appointment_events",
    "appointments",
    "conversations",
    "customers",
    "handoff_events",
    "handoffs",
    "identities",
    "messages",
    "metadata",
    "notes",
    "places",
    "ratings",
    "resources",
    "Serial",
    "sign_in_failures",
    "sign_ins",
    "ticket_events",
    "tickets",
    "trackers",
    "turns",
]
