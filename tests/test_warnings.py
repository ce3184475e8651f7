"""Early warning (SYS-09, G-06): every clock over its edges, each warning to the right people and once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, update

from bot import handoff, notices, reception, tickets, turns
from bot.agents import Agent
from bot.customers import Visit
from bot.phrases import Phrases
from bot.reception.alarm import FORGOTTEN, Alarm
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import agents as agents_table
from bot.store.tables import handoff_events, ticket_events, warnings
from bot.store.tables import turns as turns_table

SECOND = timedelta(seconds=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = {75: "clock_at_risk", 100: "clock_overdue", 150: "clock_escalated"}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def everything(standard: Standard) -> Standard:
    """The standard with its stretch goals counted as well."""
    counted = {name: rule.copy(update={"active": True}) for name, rule in standard.clocks.items()}
    return standard.copy(update={"clocks": counted})


class Desk:
    """One store with Alice's work in it, Bob who does it, and Carol who supervises."""

    def __init__(self, store: Store, standard: Standard, phrases: Phrases, visit: Visit, bob: Agent, carol: Agent):
        self.store, self.standard, self.phrases = store, standard, phrases
        self.visit, self.bob, self.carol = visit, bob, carol

    def alarm(self) -> Alarm:
        return Alarm(self.store, self.standard, self.phrases)

    def open(self, kind: str, now: datetime, **more: Any) -> tickets.Ticket:
        about = {"title": "断网", "fields": {}, "contact": "13800138000", "language": "zh", "department": "technical"}
        who = {"conversation_id": self.visit.conversation_id, "customer_id": self.visit.customer_id}
        with self.store.writing() as db:
            opened = tickets.open_ticket(db, kind=kind, now=now, owner_id=self.bob.id, **who, **about, **more)
            return tickets.assign(db, opened.number, self.bob.id, None, now, standard=self.standard)

    def happens(self, ticket: tickets.Ticket, name: str, at: datetime) -> None:
        """An event, or a step reached."""
        step = name in {*self.standard.tickets[ticket.kind].steps, *self.standard.tickets[ticket.kind].side}
        row = {"ticket_id": ticket.id, "kind": "state" if step else name, "state": name if step else None}
        person = {"agent_id": self.bob.id} if name == "handled" else {}
        with self.store.writing() as db:
            db.execute(insert(ticket_events).values(**row, **person, data={}, at=at))

    def told(self, agent: Agent) -> list[str]:
        """Kinds of notices, oldest first."""
        with self.store.reading() as db:
            return [one.kind for one in reversed(notices.of(db, agent.id, limit=1000))]

    def warned(self, clock: str) -> list[int]:
        with self.store.reading() as db:
            query = select(warnings.c.percent).where(warnings.c.clock == clock).order_by(warnings.c.percent)
            return [row.percent for row in db.execute(query)]


@pytest.fixture
def desk(store: Store, everything: Standard, phrases: Phrases, alice: Visit, bob: Agent, carol: Agent) -> Desk:
    return Desk(store, everything, phrases, alice, bob, carol)


def begin(desk: Desk, clock_id: str, now: datetime) -> Callable[[datetime], None]:
    """Starts the work that this clock is for; returns what stops it."""
    rule = desk.standard.clocks[clock_id]
    kind = rule.scope.kinds[0]
    if kind == "turn":
        return _turn(desk, now)
    if kind == "handoff":
        return _handoff(desk, clock_id, now)
    level = rule.scope.levels[0] if rule.scope.levels else "ordinary"
    one = desk.open(kind, now, level=level)
    if rule.scope.feature:
        with desk.store.writing() as db:
            data = {"features": [rule.scope.feature]}
            db.execute(insert(ticket_events).values(ticket_id=one.id, kind="marked", data=data, at=now))
    if rule.start[0] != "opened":
        start = next(name for name in rule.start if name in desk.standard.tickets[one.kind].steps)
        desk.happens(one, start, now)
    return lambda at: desk.happens(one, rule.stop[0], at)


