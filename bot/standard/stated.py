"""Figures of the standard within sentences: {limit:SLA-FAULT-FIX} is that clock's limit, {hours:agents} when people
answer. Sentences that customers read name the clock, so that changing it changes what is said."""

import re
from collections.abc import Iterator

from bot.standard.hours import WEEKDAYS, AgentsHours
from bot.standard.schema import Standard

STATED = re.compile(r"\{(limit|hours):([A-Za-z0-9-]+)\}")
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def stated(text: str, standard: Standard, language: str) -> str:
    """`language`: zh, zh-Hant (given in Simplified) or en. KeyError for a clock that the standard does not have."""

    def value(found: "re.Match[str]") -> str:
        if found[1] == "hours":
            return week(standard.agents_hours, language)
        return standard.clock(found[2]).limit.say(language)

    return STATED.sub(value, text)


def unknown(text: str, standard: Standard) -> list[str]:
    """What stands in such braces and means nothing."""
    return [
        found[0] for found in STATED.finditer(text) if not (found[2] in standard.clocks or found[0] == "{hours:agents}")
    ]


def week(hours: AgentsHours, language: str) -> str:
    """每天08:00–22:00 · 周一至周五08:00–22:00，周六至周日休息; every day 08:00–22:00 · Mon–Fri 08:00–22:00."""
    said = [_span(days, periods, language) for days, periods in _alike(hours)]
    return ("，" if language != "en" else ", ").join(said)


def _alike(hours: AgentsHours) -> Iterator[tuple[list[int], str]]:
    """Neighbouring days with the same periods."""
    days: list[int] = []
    before = None
    for number, name in enumerate(WEEKDAYS):
        periods = ", ".join(map(str, hours.weekly[name]))
        if days and periods != before:
            yield days, str(before)
            days = []
        days, before = [*days, number], periods
    yield days, str(before)


def _span(days: list[int], periods: str, language: str) -> str:
    first, last = days[0], days[-1]
    if language == "en":
        name = "every day" if len(days) == len(WEEKDAYS) else _DAYS_EN[first]
        name += f"–{_DAYS_EN[last]}" if 1 < len(days) < len(WEEKDAYS) else ""
        return f"{name} {periods or 'closed'}"
    name = "每天" if len(days) == len(WEEKDAYS) else f"周{_DAYS_ZH[first]}"
    name += f"至周{_DAYS_ZH[last]}" if 1 < len(days) < len(WEEKDAYS) else ""
    return f"{name}{periods.replace(', ', '、') or '休息'}"
