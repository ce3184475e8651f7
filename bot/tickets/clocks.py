"""A ticket's deadlines, computed from what happened to it; nothing is stored."""

from dataclasses import dataclass
from datetime import datetime

from bot.standard import Clock, Standard
from bot.tickets.record import Ticket


@dataclass(frozen=True)
class ClockState:
    """`state`: running | at_risk | overdue | met | missed; `clauses` are what the deadline rests on."""

    id: str
    name_zh: str
    name_en: str
    clauses: tuple[str, ...]
    started: datetime
    due: datetime
    stopped: datetime | None
    state: str


def clocks(ticket: Ticket, standard: Standard, now: datetime) -> list[ClockState]:
    """Those that have started, the earliest due first."""
    rules = standard.clocks_for(ticket.kind, ticket.level)
    states = [_state(clock, ticket, now) for clock in rules if _started(clock, ticket)]
    return sorted(states, key=lambda one: (one.stopped is not None, one.due))


def due(ticket: Ticket, standard: Standard) -> datetime:
    """What the customer is told: when the clock that the standard promises for this kind ends."""
    return standard.promise(ticket.kind).due(ticket.created_at)


def _state(clock: Clock, ticket: Ticket, now: datetime) -> ClockState:
    started = _started(clock, ticket)
    assert started is not None
    later = [at for name, at in ticket.happened if name in clock.rule.stop and at >= started]
    stopped = min(later, default=None)
    return ClockState(
        clock.id,
        clock.name("zh"),
        clock.name("en"),
        clock.rule.clauses,
        started,
        clock.due(started),
        stopped,
        clock.state(started, now, stopped),
    )


def _started(clock: Clock, ticket: Ticket) -> datetime | None:
    starts = [at for name, at in ticket.happened if name in clock.rule.start]
    if not starts:
        return None
    return max(starts) if clock.rule.restarts else min(starts)