def _turn(desk: Desk, now: datetime) -> Callable[[datetime], None]:
    with desk.store.writing() as db:
        reception.customer_said(db, desk.visit.conversation_id, "在吗", "k1", now)

    def stop(at: datetime) -> None:
        with desk.store.writing() as db:
            db.execute(update(turns_table).values(done_at=at, outcome="answered"))

    return stop


def _handoff(desk: Desk, clock_id: str, now: datetime) -> Callable[[datetime], None]:
    here, urgent = desk.visit.conversation_id, "URGENT" in clock_id
    with desk.store.writing() as db:
        handoff_id = handoff.ask(db, here, "asked", {}, now, urgent=urgent)
        if "STRETCH" not in clock_id:
            holder = handoff.claim(db, handoff_id, desk.bob.id, now)

    def stop(at: datetime) -> None:
        with desk.store.writing() as db:
            if "STRETCH" in clock_id:
                handoff.claim(db, handoff_id, desk.bob.id, at)
                return
            said = reception.agent_said(db, here, desk.bob.id, holder.fence, "您的光猫离线，请重启", "a1", at)
            plan = "ACTION" in clock_id
            reception.agent_promised(db, said, [], at, standard=desk.standard, plan=plan)

    return stop


ALL = 28


def test_all_clocks_are_walked(standard: Standard) -> None:
    assert len(standard.clocks) == ALL


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "clock_id" in metafunc.fixturenames:
        from bot.settings import ROOT
        from bot.standard import load

        metafunc.parametrize("clock_id", list(load(ROOT / "standard.yml").clocks))


def test_a_clock_warns_at_each_mark_and_not_a_second_before(desk: Desk, clock_id: str, now: datetime) -> None:
    alarm = desk.alarm()
    begin(desk, clock_id, now)
    clock = desk.standard.clock(clock_id)
    fallen: list[int] = []
    alarm.look(now)
    for percent, moment in sorted(clock.warned_at(now).items()):
        alarm.look(moment - SECOND)
        assert desk.warned(clock_id) == fallen
        alarm.look(moment)
        fallen.append(percent)
        assert desk.warned(clock_id) == fallen
        alarm.look(moment + SECOND)
        assert desk.warned(clock_id) == fallen


def test_a_clock_that_is_stopped_in_time_goes_no_further(desk: Desk, clock_id: str, now: datetime) -> None:
    alarm, stop = desk.alarm(), begin(desk, clock_id, now)
    clock = desk.standard.clock(clock_id)
    marks = clock.warned_at(now)
    alarm.look(marks[75])
    stop(marks[100])
    alarm.look(marks[150] + SECOND)
    assert desk.warned(clock_id) == [75]
    assert clock.state(now, marks[150], marks[100]) == "met"


def test_what_falls_while_nobody_watches_is_told_afterwards(desk: Desk, clock_id: str, now: datetime) -> None:
    stop = begin(desk, clock_id, now)
    clock = desk.standard.clock(clock_id)
    moment = clock.due(now) + SECOND
    stop(moment)
    desk.alarm().look(moment + SECOND)
    # An answer of the assistant that has come by now needs nobody any more.
    assert 100 not in desk.warned(clock_id) if clock_id == "SLA-BOT-REPLY" else 100 in desk.warned(clock_id)
    assert 150 not in desk.warned(clock_id)


def test_a_written_reply_over_national_day_and_its_make_up_days(desk: Desk) -> None:
    """Off from 1 to 8 October 2025; Sunday 28 September and Saturday 11 October are worked."""
    received, alarm = local("2025-09-26 10:00"), desk.alarm()
    desk.open("complaint", received)
    alarm.look(local("2025-10-08 23:59"))
    assert desk.warned("SLA-COMPLAINT-WRITTEN") == []
    alarm.look(local("2025-10-11 11:14:59"))
    assert desk.warned("SLA-COMPLAINT-WRITTEN") == []
    alarm.look(local("2025-10-11 11:15"))  # a Saturday that is worked
    assert desk.warned("SLA-COMPLAINT-WRITTEN") == [75]
    alarm.look(local("2025-10-13 17:59:59"))
    assert desk.warned("SLA-COMPLAINT-WRITTEN") == [75]
    alarm.look(local("2025-10-13 18:00"))
    assert desk.warned("SLA-COMPLAINT-WRITTEN") == [75, 100]


