"""Deadlines that customers were told: by the desk when a ticket is opened, and by agents in what they say."""

from bot.promises.figures import Figures, figures
from bot.promises.giving import broken, keep, make, renew, withdraw
from bot.promises.record import Promise, find, of_conversation, open_of_tickets, own_open, passed

__all__ = [
    "Figures",
    "Promise",
    "broken",
    "figures",
    "find",
    "keep",
    "make",
    "of_conversation",
    "open_of_tickets",
    "own_open",
    "passed",
    "renew",
    "withdraw",
]
