"""How long tickets stay where, reckoned by hand on three tickets; what is given away as CSV."""

import csv
import io
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert

from bot import figures
from bot.agents import Agent
from bot.customers import Visit
from bot.figures import Facts, Row, Wanted
from bot.figures.states import percentile
from bot.standard import Standard
from bot.store import Store
from bot.store import tables as t
from channels.console.sheet import sheet_of_rows

START = datetime(2026, 11, 10, 2, 0, tzinfo=timezone.utc)
NOW = START + timedelta(days=5)
# Of each fault: the states, with the hours after the start at which they were reached.
COURSES = (
    (("accepted", 0), ("assigned", 1), ("repaired", 5), ("closed", 6)),
    (("accepted", 0), ("assigned", 3), ("repaired", 4), ("reopened", 10), ("repaired", 30), ("closed", 31)),
    (("accepted", 0), ("assigned", 2)),
)
# By hand: lengths in hours of the stays that ended, and how many stand there now.
BY_HAND = {"accepted": ([1, 2, 3], 0), "assigned": ([1, 4], 1), "repaired": ([1, 1, 6], 0), "reopened": ([20], 0)}


@pytest.fixture
def faults(store: Store, alice: Visit, bob: Agent) -> Store:
    with store.writing() as db:
        for number, course in enumerate(COURSES):
            row = {"title": "断网", "fields": {}, "contact": "", "language": "zh", "department": "technical_support"}
            row |= {"customer_id": alice.customer_id, "conversation_id": alice.conversation_id, "created_at": START}
            one = db.execute(insert(t.tickets).values(number=f"T{number}", kind="fault", **row)).inserted_primary_key[0]
            for state, hours in course:
                at = START + timedelta(hours=hours)
                event = {"kind": "state", "state": state, "agent_id": bob.id, "data": {}, "at": at}
                db.execute(insert(t.ticket_events).values(ticket_id=one, **event))
    return store


def test_time_in_state_equals_a_hand_calculation(faults: Store, standard: Standard) -> None:
    with faults.reading() as db:
        facts = Facts(db, standard, figures.around("month", date(2026, 11, 1), standard.zone), NOW)
        found = {one.state: one for one in figures.spent(facts.all_works, facts.period, Wanted())}
    assert set(found) == set(BY_HAND)
    whole = sum(sum(hours) for hours, _ in BY_HAND.values()) * 3600
    for state, (hours, there) in BY_HAND.items():
        one, seconds = found[state], [length * 3600 for length in hours]
        assert (one.n, one.there, one.longest, one.total) == (len(hours), there, max(seconds), sum(seconds))
        assert one.mean == pytest.approx(sum(seconds) / len(seconds))
        assert one.share == pytest.approx(sum(seconds) / whole)
    assert [state for state, one in found.items() if one.slowest] == ["reopened"]
    assert found["assigned"].oldest == START + timedelta(hours=2)


def test_what_stands_still_for_months_is_still_there(faults: Store, standard: Standard) -> None:
    with faults.reading() as db:
        later = figures.around("month", date(2027, 4, 1), standard.zone)
        facts = Facts(db, standard, later, NOW + timedelta(days=150))
        (one,) = figures.spent(facts.all_works, later, Wanted())
        rows = figures.cases_behind(facts, Wanted(), f"{figures.STATE}fault.assigned")
    assert (one.state, one.n, one.there) == ("assigned", 0, 1)
    assert [row.subject for row in rows] == ["ticket:T2"]


@pytest.mark.parametrize(
    ("values", "percent", "found"), [([], 50, None), ([7], 90, 7), ([1, 2, 3, 4], 50, 2), (range(1, 11), 90, 9)]
)
def test_a_percentile_is_one_of_the_values(values, percent, found) -> None:
    assert percentile(values, percent) == found


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_of_a_sheet_is_a_formula(standard: Standard, beginning: str) -> None:
    text = f"{beginning}HYPERLINK(1)"
    row = Row(START, -1.5, "ticket:T1", "T1", "", None, text, "138****8000", None, None, text, None, text)
    made = sheet_of_rows([row], "zh", standard.zone)
    assert made.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark only"
    heads, cells = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""))
    told = dict(zip(heads, cells, strict=True))
    assert told["标题"] == told["客服"] == told["备注"] == f"'{text}"
    assert (told["时间"], told["数值"]) == ("2026-11-10 10:00:00", "-1.5")
