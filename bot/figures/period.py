"""The time that figures speak of: whole local days, the parts of it that a chart shows, and the time before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import pairwise
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.errors import Invalid

Unit = Literal["day", "week", "month", "quarter", "own"]
UNITS: tuple[str, ...] = get_args(Unit)
LONGEST = timedelta(days=400)
# Own dates up to so many days are shown day by day, longer ones week by week.
DAYS_SHOWN = 45


@dataclass(frozen=True)
class Period:
    """From the beginning of the day `first` to the end of the day `last`, in local time."""

    unit: Unit
    first: date
    last: date
    zone: ZoneInfo

    @cached_property
    def start(self) -> datetime:
        return _midnight(self.first, self.zone)

    @cached_property
    def end(self) -> datetime:
        """No longer part of it."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def before(self) -> "Period":
        """The one of the same kind that ended when this one began."""
        ends = self.first - timedelta(days=1)
        if self.unit == "own":
            return Period("own", ends - (self.last - self.first), ends, self.zone)
        return around(self.unit, ends, self.zone)

    @cached_property
    def edges(self) -> list[datetime]:
        """Where the parts of its chart begin, and its end: hours of a day, days, or the weeks of a longer time."""
        if self.unit == "day":
            return [*_hours(self.start, self.end), self.end]
        step = 7 if self.unit == "quarter" or (self.last - self.first).days >= DAYS_SHOWN else 1
        return [_midnight(day, self.zone) for day in _days(self.first, self.last, step)] + [self.end]

    @cached_property
    def parts(self) -> list[tuple[datetime, datetime]]:
        return list(pairwise(self.edges))


def around(unit: Unit, day: date, zone: ZoneInfo) -> Period:
    """The day itself, its week from Monday, its month or its quarter."""
    first = _first(unit, day)
    if unit in ("month", "quarter"):
        months = first.year * 12 + first.month - 1 + (1 if unit == "month" else 3)
        return Period(unit, first, date(months // 12, months % 12 + 1, 1) - timedelta(days=1), zone)
    return Period(unit, first, first + timedelta(days=6 if unit == "week" else 0), zone)


def between(first: date, last: date, zone: ZoneInfo) -> Period:
    """Raises: Invalid when it ends before it begins, or is longer than a year and a bit."""
    if not timedelta() <= last - first < LONGEST:
        raise Invalid("dates", f"the last day comes after the first, at most {LONGEST.days} days")
    return Period("own", first, last, zone)


def _first(unit: Unit, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) if unit == "quarter" else day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(timezone.utc)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += timedelta(hours=1)


def _days(first: date, last: date, step: int) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=step)
