"""Moments as customers read them, whatever the time zone they come in."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.standard.times import say, say_span

NOW = datetime(2026, 11, 22, 4, 30, tzinfo=timezone.utc)  # Sunday, 12:30 in Shanghai


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        ("2026-11-22 10:00", "今天18:00", "today, 18:00"),
        ("2026-11-22 15:59", "今天23:59", "today, 23:59"),
        ("2026-11-22 16:00", "明天(11月23日)00:00", "tomorrow (Mon 23 Nov), 00:00"),
        ("2026-11-24 07:00", "11月24日(周二)15:00", "Tue 24 Nov, 15:00"),
        ("2026-11-21 16:00", "今天00:00", "today, 00:00"),
        ("2026-11-21 15:00", "11月21日(周六)23:00", "Sat 21 Nov, 23:00"),
        ("2027-01-03 01:05", "2027年1月3日(周日)09:05", "Sun 3 Jan 2027, 09:05"),
    ],
)
def test_a_moment_is_said_in_both_languages(moment, zh, en):
    assert (say(utc(moment), "zh", NOW), say(utc(moment), "en", NOW)) == (zh, en)
    assert say(utc(moment), "zh-Hant", NOW) == zh


def test_a_span_on_one_day_names_the_day_once():
    start, end = utc("2026-11-24 01:00"), utc("2026-11-24 04:00")
    assert say_span(start, end, "zh", NOW) == "11月24日(周二)09:00–12:00"
    assert say_span(start, end, "en", NOW) == "Tue 24 Nov, 09:00–12:00"
    assert say_span(start, utc("2026-11-25 04:00"), "en", NOW) == "Tue 24 Nov, 09:00 – Wed 25 Nov, 12:00"


def test_the_standard_says_moments_in_its_own_zone(standard):
    abroad = standard.copy(update={"time_zone": "Europe/London"})
    assert abroad.zone == ZoneInfo("Europe/London")
    assert abroad.say(utc("2026-11-24 07:00"), "en", NOW) == "Tue 24 Nov, 07:00"
    assert standard.say(utc("2026-11-24 07:00"), "en", NOW) == "Tue 24 Nov, 15:00"
