"""Asking customers, after the service, whether it holds (FLOW-CALLBACK, SYS-12)."""

from bot.callbacks.plan import Standing, expected, standing, waits
from bot.callbacks.record import OUTCOMES, Attempt, begin, end, fill_in, find, of_ticket, unanswered, unfinished

__all__ = [
    "OUTCOMES",
    "Attempt",
    "Standing",
    "begin",
    "end",
    "expected",
    "fill_in",
    "find",
    "of_ticket",
    "standing",
    "unanswered",
    "unfinished",
    "waits",
]
