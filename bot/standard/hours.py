"""When agents are there: local periods by weekday, holidays and exceptions, walked in real time (G-02)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, root_validator, validator

from bot.standard.entry import Clauses, Entry, Limit, Named
from bot.standard.working_days import WorkingDays

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FURTHEST_OPENING = 400  # days looked ahead
Span = tuple[datetime, datetime]  # UTC


@dataclass(frozen=True)
class Period:
    """Minutes after local midnight; `closes` past 24 h belongs to the next day."""

    opens: int
    closes: int

    @classmethod
    def __get_validators__(cls) -> Iterator[Callable[[Any], "Period"]]:
        yield cls.read

    @classmethod
    def read(cls, value: Any) -> "Period":
        if isinstance(value, Period):
            return value
        found = re.fullmatch(r"(\d{1,2}):([0-5]\d) ?[-–] ?(\d{1,2}):([0-5]\d)", str(value))
        if not found:
            raise ValueError(f"{value!r} is no period; write it like '08:00-22:00'")
        opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if opens >= 1440 or closes > 1440 or opens == closes:
            raise ValueError(f"{value!r} is no period of a day")
        return cls(opens, closes if closes > opens else closes + 1440)

    def __str__(self) -> str:
        return f"{_clock_face(self.opens)}–{_clock_face(self.closes)}"


def _clock_face(minutes: int) -> str:
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02}:{minutes % 60:02}"


class Exceptional(Entry):
    first: date = Field(alias="from")
    last: date | None = Field(None, alias="to")
    periods: tuple[Period, ...]
    reason: Named | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day <= (self.last or self.first)


class AgentsHours(Entry):
    """The entry `agents_hours` of the standard."""

    clauses: Clauses = ()
    weekly: dict[Literal[WEEKDAYS], tuple[Period, ...]]  # type: ignore[valid-type]
    public_holidays: Literal["as_usual"] | tuple[Period, ...] = "as_usual"
    exceptions: tuple[Exceptional, ...] = ()

    @validator("weekly")
    def _complete(cls, weekly: dict[str, tuple[Period, ...]]) -> dict[str, tuple[Period, ...]]:
        missing = [day for day in WEEKDAYS if day not in weekly]
        if missing:
            raise ValueError(f"no hours for {', '.join(missing)}; write [] for a closed day")
        if not any(weekly.values()):
            raise ValueError("somebody must be there on at least one day of the week")
        return weekly

    @root_validator(skip_on_failure=True)
    def _in_order(cls, values: dict[str, Any]) -> dict[str, Any]:
        for day, periods in values["weekly"].items():
            if any(later.opens < earlier.closes for earlier, later in zip(periods, periods[1:], strict=False)):
                raise ValueError(f"the periods of {day} overlap or are out of order")
        return values


@dataclass(frozen=True)
class Hours:
    """Agents' hours in a time zone. Every moment taken and given is aware."""

    entry: AgentsHours
    zone: ZoneInfo
    working_days: WorkingDays

    def open_at(self, now: datetime) -> bool:
        opens, _ = self._span_from(now)
        return opens <= now

    def next_opening(self, now: datetime) -> datetime:
        """`now` itself while somebody is there; else the start of the next period, in UTC."""
        opens, _ = self._span_from(now)
        return max(opens, now)

    def closing(self, now: datetime) -> datetime | None:
        """The end of the present period; None when nobody is there."""
        opens, closes = self._span_from(now)
        return closes if opens <= now else None

    def after(self, start: datetime, limit: Limit, share: float = 1.0) -> datetime:
        """The moment at which `share` of the limit has passed, counting only agents' hours."""
        start = start.astimezone(timezone.utc)  # local times skip and repeat hours
        left = limit.length * share
        for opens, closes in self.spans(start):
            available = closes - max(opens, start)
            if left <= available:
                return max(opens, start) + left
            left -= available
        raise AssertionError("the walk over agents' hours has no end")

    def spans(self, moment: datetime) -> Iterator[Span]:
        """Periods that end after `moment`, in order; a period past midnight ends where the next day's begins."""
        day = moment.astimezone(self.zone).date() - timedelta(days=1)
        latest = datetime.min.replace(tzinfo=timezone.utc)
        empty = 0
        while empty <= FURTHEST_OPENING:
            empty += 1
            for opens, closes in self._spans_of(day):
                opens, latest = max(opens, latest), max(closes, latest)
                if closes > max(moment, opens):
                    empty = 0
                    yield opens, closes
            day += timedelta(days=1)
        raise ValueError(f"no agents' hours within {FURTHEST_OPENING} days after {day}")

    def periods(self, day: date) -> tuple[Period, ...]:
        """Exceptions first, then public holidays, then the weekday."""
        for exceptional in self.entry.exceptions:
            if exceptional.covers(day):
                return exceptional.periods
        if not isinstance(self.entry.public_holidays, str) and self.working_days.is_public_holiday(day):
            return self.entry.public_holidays
        return self.entry.weekly[WEEKDAYS[day.weekday()]]

    def say(self, day: date) -> str:
        """The day's periods as figures, the same in every language: `08:00–12:00, 13:00–22:00`; empty when closed."""
        return ", ".join(str(period) for period in self.periods(day))

    def _span_from(self, moment: datetime) -> Span:
        return next(self.spans(moment))

    def _spans_of(self, day: date) -> list[Span]:
        return [(at(day, p.opens, self.zone), at(day, p.closes, self.zone)) for p in self.periods(day)]


def at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """That many minutes on the local clock face after the day's midnight, in UTC."""
    days, minutes = divmod(minutes, 1440)
    local = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), tzinfo=zone)
    return local.astimezone(timezone.utc)
