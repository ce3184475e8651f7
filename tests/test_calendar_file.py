"""The file opens in a calendar at the right moment."""

from datetime import datetime, timedelta, timezone

from icalendar import Calendar

from bot.appointments import Appointment
from bot.calendar_file import ics

START = datetime(2026, 11, 24, 1, 0, tzinfo=timezone.utc)
APPOINTMENT = Appointment(
    id=1,
    number="A7K2M-9QXD",
    conversation_id=None,
    customer_id="c",
    ticket_id=None,
    channel=None,
    service="installation",
    district="donghu",
    place="湖滨路1号; 3楼, 甲",
    name="Alice",
    contact="13800138000",
    need="500M\n两台电视",
    language="zh",
    created_at=START - timedelta(days=1),
    customer_class="ordinary",
    state="booked",
    starts_at=START,
    ends_at=START + timedelta(minutes=90),
    resource_id=1,
    resource_zh="东片区安装队",
    resource_en="East team",
    place_zh="",
    place_en="",
)


def test_a_calendar_reads_what_was_promised() -> None:
    (event,) = Calendar.from_ical(ics(APPOINTMENT, "zh", "宽带安装")).walk("VEVENT")
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") == START + timedelta(minutes=90)
    assert str(event["summary"]) == "宽带安装 A7K2M-9QXD"
    assert str(event["location"]) == "湖滨路1号; 3楼, 甲"
    assert str(event["description"]) == "500M\n两台电视"
    assert str(event["uid"]).startswith("A7K2M-9QXD@")


def test_without_a_title_it_says_who_comes_in_the_readers_language() -> None:
    assert "东片区安装队" in ics(APPOINTMENT, "zh").decode()
    assert "East team" in ics(APPOINTMENT, "en").decode()


def test_the_customers_phone_number_is_not_in_the_file() -> None:
    assert b"13800138000" not in ics(APPOINTMENT, "zh")
