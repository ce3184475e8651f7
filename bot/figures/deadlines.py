"""Deadlines that were decided in a period: kept when the clock was stopped in time, missed when the limit passed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from bot.figures.case import About, Case
from bot.figures.period import Period
from bot.standard import Clock
from bot.standard.entry import Limit
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


class Rule(NamedTuple):
    """`surely`: who stops the clock within so much time on the wall has kept it, whatever its calendar; asking the
    calendar is slow. `reach`: so long after its start it is decided at the latest."""

    clock: Clock
    surely: timedelta
    reach: timedelta


def decided(rule: Rule, owed: Owed, period: Period, now: datetime) -> list[Case]:
    """One for each stretch decided in the period. What was over before it was due is neither kept nor missed. A limit
    is kept up to and including the moment it is due."""
    by = min(now, owed.over) if owed.over else now
    found = []
    for start, stopped in stretches(rule.clock, owed.happened):
        at, kept = stopped, True
        if stopped is None or stopped - start > rule.surely:
            due = rule.clock.due(start)
            if stopped is None or stopped > due:
                at, kept = due, False
        if at is not None and period.start <= at < period.end and (kept or at < by):
            found.append(Case(at, int(kept), owed.about, owed.subject, owed.label, rule.clock.id, since=start))
    return found


def rules(find: Callable[..., list[Clock]]) -> Callable[..., list[Rule]]:
    """Those of a kind, level and features, each asked for once."""

    @cache
    def of(kind: str, level: str | None, features: tuple[str, ...] = ()) -> list[Rule]:
        return [Rule(clock, _surely(clock.limit), at_most(clock.limit)) for clock in find(kind, level, features)]

    return of


def at_most(limit: Limit) -> timedelta:
    """How long it may last: working days are kept apart by holidays of at most some ten days."""
    return timedelta(days=2 * limit.amount + 12) if limit.unit == "working_days" else limit.length


def _surely(limit: Limit) -> timedelta:
    return (limit.amount - 1) * DAY if limit.unit == "working_days" else limit.length
