"""Moments as people say them, in local time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say(moment: datetime, lang: str, now: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    """今天15:00 · 明天(11月23日)09:00 · 11月24日(周二)15:00; today, 15:00 · tomorrow (Mon 23 Nov), 09:00 ·
    Tue 24 Nov, 15:00. The date stays beside `tomorrow`: a promise is read again later."""
    day, face = say_day(moment, lang, now, zone), f"{moment.astimezone(zone):%H:%M}"
    return f"{day}, {face}" if lang == "en" else f"{day}{face}"


def say_span(start: datetime, end: datetime, lang: str, now: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    """11月24日(周二)09:00–12:00; an end on another day is said in full."""
    begin = say(start, lang, now, zone)
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        return f"{begin}–{end.astimezone(zone):%H:%M}"
    return f"{begin} – {say(end, lang, now, zone)}"


def say_day(moment: datetime, lang: str, now: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    english = lang == "en"
    if local.date() == today:
        return "today" if english else "今天"
    date = _english(local, today.year) if english else _chinese(local, today.year)
    if local.date() == today + timedelta(days=1):
        return f"tomorrow ({date})" if english else f"明天({date})"
    return date if english else f"{date}(周{_WEEKDAYS_ZH[local.weekday()]})"


def _chinese(local: datetime, this_year: int) -> str:
    year = "" if local.year == this_year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日"


def _english(local: datetime, this_year: int) -> str:
    year = "" if local.year == this_year else f" {local.year}"
    return f"{_WEEKDAYS_EN[local.weekday()]} {local.day} {_MONTHS_EN[local.month - 1]}{year}"
