"""Each figure equals what hand-written SQL says, on both databases, over days, weeks, months and without data."""

from datetime import date, datetime, timedelta

import pytest

from bot import figures
from bot.errors import Invalid
from bot.figures import Facts, Wanted
from bot.standard import Standard
from bot.store import Store

from .by_hand import SQL, by_hand
from .conftest import NOW

DEAR = {"KPI-SEI"}  # as SQL by hand: PostgreSQL takes ten seconds, so that one period is enough there
PERIODS = [
    ("month", date(2026, 11, 11)),
    ("month", date(2026, 12, 1)),
    ("week", date(2026, 11, 18)),
    ("day", date(2026, 11, 11)),
    ("quarter", date(2026, 11, 11)),
    ("month", date(2020, 2, 1)),
]


@pytest.fixture(scope="session")
def whole(standard: Standard) -> Standard:
    """With every KPI on."""
    kpis = standard.kpis
    on = {name: kpi.copy(update={"active": True}) for name, kpi in kpis.figures.items()}
    return standard.copy(update={"kpis": kpis.copy(update={"figures": on})})


def of(db, standard, unit="month", day=date(2026, 11, 11), now=NOW):
    return Facts(db, standard, figures.around(unit, day, standard.zone), now)


def test_every_kpi_that_has_a_source_is_reckoned_by_hand_too(whole: Standard) -> None:
    without = {"KPI-TRAIN-ONLINE", "KPI-TRAIN-SKILLS"}
    assert set(SQL) | without == set(whole.kpis.figures)


@pytest.mark.parametrize(("unit", "day"), PERIODS, ids=[f"{unit} {day}" for unit, day in PERIODS])
def test_figures_equal_hand_written_sql(filled_store: Store, whole: Standard, unit: str, day: date) -> None:
    with filled_store.reading() as db:
        facts = of(db, whole, unit, day)
        found = {one.kpi: (one.value, one.n) for one in figures.figures(facts, Wanted()) if one.source}
        asked = [kpi for kpi in SQL if kpi not in DEAR or db.dialect.name == "sqlite" or unit == "quarter"]
        expected = {kpi: by_hand(db, kpi, facts.period.start, facts.period.end, NOW) for kpi in asked}
    wrong = {
        kpi: (found[kpi], expected[kpi])
        for kpi in asked
        if found[kpi][1] != expected[kpi][1] or found[kpi][0] != pytest.approx(expected[kpi][0], abs=1e-4)
    }
    assert wrong == {}
    if unit in ("month", "quarter") and day.year == 2026 and day.month == 11:
        assert [kpi for kpi in SQL if not found[kpi][1]] == [], "the seed has cases of every figure"
    if day.year == 2020:
        assert {value for value, _ in found.values()} == {None}
        assert {number for _, number in found.values()} == {0}


def test_what_training_was_done_is_unknown_and_not_zero(filled_store: Store, whole: Standard) -> None:
    with filled_store.reading() as db:
        found = {one.kpi: one for one in figures.figures(of(db, whole), Wanted())}
    for kpi in ("KPI-TRAIN-ONLINE", "KPI-TRAIN-SKILLS"):
        assert (found[kpi].value, found[kpi].kept, found[kpi].source, found[kpi].points) == (None, None, False, [])


def test_a_day_begins_at_midnight_in_shanghai(filled_store: Store, whole: Standard) -> None:
    """The seed has a complaint at the first and the last second of 11 November, and one at the first of the 12th."""
    border = "b" * 32
    with filled_store.reading() as db:
        days = {}
        for day in (10, 11, 12):
            works = of(db, whole, "day", date(2026, 11, day)).works
            received = [one for one in works if one.customer_id == border]
            period = figures.around("day", date(2026, 11, day), whole.zone)
            days[day] = sum(period.holds(one.created_at) for one in received)
    assert days == {10: 0, 11: 2, 12: 1}


def test_the_parts_of_a_chart_hold_every_case_of_the_period_once(filled_store: Store, whole: Standard) -> None:
    with filled_store.reading() as db:
        for unit, parts in (("day", 24), ("week", 7), ("month", 30), ("quarter", 14)):
            for one in figures.figures(of(db, whole, unit), Wanted()):
                if one.source:
                    assert len(one.points) == parts
                    assert sum(point.n for point in one.points) == one.n, one.kpi


@pytest.mark.parametrize("narrow", ["channel", "topic", "agent_id", "department"])
def test_what_is_narrowed_adds_up_to_the_whole(filled_store: Store, whole: Standard, narrow: str) -> None:
    with filled_store.reading() as db:
        facts = of(db, whole)
        cases = figures.cases_behind(facts, Wanted(), "KPI-FIRST-RESPONSE")
        values = {getattr(one.about, narrow) for one in cases} - {None}
        assert values
        for value in values:
            wanted = Wanted(**{narrow: value})
            mine = figures.cases_behind(facts, wanted, "KPI-FIRST-RESPONSE")
            assert mine == [one for one in cases if getattr(one.about, narrow) == value]
            kpi = whole.kpis.figures["KPI-FIRST-RESPONSE"]
            assert figures.figure(facts, wanted, "KPI-FIRST-RESPONSE", kpi).n == len(mine) > 0


def test_the_rows_behind_a_figure_are_as_many_as_it_counts(filled_store: Store, whole: Standard) -> None:
    with filled_store.reading() as db:
        facts = of(db, whole)
        for one in figures.figures(facts, Wanted()):
            if one.source and one.kpi not in ("KPI-SEI", "KPI-COMPLAINT-RATE"):
                assert len(figures.cases_behind(facts, Wanted(), one.kpi)) == one.n, one.kpi
        missed = figures.cases_behind(facts, Wanted(), "KPI-FIRST-RESPONSE", missed=True)
        assert missed
        assert {one.value for one in missed} == {0}


def test_rows_name_the_thing_and_hide_contacts(filled_store: Store, whole: Standard) -> None:
    with filled_store.reading() as db:
        facts = of(db, whole)
        rows = figures.rows(facts, figures.cases_behind(facts, Wanted(), "KPI-COMPLAINT-CSAT"))
    assert rows
    for row in rows:
        assert row.subject == f"ticket:{row.label}"
        assert row.contact == "138****8000"
        assert "13800138000" not in row.note


def test_an_unknown_figure_has_no_rows(filled_store: Store, whole: Standard) -> None:
    with filled_store.reading() as db, pytest.raises(Invalid):
        figures.cases_behind(of(db, whole), Wanted(), "KPI-TRAIN-SKILLS")


def test_own_dates_end_after_they_begin_and_within_a_year(standard: Standard) -> None:
    first = date(2026, 11, 1)
    assert figures.between(first, first, standard.zone).end - figures.between(
        first, first, standard.zone
    ).start == timedelta(1)
    for last in (first - timedelta(1), first + figures.LONGEST):
        with pytest.raises(Invalid):
            figures.between(first, last, standard.zone)


@pytest.mark.parametrize(
    ("unit", "first", "last", "before"),
    [
        ("day", date(2026, 11, 11), date(2026, 11, 11), date(2026, 11, 10)),
        ("week", date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 2)),
        ("month", date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 1)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31), date(2026, 7, 1)),
    ],
)
def test_a_period_knows_its_days_and_the_one_before(standard, unit, first, last, before) -> None:
    period = figures.around(unit, date(2026, 11, 11), standard.zone)
    assert (period.first, period.last, period.before.first) == (first, last, before)
    assert period.start == datetime.fromisoformat(f"{first}T00:00:00+08:00")
    assert period.before.end == period.start
