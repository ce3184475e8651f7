"""Working days of China: public holidays and the weekend days worked in exchange, as `chinesecalendar` knows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import validator

from bot.standard.entry import Clauses, Entry, Limit

# Fixed by law; the days around them and the lunar holidays are announced each autumn for the next year.
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}  # month, day
LONGEST_BREAK = 400  # days without a working day before the calendar is refused


class WorkingDayRules(Entry):
    """The entry `working_days` of the standard; times are local."""

    clauses: Clauses = ()
    opens: time
    closes: time
    extra_days_off: frozenset[date] = frozenset()
    extra_working_days: frozenset[date] = frozenset()

    @validator("closes")
    def _after_opening(cls, closes: time, values: dict) -> time:  # type: ignore[type-arg]
        if "opens" in values and closes <= values["opens"]:
            raise ValueError("a working day closes after it opens")
        return closes


@lru_cache(maxsize=4096)
def _worked(day: date) -> bool:
    """The library goes through all its years for each day that it is asked for."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year not announced yet
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS


@dataclass(frozen=True)
class WorkingDays:
    rules: WorkingDayRules
    zone: ZoneInfo

    def is_working_day(self, day: date) -> bool:
        if day in self.rules.extra_days_off:
            return False
        if day in self.rules.extra_working_days:
            return True
        return _worked(day)

    def is_public_holiday(self, day: date) -> bool:
        if day in self.rules.extra_days_off:
            return True
        try:
            free, name = chinese_calendar.get_holiday_detail(day)
            return bool(free and name)
        except NotImplementedError:
            return (day.month, day.day) in FIXED_HOLIDAYS

    def after(self, start: datetime, limit: Limit, share: float = 1.0) -> datetime:
        """The day of the start does not count; n days end when the n-th working day after it closes. In UTC."""
        whole, part = divmod(limit.amount * share, 1)
        windows = self._windows(start)
        for _ in range(int(whole) - (0 if part else 1)):
            next(windows)
        opens, closes = next(windows)
        return opens + (closes - opens) * (part or 1)

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day, idle = start.astimezone(self.zone).date(), 0
        while idle <= LONGEST_BREAK:
            day, idle = day + timedelta(days=1), idle + 1
            if self.is_working_day(day):
                idle = 0
                yield self._moment(day, self.rules.opens), self._moment(day, self.rules.closes)
        raise ValueError(f"no working day within {LONGEST_BREAK} days before {day}")

    def _moment(self, day: date, local: time) -> datetime:
        return datetime.combine(day, local, tzinfo=self.zone).astimezone(timezone.utc)
