"""Clocks that run: from what happened, and when, to how a deadline stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.standard.clocks import Clock

# What happened, by the standard's names of events, and when.
Happened = Iterable[tuple[str, datetime]]
# From when a clock ran, and until when; None while it still runs.
Stretch = tuple[datetime, datetime | None]

# Begins the work anew: a clock that was ended for good may run again.
REOPENED = "reopened"


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


@dataclass(frozen=True)
class Fallen:
    """A share of a limit, in percent, that passed at `moment` while its clock was running."""

    clock: str
    started: datetime
    percent: int
    moment: datetime
    due: datetime


def run(clock: Clock, happened: Happened, now: datetime) -> ClockState | None:
    """None when it has not started. Of a clock that restarts, the latest stretch counts."""
    ran = stretches(clock, happened)
    if not ran:
        return None
    started, stopped = ran[-1]
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


def in_order(states: Iterable[ClockState | None]) -> list[ClockState]:
    """Those that have started: running ones first, the earliest due first."""
    return sorted((one for one in states if one), key=lambda one: (one.stopped is not None, one.due))


def stretches(clock: Clock, happened: Happened) -> list[Stretch]:
    """Oldest first; more than one only for a clock that restarts: there a new start ends the stretch before."""
    told, starts, stops = tuple(happened), clock.rule.start, clock.rule.stop
    started = min([at for name, at in told if name in starts], default=None)
    if started is None:
        return []
    if clock.rule.restarts:
        return _walked(clock, told)
    return [(started, min([at for name, at in told if name in stops and at >= started], default=None))]


def _walked(clock: Clock, happened: Happened) -> list[Stretch]:
    """What is told after the end starts nothing anew, until the work is taken up again."""
    told = sorted(happened, key=lambda one: one[1])
    ran: list[Stretch] = []
    over = False
    for name, at in told:
        over = over and name != REOPENED
        starts, stops = name in (*clock.rule.start, REOPENED), name in clock.rule.stop
        if over or not (starts or stops):
            continue
        if ran and ran[-1][1] is None:
            ran[-1] = (ran[-1][0], at)
        if starts:
            ran.append((at, None))
        over = stops
    return ran


def fallen(clock: Clock, happened: Happened, now: datetime, after: datetime) -> tuple[list[Fallen], datetime | None]:
    """The warnings of G-06 that fell after `after`, also those of a clock that has been stopped since; and when the
    next one falls, unless the clock has stopped or none is left."""
    fell: list[Fallen] = []
    coming: list[datetime] = []
    for started, stopped in stretches(clock, happened):
        if stopped is not None and stopped <= after:
            continue
        for percent, moment in clock.warned_at(started).items():
            if stopped is not None and moment >= stopped:
                continue
            if moment > now:
                coming.append(moment)
            elif moment > after:
                fell.append(Fallen(clock.id, started, percent, moment, clock.due(started)))
    return fell, min(coming, default=None)