def test_a_first_reply_waits_for_the_agents_hours(desk: Desk) -> None:
    evening, alarm = local("2026-11-23 21:50"), desk.alarm()
    with desk.store.writing() as db:
        handoff.ask(db, desk.visit.conversation_id, "asked", {}, evening)
    alarm.look(local("2026-11-24 07:59"))
    assert desk.warned("SLA-FIRST-ORDINARY") == []
    alarm.look(local("2026-11-24 08:05"))
    assert desk.warned("SLA-FIRST-ORDINARY") == [75, 100]


def test_the_assignee_then_owner_and_supervisors_then_the_manager(desk: Desk, employ: Any, now: datetime) -> None:
    mallory = employ(desk.store, "mallory", "1009")
    with desk.store.writing() as db:
        db.execute(update(agents_table).where(agents_table.c.id == mallory.id).values(grade="manager"))
    only = desk.standard.copy(update={"clocks": {"SLA-ASYNC-FIRST": desk.standard.clocks["SLA-ASYNC-FIRST"]}})
    one = desk.open("complaint", now)
    alarm = Alarm(desk.store, only, desk.phrases)
    alarm.look(now + timedelta(minutes=45))
    assert (desk.told(desk.bob), desk.told(desk.carol), desk.told(mallory)) == ([KINDS[75]], [], [])
    alarm.look(now + timedelta(minutes=60))
    assert (desk.told(desk.bob)[1:], desk.told(desk.carol), desk.told(mallory)) == ([KINDS[100]], [KINDS[100]], [])
    alarm.look(now + timedelta(minutes=90))
    assert (desk.told(desk.bob)[2:], desk.told(desk.carol)[1:], desk.told(mallory)) == ([], [], [KINDS[150]])
    with desk.store.reading() as db:
        notice = notices.of(db, mallory.id)[0]
        history = [event.kind for event in tickets.history(db, one.id)]
    assert notice.subject == f"ticket:{one.number}"
    assert notice.data["label"] == one.number and notice.data["clock"] == "SLA-ASYNC-FIRST"
    assert history[-3:] == ["at_risk", "overdue", "overdue"]


def test_without_a_manager_the_supervisors_hear_of_it_and_of_what_is_nobodys(
    desk: Desk, now: datetime, dan: Visit
) -> None:
    with desk.store.writing() as db:
        handoff.ask(db, dan.conversation_id, "asked", {}, now)
    alarm = desk.alarm()
    alarm.look(now + timedelta(minutes=15 * 0.75))
    assert KINDS[75] in desk.told(desk.carol) and desk.told(desk.bob) == []
    alarm.look(now + timedelta(minutes=15 * 1.5))
    assert KINDS[150] in desk.told(desk.carol)
    with desk.store.reading() as db:
        kinds = {row.kind for row in db.execute(select(handoff_events))}
    assert {"at_risk", "overdue"} <= kinds


def test_a_greeting_is_no_first_reply(desk: Desk, now: datetime) -> None:
    here = desk.visit.conversation_id
    with desk.store.writing() as db:
        handoff_id = handoff.ask(db, here, "asked", {}, now)
        holder = handoff.claim(db, handoff_id, desk.bob.id, now)
        reception.agent_said(db, here, desk.bob.id, holder.fence, "您好，我是客服小李，请稍等", "a1", now + SECOND)

    def first() -> Any:
        with desk.store.reading() as db:
            one = handoff.find(db, handoff_id)
            facts = handoff.happened(db, [one], desk.standard)[handoff_id]
        found = handoff.clocks(one, facts, desk.standard, now + 10 * SECOND)
        return next(clock for clock in found if clock.id == "SLA-FIRST-ORDINARY").stopped

    assert first() is None
    with desk.store.writing() as db:
        said = reception.agent_said(db, here, desk.bob.id, holder.fence, "您的线路已恢复", "a2", now + 5 * SECOND)
    assert first() == said.created_at


