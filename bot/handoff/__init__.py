"""Who holds a conversation: the assistant, the queue or one agent. Derived from the open handoff, if there is one."""

from bot.handoff.clocks import clock_rules, clocks, happened, in_play, tell_plan, warned
from bot.handoff.giving import assign, move_on, take_over, unanswered
from bot.handoff.holding import Holder, ask, claim, close, holder, put_back, release, transfer, withdraw
from bot.handoff.queue import Place, held_by, held_counts, place, unserved, vanished, waiting, waiting_due
from bot.handoff.record import Handoff, current, find, open_ones

__all__ = [
    "Handoff",
    "Holder",
    "Place",
    "ask",
    "assign",
    "claim",
    "clock_rules",
    "clocks",
    "close",
    "current",
    "find",
    "happened",
    "held_by",
    "held_counts",
    "holder",
    "in_play",
    "move_on",
    "open_ones",
    "place",
    "put_back",
    "release",
    "tell_plan",
    "take_over",
    "transfer",
    "unanswered",
    "unserved",
    "vanished",
    "warned",
    "waiting",
    "waiting_due",
    "withdraw",
]
