"""Work with a life of its own: complaint, fault, request, suggestion, callback."""

from bot.tickets.accused import Accused, accused, state_accused
from bot.tickets.adding import must_find
from bot.tickets.clocks import ClockState, clock_rules, clocks, due
from bot.tickets.opening import of_effect, open_ticket
from bot.tickets.order import in_order_of_work
from bot.tickets.problems import Measure, Problem, problems
from bot.tickets.record import (
    Event,
    Ticket,
    find,
    history,
    listing,
    look_up,
    of_conversation,
    of_customer,
    whose_contact,
)
from bot.tickets.related import going_on, link, linked, merge, unlink
from bot.tickets.scores import Weight, mark, prioritise, proposed_features, weight
from bot.tickets.steps import Stage, conditions, next_steps, reopens, stages, ticks, unmet
from bot.tickets.subtasks import Subtask
from bot.tickets.subtasks import answer as answer_subtask
from bot.tickets.subtasks import ask as ask_subtask
from bot.tickets.subtasks import get as get_subtask
from bot.tickets.subtasks import of_ticket as subtasks_of
from bot.tickets.subtasks import waiting_for as subtasks_for
from bot.tickets.work import assign, check, classify, move, note, record, reopen, told

__all__ = [
    "Accused",
    "ClockState",
    "Event",
    "Measure",
    "Problem",
    "Stage",
    "Subtask",
    "Ticket",
    "Weight",
    "accused",
    "answer_subtask",
    "ask_subtask",
    "assign",
    "check",
    "classify",
    "clock_rules",
    "clocks",
    "conditions",
    "due",
    "find",
    "going_on",
    "get_subtask",
    "history",
    "in_order_of_work",
    "link",
    "linked",
    "listing",
    "look_up",
    "mark",
    "merge",
    "move",
    "must_find",
    "next_steps",
    "note",
    "of_conversation",
    "of_customer",
    "of_effect",
    "open_ticket",
    "prioritise",
    "problems",
    "proposed_features",
    "record",
    "reopen",
    "reopens",
    "stages",
    "state_accused",
    "subtasks_for",
    "subtasks_of",
    "ticks",
    "told",
    "unlink",
    "unmet",
    "weight",
    "whose_contact",
]
