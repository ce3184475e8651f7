"""Times come from the resources, and a place is taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import appointments
from bot.agents import Agent
from bot.appointments import Appointment, Resource
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound, Unavailable
from bot.numbers import new_number
from bot.store import Store
from bot.store.tables import appointments as appointment_rows
from bot.store.tables import places

JIANGZHOU = ZoneInfo("Asia/Shanghai")
TUESDAY_NINE = datetime(2026, 11, 24, 1, 0, tzinfo=timezone.utc)


def team(key: str = "team", **more: Any) -> Resource:
    details: dict[str, Any] = {
        "key": key,
        "name_zh": "东片区安装队",
        "name_en": "East team",
        "services": ["installation"],
        "districts": ["donghu"],
        "hours": [["09:00", "12:00"], ["13:30", "18:00"]],
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "slot_minutes": 90,
        "capacity": 1,
        **more,
    }
    return Resource(**details)


@pytest.fixture(autouse=True)
def one_team(store: Store) -> None:
    with store.writing() as db:
        appointments.put_resources(db, [team()])


def details(visit: Visit, starts_at: datetime = TUESDAY_NINE, **more: Any) -> dict[str, Any]:
    return {
        "service": "installation",
        "district": "donghu",
        "starts_at": starts_at,
        "place": "湖滨路1号",
        "name": "Alice",
        "contact": "13800138000",
        "need": "500M",
        "conversation_id": visit.conversation_id,
        "customer_id": visit.customer_id,
        "language": "zh",
        **more,
    }


def booked(store: Store, visit: Visit, now: datetime, starts_at: datetime = TUESDAY_NINE, **more: Any) -> Appointment:
    with store.writing() as db:
        return appointments.book(db, now=now, **details(visit, starts_at, **more))


def free(store: Store, now: datetime, **more: Any) -> list[str]:
    with store.reading() as db:
        times = appointments.free_times(db, "installation", "donghu", now, **more)
    return [f"{one.starts_at.astimezone(JIANGZHOU):%m-%d %H:%M}" for one in times]


def test_free_times_keep_hours_notice_and_horizon(store: Store, now: datetime) -> None:
    assert free(store, now) == [
        "11-23 13:30",
        "11-23 15:00",
        "11-24 09:00",
        "11-24 10:30",
        "11-25 09:00",
        "11-25 10:30",
    ]
    everything = free(store, now, limit=1000)
    assert everything[:4] == ["11-23 13:30", "11-23 15:00", "11-23 16:30", "11-24 09:00"]
    assert everything[-1] == "12-07 09:00"
    assert "11-23 15:00" not in free(store, now + timedelta(hours=3, seconds=1), limit=1000)
    assert "11-23 15:00" in free(store, now + timedelta(hours=3), limit=1000)


def test_free_times_are_those_nearest_to_the_wish(store: Store, now: datetime) -> None:
    wish = datetime(2026, 11, 26, 15, 0, tzinfo=JIANGZHOU)
    assert free(store, now, around=wish, limit=3) == ["11-26 13:30", "11-26 15:00", "11-26 16:30"]


def test_a_closed_day_and_another_district_offer_nothing(store: Store, now: datetime) -> None:
    with store.writing() as db:
        appointments.put_resources(db, [team(weekdays=[3])])
        assert appointments.free_times(db, "installation", "nangang", now) == []
        assert appointments.free_times(db, "repair", "donghu", now) == []
    assert {one[:5] for one in free(store, now, limit=1000)} == {"11-25", "12-02"}


def test_a_slot_is_offered_until_its_capacity_is_taken(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        appointments.put_resources(db, [team(capacity=2)])
    booked(store, alice, now)
    assert "11-24 09:00" in free(store, now)
    booked(store, alice, now)
    assert "11-24 09:00" not in free(store, now)


def test_fifty_who_want_one_slot_at_once_get_exactly_one_booking(store: Store, alice: Visit, now: datetime) -> None:
    def want(_: int) -> str:
        for _ in range(20):
            try:
                return booked(store, alice, now).number
            except Conflict as refused:
                return refused.code
            except Unavailable:
                continue
        return "never"

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(want, range(50)))
    assert outcomes.count("time_taken") == 49
    assert len({one for one in outcomes if one.startswith("A")}) == 1
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(places)).scalar() == 1
        assert db.execute(select(func.count()).select_from(appointment_rows)).scalar() == 1


def test_a_refused_booking_leaves_the_turns_other_effects_alone(store: Store, alice: Visit, now: datetime) -> None:
    booked(store, alice, now)
    with store.writing() as db:
        with pytest.raises(Conflict):
            appointments.book(db, now=now, **details(alice))
        other = appointments.book(db, now=now, **details(alice, TUESDAY_NINE + timedelta(minutes=90)))
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(appointment_rows)).scalar() == 2
        assert appointments.look_up(db, other.number, "8000") == other


def test_a_second_team_takes_what_the_first_cannot(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        appointments.put_resources(db, [team(), team("second", name_en="Second team")])
    assert [booked(store, alice, now).resource_en for _ in range(2)] == ["East team", "Second team"]


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2026, 11, 24, 1, 1, tzinfo=timezone.utc),  # not a slot
        datetime(2026, 11, 24, 4, 0, tzinfo=timezone.utc),  # noon
        datetime(2026, 11, 22, 1, 0, tzinfo=timezone.utc),  # gone by
        datetime(2026, 11, 23, 2, 30, tzinfo=timezone.utc),  # in half an hour
        datetime(2026, 12, 8, 1, 0, tzinfo=timezone.utc),  # too far ahead
    ],
)
def test_only_times_that_are_offered_can_be_booked(
    store: Store, alice: Visit, now: datetime, starts_at: datetime
) -> None:
    with pytest.raises(Conflict) as refused:
        booked(store, alice, now, starts_at)
    assert refused.value.code == "time_taken"


def test_a_repeated_effect_is_the_same_appointment(store: Store, alice: Visit, now: datetime) -> None:
    first = booked(store, alice, now, effect_key="c:1:1")
    assert booked(store, alice, now, effect_key="c:1:1") == first


def test_a_cancelled_place_is_free_again(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    first = booked(store, alice, now)
    with store.writing() as db:
        gone = appointments.cancel(db, first.number, now, note="moved away")
    assert (gone.state, gone.starts_at, gone.resource_en) == ("cancelled", TUESDAY_NINE, "East team")
    assert booked(store, dan, now).number != first.number
    for act in (
        lambda db: appointments.cancel(db, first.number, now),
        lambda db: appointments.change(db, first.number, TUESDAY_NINE, now),
    ):
        with pytest.raises(Conflict) as refused, store.writing() as db:
            act(db)
        assert refused.value.facts == {"state": "cancelled"}


def test_a_change_frees_the_old_time_and_takes_the_new(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    first = booked(store, alice, now)
    later = TUESDAY_NINE + timedelta(days=1)
    with store.writing() as db:
        changed = appointments.change(db, first.number, later, now)
        assert (changed.number, changed.state, changed.starts_at) == (first.number, "booked", later)
        assert appointments.change(db, first.number, later, now) == changed
        assert [one.kind for one in appointments.history(db, first.id)] == ["booked", "changed"]
    assert booked(store, dan, now).starts_at == TUESDAY_NINE
    with pytest.raises(Conflict), store.writing() as db:
        appointments.change(db, first.number, TUESDAY_NINE, now)
    with store.reading() as db:
        assert appointments.look_up(db, first.number, "8000").starts_at == later


def test_a_change_that_is_refused_keeps_the_old_time_within_the_same_transaction(
    store: Store, alice: Visit, dan: Visit, now: datetime
) -> None:
    mine, theirs = booked(store, alice, now), booked(store, dan, now, TUESDAY_NINE + timedelta(days=1))
    with store.writing() as db:
        with pytest.raises(Conflict):
            appointments.change(db, mine.number, theirs.starts_at, now)
        with pytest.raises(Conflict):
            appointments.book(db, now=now, **details(dan))
    with store.reading() as db:
        assert appointments.look_up(db, mine.number, "8000") == mine


def test_two_who_swap_their_times_at_once_both_keep_one(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    other_time = TUESDAY_NINE + timedelta(days=1)
    mine, theirs = booked(store, alice, now), booked(store, dan, now, other_time)

    def swap(one: tuple[Appointment, datetime]) -> None:
        try:
            with store.writing() as db:
                appointments.change(db, one[0].number, one[1], now)
        except (Conflict, Unavailable):
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(swap, [(mine, other_time), (theirs, TUESDAY_NINE)]))
    with store.reading() as db:
        times = [appointments.look_up(db, one.number, "8000").starts_at for one in (mine, theirs)]
        assert db.execute(select(func.count()).select_from(places)).scalar() == 2
    assert sorted(times) == [TUESDAY_NINE, other_time]


def test_a_wrong_pair_and_an_unknown_number_are_the_same_refusal(store: Store, alice: Visit, now: datetime) -> None:
    made = booked(store, alice, now)
    refusals = []
    for number, last4 in ((made.number, "9999"), (new_number("A"), "8000"), (made.number, ""), ("", "")):
        with pytest.raises(NotFound) as refused, store.reading() as db:
            appointments.look_up(db, number, last4)
        refusals.append((refused.value.code, refused.value.detail, refused.value.facts))
    assert len(refusals) == 4 and all(refusal == refusals[0] for refusal in refusals)


def test_a_day_is_listed_in_order_of_time_without_what_was_cancelled(store: Store, alice: Visit, now: datetime) -> None:
    late = booked(store, alice, now, TUESDAY_NINE + timedelta(minutes=90))
    early = booked(store, alice, now)
    gone = booked(store, alice, now, TUESDAY_NINE + timedelta(minutes=270))
    booked(store, alice, now, TUESDAY_NINE + timedelta(days=1))
    with store.writing() as db:
        appointments.cancel(db, gone.number, now)
        day = datetime(2026, 11, 24, tzinfo=JIANGZHOU)
        listed = appointments.listing(db, day, day + timedelta(days=1))
    assert listed == [early, late]


def test_an_agent_records_how_it_went(store: Store, alice: Visit, bob: Agent, now: datetime) -> None:
    made = booked(store, alice, now)
    with store.writing() as db:
        assert appointments.set_state(db, made.number, "confirmed", bob.id, now).state == "confirmed"
        assert appointments.set_state(db, made.number, "done", bob.id, now, "line was broken").state == "done"
        assert appointments.history(db, made.id)[-1].agent_name == "Bob"
    with pytest.raises(Conflict), store.writing() as db:
        appointments.cancel(db, made.number, now)
    with pytest.raises(Invalid), store.writing() as db:
        appointments.set_state(db, made.number, "forgotten", bob.id, now)


def test_resources_are_put_by_key_without_doubles(store: Store) -> None:
    with store.writing() as db:
        appointments.put_resources(db, [team(name_en="East team, renamed")])
        assert [one.name_en for one in appointments.resources_for(db, "installation", "donghu")] == [
            "East team, renamed"
        ]


def test_a_cancelled_one_is_listed_in_its_day_when_asked_for(store: Store, alice: Visit, now: datetime) -> None:
    given_up, kept = booked(store, alice, now), booked(store, alice, now, TUESDAY_NINE + timedelta(minutes=90))
    day, next_day = TUESDAY_NINE - timedelta(hours=9), TUESDAY_NINE + timedelta(hours=15)
    with store.writing() as db:
        appointments.cancel(db, given_up.number, now)

    def listed(begin: datetime, end: datetime, **more: Any) -> list[str]:
        with store.reading() as db:
            return [one.number for one in appointments.listing(db, begin, end, **more)]

    assert listed(day, next_day) == [kept.number]
    assert listed(day, next_day, cancelled=True) == [given_up.number, kept.number]
    local_day, local_next_day = day.astimezone(JIANGZHOU), next_day.astimezone(JIANGZHOU)
    assert listed(local_day, local_next_day, cancelled=True) == [given_up.number, kept.number]
    assert listed(day, next_day, cancelled=True, service="repair") == []
    assert listed(next_day, next_day + timedelta(days=1), cancelled=True) == []
