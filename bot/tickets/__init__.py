"""Work with a life of its own: complaint, fault, request, suggestion, callback."""

from bot.tickets.clocks import ClockState, clock_rules, clocks, due
from bot.tickets.record import Event, Ticket, find, history, listing, look_up, of_conversation
from bot.tickets.work import assign, classify, move, next_steps, note, open_ticket, told

__all__ = [
    "ClockState",
    "Event",
    "Ticket",
    "assign",
    "classify",
    "clock_rules",
    "clocks",
    "due",
    "find",
    "history",
    "listing",
    "look_up",
    "move",
    "next_steps",
    "note",
    "of_conversation",
    "open_ticket",
    "told",
]
