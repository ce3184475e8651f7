"""All clocks over their edges, with warnings at 75, 100 and 150 percent (G-06)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.settings import ROOT
from bot.standard import load

SHANGHAI = ZoneInfo("Asia/Shanghai")
STANDARD = load(ROOT / "standard.yml")
SECOND = timedelta(seconds=1)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_there_are_28_clocks_and_each_cites_its_clause():
    assert len(STANDARD.clocks) == 28
    assert all(rule.clauses for rule in STANDARD.clocks.values())


@pytest.mark.parametrize("clock_id", STANDARD.clocks)
def test_a_clock_walks_from_running_over_at_risk_to_overdue(clock_id):
    clock = STANDARD.clock(clock_id)
    marks = clock.warned_at(MONDAY)
    due = clock.due(MONDAY)
    assert MONDAY < marks[75] < marks[100] < marks[150]
    assert marks[100] == due
    assert clock.state(MONDAY, MONDAY) == "running"
    assert clock.state(MONDAY, marks[75] - SECOND) == "running"
    assert clock.state(MONDAY, marks[75]) == "at_risk"
    assert clock.state(MONDAY, due) == "at_risk"
    assert clock.state(MONDAY, due + SECOND) == "overdue"
    reached = [clock.reached(MONDAY, marks[share] + late) for share in marks for late in (-SECOND, 0 * SECOND)]
    assert reached == [0, 75, 75, 100, 100, 150]


@pytest.mark.parametrize("clock_id", STANDARD.clocks)
def test_a_stopped_clock_keeps_its_verdict(clock_id):
    clock = STANDARD.clock(clock_id)
    due, much_later = clock.due(MONDAY), MONDAY + timedelta(days=400)
    assert clock.state(MONDAY, much_later, due) == "met"
    assert clock.state(MONDAY, much_later, due + SECOND) == "missed"


@pytest.mark.parametrize(
    ("clock_id", "length"),
    [
        ("SLA-BOT-REPLY", timedelta(seconds=5)),
        ("SLA-FIRST-URGENT", timedelta(minutes=15)),
        ("SLA-ASYNC-FIRST", timedelta(hours=1)),
        ("SLA-FAULT-ONSITE", timedelta(hours=4)),
        ("SLA-FAULT-FIX", timedelta(hours=24)),
        ("SLA-COMPLAINT-RESOLVE", timedelta(hours=72)),
        ("SLA-CALLBACK-3", timedelta(days=30)),
    ],
)
def test_wall_time_counts_every_hour(clock_id, length):
    midnight = at("2026-11-23 23:59:59")
    assert STANDARD.clock(clock_id).due(midnight) == midnight + length


def test_the_first_reply_waits_for_the_agents_hours():
    clock = STANDARD.clock("SLA-FIRST-ORDINARY")
    evening = at("2026-11-23 21:50")
    assert clock.due(evening) == at("2026-11-24 08:05")
    assert clock.state(evening, at("2026-11-24 03:00")) == "running"
    assert clock.state(evening, at("2026-11-24 08:02")) == "at_risk"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # National Day 2025: off from 1 to 8 October; Sunday 28 September and Saturday 11 October are worked.
        ("2025-09-26 10:00", "2025-10-13 18:00"),
        ("2025-09-30 23:59", "2025-10-16 18:00"),
        # 2026: off from 1 to 7 October; Sunday 20 September and Saturday 10 October are worked.
        ("2026-09-25 10:00", "2026-10-12 18:00"),
        ("2026-10-03 09:00", "2026-10-15 18:00"),
        ("2026-11-23 00:00", "2026-12-02 18:00"),
    ],
)
def test_a_written_reply_is_due_after_seven_working_days(received, due):
    assert STANDARD.clock("SLA-COMPLAINT-WRITTEN").due(at(received)) == at(due)


def test_no_warning_of_working_days_falls_into_a_holiday():
    clock = STANDARD.clock("SLA-COMPLAINT-WRITTEN")
    received = at("2025-09-26 10:00")
    marks = clock.warned_at(received)
    assert marks[75] == at("2025-10-11 11:15")  # five days and a quarter of the sixth
    assert clock.state(received, at("2025-10-05 12:00")) == "running"
    assert marks[150].astimezone(SHANGHAI) == at("2025-10-17 13:30")


def test_years_not_announced_yet_count_monday_to_friday_without_the_fixed_holidays():
    calendar = STANDARD.working_calendar
    assert calendar.is_working_day(date(2035, 3, 5))
    assert not calendar.is_working_day(date(2035, 3, 4))
    assert not calendar.is_working_day(date(2035, 10, 1))
    assert calendar.is_public_holiday(date(2035, 10, 1))
    assert not calendar.is_public_holiday(date(2035, 3, 4))


def test_extra_days_move_the_calendar():
    rules = STANDARD.working_days.copy(
        update={
            "extra_days_off": frozenset({date(2026, 11, 24)}),
            "extra_working_days": frozenset({date(2026, 11, 28)}),
        }
    )
    standard = STANDARD.copy(update={"working_days": rules})
    assert standard.clock("SLA-COMPLAINT-WRITTEN").due(MONDAY) == at("2026-12-02 18:00")
    assert not standard.working_calendar.is_working_day(date(2026, 11, 24))
    assert standard.working_calendar.is_working_day(date(2026, 11, 28))


def test_clocks_are_chosen_by_kind_level_and_feature():
    def ids(*args):
        return {clock.id for clock in STANDARD.clocks_for(*args)}

    assert ids("turn") == {"SLA-BOT-REPLY"}
    assert ids("handoff") == {"SLA-FIRST-ORDINARY"}
    assert ids("handoff", "urgent") == {"SLA-FIRST-URGENT", "SLA-URGENT-ACTION"}
    assert ids("complaint", "major") - ids("complaint") == {"SLA-MAJOR"}
    assert ids("complaint", "urgent") - ids("complaint") == {"SLA-EMERGENCY-RESPONSE"}
    assert ids("fault", "urgent") - ids("fault") == {"SLA-EMERGENCY-RESPONSE", "SLA-EMERGENCY-PLAN"}
    assert ids("fault", None, {"remote"}) - ids("fault") == {"SLA-FAULT-REMOTE"}
    assert ids("request", None, {"complex"}) - ids("request") == {"SLA-COMPLEX-CLOSE"}


def test_stretch_goals_are_not_counted_but_can_be_asked_for():
    off = {clock_id for clock_id, rule in STANDARD.clocks.items() if not rule.active}
    assert off == {"SLA-CHAT-STRETCH", "SLA-SPECIAL-PROCESS", "SLA-COMPLAINT-STRETCH"}
    counted = {clock.id for kind in (*STANDARD.tickets, "handoff", "turn") for clock in STANDARD.clocks_for(kind)}
    assert counted and not off & counted
    assert STANDARD.clock("SLA-CHAT-STRETCH").due(MONDAY) == MONDAY + timedelta(seconds=30)


def test_the_stages_of_a_complaint_nest():
    ends = [
        STANDARD.clock(f"SLA-COMPLAINT-{stage}").due(MONDAY)
        for stage in ("CLASSIFY", "INVESTIGATE", "RESOLVE", "WRITTEN")
    ]
    assert ends == sorted(set(ends))


@pytest.mark.parametrize("kind", STANDARD.tickets)
def test_what_a_customer_is_promised_is_a_clock_of_that_kind(kind):
    assert STANDARD.promise(kind).id in {clock.id for clock in STANDARD.clocks_for(kind)}


def test_a_limit_is_said_in_both_languages():
    said = [
        (STANDARD.clock(clock_id).limit.say("zh"), STANDARD.clock(clock_id).limit.say("en"))
        for clock_id in ("SLA-FAULT-FIX", "SLA-COMPLAINT-WRITTEN", "SLA-ASYNC-FIRST")
    ]
    assert said == [("24小时", "24 hours"), ("7个工作日", "7 working days"), ("1小时", "1 hour")]
