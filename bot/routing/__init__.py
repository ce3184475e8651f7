"""Whom a waiting conversation may go to: who is there, what they can do and how much they hold (SYS-34)."""

from bot.routing.abilities import GRADES, change
from bot.routing.people import candidates, last_agent, must_have_room, passed_by

__all__ = ["GRADES", "candidates", "change", "last_agent", "must_have_room", "passed_by"]
