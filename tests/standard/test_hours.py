"""Agents' hours: several periods a day, past midnight, holidays and exceptions, in local time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.standard.entry import Limit
from bot.standard.hours import AgentsHours, Hours, Period
from bot.standard.working_days import WorkingDayRules, WorkingDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours(every_day=("08:00-22:00",), zone=SHANGHAI, **entry):
    weekly = {day: list(every_day) for day in DAYS} | entry.pop("weekly", {})
    rules = WorkingDayRules(opens="09:00", closes="18:00")
    return Hours(AgentsHours(weekly=weekly, **entry), zone, WorkingDays(rules, zone))


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def test_the_desk_opens_at_eight_and_is_closed_from_ten_in_the_evening(standard):
    assert not standard.hours.open_at(at("2026-11-23 07:59:59"))
    assert standard.hours.open_at(at("2026-11-23 08:00"))
    assert standard.hours.open_at(at("2026-11-23 21:59:59"))
    assert not standard.hours.open_at(at("2026-11-23 22:00"))


def test_the_next_opening_is_now_while_somebody_is_there(standard):
    assert standard.hours.next_opening(at("2026-11-23 10:00")) == at("2026-11-23 10:00")
    assert standard.hours.next_opening(at("2026-11-23 06:00")) == at("2026-11-23 08:00")
    assert standard.hours.next_opening(at("2026-11-23 22:00")) == at("2026-11-24 08:00")


def test_the_closing_is_known_only_while_somebody_is_there(standard):
    assert standard.hours.closing(at("2026-11-23 10:00")) == at("2026-11-23 22:00")
    assert standard.hours.closing(at("2026-11-23 23:00")) is None


def test_a_lunch_break_is_closed():
    desk = hours(["08:00-12:00", "13:00-22:00"])
    assert not desk.open_at(at("2026-11-23 12:30"))
    assert desk.next_opening(at("2026-11-23 12:30")) == at("2026-11-23 13:00")
    assert desk.say(date(2026, 11, 23)) == "08:00–12:00, 13:00–22:00"


def test_a_period_past_midnight_belongs_to_the_day_it_began():
    desk = hours([], weekly={"friday": ["20:00-02:00"]})
    assert desk.open_at(at("2026-11-28 01:59"))  # a Saturday
    assert not desk.open_at(at("2026-11-28 02:00"))
    assert not desk.open_at(at("2026-11-27 01:00"))


def test_a_night_that_runs_into_the_next_days_hours_is_one_stretch():
    desk = hours(["06:00-08:00", "20:00-07:00"])
    start = at("2026-11-23 23:00")
    assert desk.after(start, Limit(8, "hours")) == at("2026-11-24 07:00")
    assert desk.after(start, Limit(9, "hours")) == at("2026-11-24 08:00")
    assert desk.after(start, Limit(10, "hours")) == at("2026-11-24 21:00")


def test_round_the_clock_never_closes():
    desk = hours(["00:00-24:00"])
    assert all(desk.open_at(at("2026-11-23 00:00") + timedelta(hours=n)) for n in range(72))


def test_time_counts_only_while_somebody_is_there(standard):
    late = at("2026-11-23 21:50")
    assert standard.hours.after(late, Limit(15, "minutes")) == at("2026-11-24 08:05")
    assert standard.hours.after(late, Limit(10, "minutes")) == at("2026-11-23 22:00")
    assert standard.hours.after(at("2026-11-23 23:30"), Limit(15, "minutes")) == at("2026-11-24 08:15")


def test_an_exception_is_stronger_than_a_public_holiday_and_that_than_the_weekday():
    closed = {"from": "2026-10-02", "to": "2026-10-03", "periods": []}
    desk = hours(public_holidays=["10:00-16:00"], exceptions=[closed])
    assert desk.say(date(2026, 10, 1)) == "10:00–16:00"
    assert desk.say(date(2026, 10, 2)) == desk.say(date(2026, 10, 3)) == ""
    assert desk.say(date(2026, 10, 8)) == "08:00–22:00"
    assert desk.next_opening(at("2026-10-01 16:00")) == at("2026-10-04 10:00")


def test_a_plain_weekend_is_no_public_holiday():
    assert hours(public_holidays=[]).open_at(at("2026-11-22 10:00"))  # a Sunday


def test_an_hour_that_the_clocks_skip_is_not_counted():
    berlin = ZoneInfo("Europe/Berlin")
    desk = hours(["00:00-24:00"], berlin)
    start = at("2026-03-29 01:00", berlin)
    assert desk.after(start, Limit(2, "hours")) == at("2026-03-29 04:00", berlin)


@pytest.mark.parametrize("text", ["8-22", "08:00-08:00", "25:00-26:00", "08:60-09:00", "morning"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="period"):
        Period.read(text)


def test_overlapping_periods_and_a_missing_day_are_refused():
    with pytest.raises(ValidationError, match="overlap"):
        hours(["08:00-12:00", "11:00-15:00"])
    with pytest.raises(ValidationError, match="no hours for sunday"):
        AgentsHours(weekly={day: ["08:00-22:00"] for day in DAYS[:-1]})


def test_a_desk_that_is_closed_for_good_says_so_instead_of_looking_for_ever():
    closed = {"from": "2026-01-01", "to": "2030-01-01", "periods": []}
    with pytest.raises(ValueError, match="no agents' hours"):
        hours(exceptions=[closed]).next_opening(at("2026-11-23 10:00"))