def test_the_reply_of_the_assistant_has_its_clock(desk: Desk, now: datetime) -> None:
    with desk.store.writing() as db:
        reception.customer_said(db, desk.visit.conversation_id, "在吗", "k1", now)
    with desk.store.reading() as db:
        one = turns.unanswered(db)[0]
    states = [turns.clocks(one, desk.standard, now + seconds * SECOND)[0].state for seconds in (0, 4, 5, 6)]
    assert states == ["running", "at_risk", "at_risk", "overdue"]


def test_each_silence_towards_the_customer_is_a_stretch_of_its_own(desk: Desk, now: datetime) -> None:
    one, day, alarm = desk.open("request", now), timedelta(hours=24), desk.alarm()
    alarm.look(now + day)
    desk.happens(one, "told", now + day + SECOND)
    alarm.look(now + day + SECOND + day)
    assert desk.warned("SLA-UPDATE") == [75, 75, 100, 100]
    desk.happens(one, "closed", now + 2 * day + 2 * SECOND)
    desk.happens(one, "told", now + 2 * day + 3 * SECOND)
    alarm.look(now + 6 * day)
    assert desk.warned("SLA-UPDATE") == [75, 75, 100, 100]


def test_a_ticket_that_is_withdrawn_warns_nobody(desk: Desk, now: datetime) -> None:
    one = desk.open("complaint", now)
    with desk.store.writing() as db:
        row = {"ticket_id": one.id, "kind": "state", "state": "withdrawn", "data": {}, "at": now + SECOND}
        db.execute(insert(ticket_events).values(**row))
    desk.alarm().look(now + timedelta(hours=2))
    assert desk.told(desk.bob) == []


def test_what_fell_long_ago_is_no_news(desk: Desk, now: datetime) -> None:
    desk.open("complaint", now)
    desk.alarm().look(now + FORGOTTEN + timedelta(hours=1))
    assert desk.warned("SLA-ASYNC-FIRST") == [150]  # 90 minutes: less than a week ago


def test_watches_at_the_same_time_and_after_a_restart_tell_once(desk: Desk, now: datetime) -> None:
    for _ in range(5):
        desk.open("complaint", now)
    late = now + timedelta(hours=1)
    begun, given = threading.Barrier(4), []

    def watch() -> None:
        alarm = desk.alarm()
        begun.wait()
        given.append(alarm.look(late))

    watches = [threading.Thread(target=watch) for _ in range(4)]
    for one in watches:
        one.start()
    for one in watches:
        one.join()
    assert len(given) == 4
    rows = sum(given)
    with desk.store.reading() as db:
        assert db.execute(select(func.count()).select_from(warnings)).scalar_one() == rows > 0
    assert desk.told(desk.carol).count(KINDS[100]) == 5  # SLA-ASYNC-FIRST of each
    before = desk.told(desk.bob)
    assert desk.alarm().look(late) == 0
    assert desk.told(desk.bob) == before


def test_a_ticket_that_changes_between_two_looks_is_looked_at_again(desk: Desk, now: datetime) -> None:
    one, alarm = desk.open("complaint", now), desk.alarm()
    alarm.look(now)
    desk.happens(one, "told", now + SECOND)
    alarm.look(now + timedelta(minutes=5))
    alarm.look(now + timedelta(minutes=50))
    assert desk.warned("SLA-ASYNC-FIRST") == []
    other = desk.open("complaint", now + timedelta(minutes=1))
    alarm.look(now + timedelta(minutes=51))
    assert desk.warned("SLA-ASYNC-FIRST") == [75] and other.number
