"""A ticket's deadlines, computed from what happened to it; nothing is stored."""

from datetime import datetime

from bot.standard import Clock, ClockState, Standard
from bot.standard.running import in_order, run
from bot.tickets.record import Ticket

__all__ = ["ClockState", "clocks", "due", "clock_rules"]


def clocks(ticket: Ticket, standard: Standard, now: datetime) -> list[ClockState]:
    """Those that have started, the earliest due first. A merged one owes nothing more: the other ticket does."""
    running = in_order(run(clock, ticket.happened, now) for clock in clock_rules(ticket, standard))
    return [one for one in running if one.stopped is not None or not ticket.merged_into]


def clock_rules(ticket: Ticket, standard: Standard) -> list[Clock]:
    """The clocks of the standard that apply to it."""
    return standard.clocks_for(ticket.kind, ticket.level, ticket.features)


def due(ticket: Ticket, standard: Standard) -> datetime:
    """What the customer is told: when the clock that the standard promises for this kind ends."""
    return standard.promise(ticket.kind).due(ticket.created_at)
