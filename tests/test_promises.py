"""Promises: every time that a customer is told is kept in the record, kept or broken, and apologised for once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot import agents, audit, handoff, notices, promises, reception, tickets, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Invalid, NotFound
from bot.phrases import Phrases
from bot.promises import Promise
from bot.reception import Given
from bot.reception.alarm import Alarm
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import handoff_events, ticket_events

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
TEXT = "明天下午三点前给您回电"


class Talk:
    """Bob serves Alice; Carol supervises."""

    def __init__(
        self, store: Store, standard: Standard, phrases: Phrases, visit: Visit, bob: Agent, carol: Agent, now: datetime
    ) -> None:
        self.store, self.standard, self.phrases, self.now = store, standard, phrases, now
        self.here, self.bob, self.carol = visit.conversation_id, bob, carol
        self.alarm = Alarm(store, standard, phrases)
        self.keys = 0

    def serve(self, urgent: bool = False) -> None:
        with self.store.writing() as db:
            handoff_id = handoff.ask(db, self.here, "asked", {}, self.now, urgent=urgent)
            self.fence = handoff.claim(db, handoff_id, self.bob.id, self.now).fence

    def say(self, text: str, at: datetime, given: tuple[Given, ...] = (), key: str = "", **more: Any) -> int:
        self.keys += 1
        with self.store.writing() as db:
            said = reception.agent_said(db, self.here, self.bob.id, self.fence, text, key or f"a{self.keys}", at)
            reception.agent_promised(db, said, given, at, standard=self.standard, **more)
            return said.seq

    def open(self, kind: str = "complaint") -> tickets.Ticket:
        told = {"standard": self.standard, "phrases": self.phrases}
        words = (kind, "断网三天", "断网三天了", "13800138000", "t1")
        with self.store.writing() as db:
            return reception.ticket_opened(db, self.here, self.bob.id, self.fence, *words, self.now, **told)

    def happens(self, ticket: tickets.Ticket, state: str, at: datetime) -> None:
        with self.store.writing() as db:
            row = {"ticket_id": ticket.id, "kind": "state", "state": state, "agent_id": self.bob.id, "at": at}
            db.execute(insert(ticket_events).values(**row, data={}))

    def all(self) -> list[Promise]:
        with self.store.reading() as db:
            return promises.of_conversation(db, self.here)

    def states(self, at: datetime) -> list[str]:
        return [one.state(at) for one in self.all()]

    def apologies(self) -> list[Any]:
        with self.store.reading() as db:
            said = transcript.after(db, self.here, 0)
        return [one for one in said if one.extras.get("notice") == "promise_broken"]

    def told(self, agent: Agent) -> list[str]:
        with self.store.reading() as db:
            return [one.kind for one in reversed(notices.of(db, agent.id, limit=500))]


@pytest.fixture
def talk(
    store: Store, standard: Standard, phrases: Phrases, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> Talk:
    made = Talk(store, standard, phrases, alice, bob, carol, now)
    made.serve()
    return made


def test_what_an_agent_confirms_is_stored_with_the_message_once(talk: Talk, now: datetime) -> None:
    due = now + 5 * HOUR
    seq = talk.say(f"您好，{TEXT}。", now, (Given(TEXT, due),), key="same")
    assert talk.say(f"您好，{TEXT}。", now, (Given(TEXT, due),), key="same") == seq
    (one,) = talk.all()
    assert (one.what, one.due_at, one.seq, one.agent_id, one.clock) == (TEXT, due, seq, talk.bob.id, None)
    assert [one.state(at) for at in (now, due, due + SECOND)] == ["open", "open", "late"]


@pytest.mark.parametrize(
    ("text", "after"),
    [("不在消息里的话", HOUR), (TEXT, timedelta(0)), (TEXT, -HOUR), (TEXT, timedelta(days=91)), ("  ", HOUR)],
)
def test_a_promise_that_cannot_be_is_refused_and_the_message_with_it(
    talk: Talk, now: datetime, text: str, after: timedelta
) -> None:
    with pytest.raises(Invalid):
        talk.say(TEXT, now, (Given(text, now + after),))
    assert talk.all() == []
    with talk.store.reading() as db:
        assert [one.author for one in transcript.after(db, talk.here, 0)] == []


def test_the_agents_next_message_keeps_it(talk: Talk, now: datetime) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + 5 * HOUR),))
    talk.say("刚才给您去过电话了", now + HOUR, kept=[talk.all()[0].id])
    assert talk.states(now + HOUR) == ["kept"]
    talk.alarm.look(now + 24 * HOUR)
    assert talk.apologies() == [] and "promise_broken" not in talk.told(talk.carol)


def test_a_promise_of_another_conversation_is_nobodys_to_keep(talk: Talk, now: datetime, dan: Visit) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + HOUR),))
    with talk.store.writing() as db, pytest.raises(NotFound):
        reception.promise_kept(db, dan.conversation_id, talk.all()[0].id, talk.bob.id, now)
    assert talk.states(now) == ["open"]


def test_keeping_is_audited_and_a_late_one_stays_broken_in_the_figures(talk: Talk, now: datetime) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + HOUR),))
    talk.alarm.look(now + HOUR + SECOND)
    with talk.store.writing() as db:
        reception.promise_kept(db, talk.here, talk.all()[0].id, talk.bob.id, now + 2 * HOUR)
    assert talk.all()[0].state(now + 3 * HOUR) == "broken"
    with talk.store.reading() as db:
        actions = [(one.actor, one.action) for one in audit.listing(db)]
    assert actions[:2] == [("bob", "promise.kept"), ("desk", "promise.broken")]


def test_a_broken_one_is_apologised_for_once_with_a_new_time(talk: Talk, now: datetime) -> None:
    due = now + HOUR
    talk.say(TEXT, now, (Given(TEXT, due),))
    talk.alarm.look(due)
    assert talk.apologies() == []
    talk.alarm.look(due + SECOND)
    talk.alarm.look(due + 2 * SECOND)
    Alarm(talk.store, talk.standard, talk.phrases).look(due + 3 * SECOND)
    (said,) = talk.apologies()
    again = talk.all()[1]
    assert talk.standard.say(again.due_at, "zh", due) in said.text and "非常抱歉" in said.text
    assert again.due_at == talk.standard.hours.after(due + SECOND, talk.standard.promises.new_time)
    assert again.renews_id == talk.all()[0].id and again.seq == said.seq
    assert talk.told(talk.carol).count("promise_broken") == 1
    assert talk.told(talk.bob).count("promise_broken") == 1


def test_the_second_time_is_for_people_to_mend(talk: Talk, now: datetime) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + HOUR),))
    talk.alarm.look(now + HOUR + SECOND)
    talk.alarm.look(talk.all()[1].due_at + SECOND)
    assert len(talk.apologies()) == 1 and len(talk.all()) == 2
    assert talk.told(talk.carol).count("promise_broken") == 2


def test_watches_at_the_same_time_apologise_once(talk: Talk, now: datetime) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + HOUR),))
    begun = threading.Barrier(4)

    def watch() -> None:
        alarm = Alarm(talk.store, talk.standard, talk.phrases)
        begun.wait()
        alarm.look(now + 2 * HOUR)

    watches = [threading.Thread(target=watch) for _ in range(4)]
    for one in watches:
        one.start()
    for one in watches:
        one.join()
    assert len(talk.apologies()) == 1 and len(talk.all()) == 2


def test_the_agent_is_reminded_when_three_quarters_are_over(talk: Talk, now: datetime) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + 4 * HOUR),))
    talk.alarm.look(now + 3 * HOUR - SECOND)
    assert "clock_at_risk" not in talk.told(talk.bob)
    talk.alarm.look(now + 3 * HOUR)
    talk.alarm.look(now + 3 * HOUR + SECOND)
    assert talk.told(talk.bob).count("clock_at_risk") == 1


def test_opening_a_ticket_promises_the_time_that_is_told(talk: Talk, now: datetime) -> None:
    ticket = talk.open()
    (one,) = talk.all()
    assert (one.ticket, one.clock, one.due_at) == (ticket.number, "SLA-COMPLAINT-RESOLVE", now + 72 * HOUR)
    with talk.store.reading() as db:
        said = transcript.after(db, talk.here, 0)[-1].text
    assert talk.standard.say(one.due_at, "zh", now) in said


def test_the_tickets_step_keeps_its_promise(talk: Talk, now: datetime) -> None:
    ticket = talk.open()
    talk.happens(ticket, "solution_proposed", now + 70 * HOUR)
    talk.alarm.look(now + 70 * HOUR + SECOND)
    assert talk.states(now + 71 * HOUR) == ["kept"]


def test_a_step_in_time_keeps_it_also_when_nobody_watched(talk: Talk, now: datetime) -> None:
    ticket = talk.open()
    talk.happens(ticket, "solution_proposed", now + 72 * HOUR)
    talk.alarm.look(now + 80 * HOUR)
    assert talk.states(now + 80 * HOUR) == ["kept"] and talk.apologies() == []


def test_a_ticket_whose_time_passes_breaks_its_promise_and_names_the_department(talk: Talk, now: datetime) -> None:
    ticket = talk.open()
    talk.alarm.look(now + 72 * HOUR + SECOND)
    (said,) = talk.apologies()
    assert talk.standard.departments[ticket.department].zh in said.text
    talk.happens(ticket, "solution_proposed", now + 73 * HOUR)
    talk.alarm.look(now + 73 * HOUR + SECOND)
    assert sorted(talk.states(now + 74 * HOUR)) == ["broken", "kept"]


def test_a_withdrawn_ticket_owes_nothing(talk: Talk, now: datetime) -> None:
    talk.happens(talk.open(), "withdrawn", now + HOUR)
    talk.alarm.look(now + 73 * HOUR)
    assert talk.states(now + 73 * HOUR) == ["withdrawn"] and talk.apologies() == []


def test_who_is_told_by_when_somebody_answers_has_a_promise(
    store: Store, standard: Standard, phrases: Phrases, dan: Visit, carol: Agent, now: datetime
) -> None:
    with store.writing() as db:
        agents.set_available(db, carol.id, False, now)
        reception.ask_for_person(db, dan.conversation_id, "asked", {}, now, standard=standard, phrases=phrases)
    with store.reading() as db:
        (one,) = promises.of_conversation(db, dan.conversation_id)
    assert one.clock == "SLA-FIRST-ORDINARY" and one.due_at == standard.clock(one.clock).due(now)
    alarm = Alarm(store, standard, phrases)
    alarm.look(one.due_at + SECOND)
    with store.reading() as db:
        first, again = promises.of_conversation(db, dan.conversation_id)
        said = [line.text for line in transcript.after(db, dan.conversation_id, 0)]
    assert first.broken_at and again.due_at <= one.due_at + SECOND + timedelta(minutes=15)
    assert any(text.startswith("I am very sorry") for text in said)


def test_a_confirmed_promise_is_the_plan_of_an_urgent_case(
    store: Store, standard: Standard, phrases: Phrases, alice: Visit, bob: Agent, carol: Agent, now: datetime
) -> None:
    urgent = Talk(store, standard, phrases, alice, bob, carol, now)
    urgent.serve(urgent=True)
    urgent.say("您好，已收到", now + SECOND)

    def told() -> list[datetime]:
        with store.reading() as db:
            rows = db.execute(select(handoff_events).where(handoff_events.c.kind == "plan_told"))
            return [row.at for row in rows]

    assert told() == []
    urgent.say(TEXT, now + 2 * SECOND, (Given(TEXT, now + HOUR),))
    urgent.say("维修人员已经出发", now + 3 * SECOND, plan=True)
    assert told() == [now + 2 * SECOND]


def test_the_kept_figure_follows_from_the_promises(talk: Talk, now: datetime) -> None:
    for number in range(4):
        talk.say(f"{TEXT}{number}", now, (Given(TEXT, now + HOUR),))
    ids = [one.id for one in talk.all()]
    talk.say("三个都办好了", now + HOUR, kept=ids[:3])
    with talk.store.reading() as db:
        made = promises.figures(db, now, now + 2 * HOUR)
        none = promises.figures(db, now - 2 * HOUR, now)
    assert (made.kept, made.broken, made.share) == (3, 1, 0.75)
    assert none.share is None


def test_a_customer_who_is_forgotten_gets_no_apology(talk: Talk, now: datetime, erase: Callable[..., Any]) -> None:
    talk.say(TEXT, now, (Given(TEXT, now + HOUR),))
    with talk.store.writing() as db:
        one = handoff.current(db, talk.here)
        assert one is not None
        handoff.release(db, one.handoff_id, talk.bob.id, talk.fence, now)
        erase(db, one.customer_id, now)
    talk.alarm.look(now + 2 * HOUR)
    assert talk.states(now + 2 * HOUR) == ["withdrawn"] and talk.all()[0].what == ""
    assert talk.apologies() == []


@pytest.fixture
def erase() -> Callable[..., Any]:
    from bot.keeping.erasure import erase

    return erase


def test_the_customer_sees_what_is_open_in_their_language(
    talk: Talk, phrases: Phrases, standard: Standard, now: datetime
) -> None:
    def lines(language: str, at: datetime) -> list[str]:
        with talk.store.reading() as db:
            return reception.promise_lines(db, talk.here, language, at, standard, phrases)

    talk.say(f"{TEXT}。", now, (Given(TEXT, now + 5 * HOUR),))
    ticket = talk.open()
    own, of_ticket = lines("zh", now)
    assert own == f"今天15:00前：{TEXT}"
    assert ticket.number in of_ticket and standard.clock("SLA-COMPLAINT-RESOLVE").name("zh") in of_ticket
    assert lines("en", now)[0] == f"By today, 15:00: {TEXT}"
    talk.alarm.look(now + 5 * HOUR + SECOND)
    assert [line for line in lines("zh", now + 6 * HOUR) if "答复您" in line] != []
    with talk.store.writing() as db:
        for one in talk.all():
            reception.promise_kept(db, talk.here, one.id, talk.bob.id, now + 6 * HOUR)
    assert lines("zh", now + 6 * HOUR) == []
