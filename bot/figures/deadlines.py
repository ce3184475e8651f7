"""Deadlines that were decided in a period: kept when the clock was stopped in time, missed when the limit passed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.figures.case import About, Case
from bot.figures.period import Period
from bot.standard import Clock
from bot.standard.running import Happened, stretches

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Owed:
    """What clocks run for. `over`: since then nothing is owed any more."""

    subject: str
    label: str
    about: About
    happened: Happened
    over: datetime | None = None


def decided(clock: Clock, owed: Owed, period: Period, now: datetime) -> Iterator[Case]:
    """One for each stretch decided in the period. What was over before it was due is neither kept nor missed."""
    by = min(now, owed.over) if owed.over else now
    for start, stopped in stretches(clock, owed.happened):
        at, kept = _decision(clock, start, stopped)
        if period.holds(at) and (kept or at < by):
            yield Case(at, int(kept), owed.about, owed.subject, owed.label, clock.id, since=start)


def _decision(clock: Clock, start: datetime, stopped: datetime | None) -> tuple[datetime, bool]:
    """When it was, or will be, clear whether it was kept; a limit is kept up to and including the moment it is due."""
    if stopped is not None and surely_kept(clock, start, stopped):
        return stopped, True
    due = clock.due(start)
    return (stopped, True) if stopped is not None and stopped <= due else (due, False)


def surely_kept(clock: Clock, start: datetime, stopped: datetime) -> bool:
    """Without asking the calendar, which is slow: no calendar lets a limit pass sooner than the clock on the wall."""
    limit = clock.limit
    if limit.unit == "working_days":
        return stopped - start <= (limit.amount - 1) * DAY
    return stopped - start <= limit.length


def rules(find: Callable[..., list[Clock]]) -> Callable[..., list[Clock]]:
    """The clocks of a kind, level and features, each asked for once."""
    known: dict[tuple[object, ...], list[Clock]] = {}

    def of(kind: str, level: str | None, features: tuple[str, ...] = ()) -> list[Clock]:
        key = (kind, level, features)
        if key not in known:
            known[key] = find(kind, level, features)
        return known[key]

    return of
