"""What goes out to messaging apps: how far each conversation was delivered, and what could not be."""

from bot.deliveries.cursor import (
    Position,
    begin,
    due,
    go_on,
    later,
    owed,
    parts_sent,
    passed,
    position,
    rest,
    said_as,
    sent,
    stop,
)
from bot.deliveries.dead_letters import (
    DeadLetter,
    again,
    bury,
    count_open,
    of_conversation,
    resolve,
    stopped,
)

__all__ = [
    "DeadLetter",
    "Position",
    "again",
    "begin",
    "bury",
    "count_open",
    "due",
    "go_on",
    "later",
    "of_conversation",
    "owed",
    "parts_sent",
    "passed",
    "position",
    "resolve",
    "rest",
    "said_as",
    "sent",
    "stop",
    "stopped",
]
