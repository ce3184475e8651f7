"""Work with a life of its own: complaint, fault, request, suggestion, callback."""

from bot.tickets.accused import Accused, accused, state_accused
from bot.tickets.clocks import ClockState, clock_rules, clocks, due
from bot.tickets.opening import open_ticket
from bot.tickets.record import Event, Ticket, find, history, listing, look_up, of_conversation
from bot.tickets.steps import Stage, next_steps, reopens, stages, ticks, unmet
from bot.tickets.subtasks import Subtask
from bot.tickets.work import assign, check, classify, move, note, record, reopen, told

__all__ = [
    "Accused",
    "ClockState",
    "Event",
    "Stage",
    "Subtask",
    "Ticket",
    "accused",
    "assign",
    "check",
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
    "record",
    "reopen",
    "reopens",
    "stages",
    "state_accused",
    "ticks",
    "told",
    "unmet",
]
