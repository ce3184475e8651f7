"""Who holds a conversation: the assistant, the queue or one agent. Derived from the open handoff, if there is one."""

from bot.handoff.holding import Holder, ask, claim, close, holder, put_back, release, transfer, withdraw
from bot.handoff.queue import Place, held_by, place, vanished, waiting, waiting_due
from bot.handoff.record import Handoff, current, find

__all__ = [
    "Handoff",
    "Holder",
    "Place",
    "ask",
    "claim",
    "close",
    "current",
    "find",
    "held_by",
    "holder",
    "place",
    "put_back",
    "release",
    "transfer",
    "vanished",
    "waiting",
    "waiting_due",
    "withdraw",
]
