"""A case as its customer sees it (SYS-18, C-23): all that concerns them, and nothing of the desk's own."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import reception, tickets
from bot.agents import Agent
from bot.letters import Letter
from bot.phrases import Phrases
from bot.reception import Case
from bot.standard import Standard
from bot.store import Store
from bot.tickets import Ticket
from channels.plain import plain

Walk = Callable[..., Ticket]
See = Callable[..., Case]
HOUR = timedelta(hours=1)
SECRET = "内部备注：客户可能夸大"


@pytest.fixture
def see(store: Store, standard: Standard, phrases: Phrases, now: datetime) -> See:
    def look(number: str, language: str = "zh", at: datetime = now) -> Case:
        with store.reading() as db:
            ticket = tickets.find(db, number)
            assert ticket
            return reception.case(db, ticket, language, at, standard=standard, phrases=phrases)

    return look


def test_it_tells_stage_department_time_and_history(
    opened: Callable[..., str], see: See, now: datetime, standard: Standard
) -> None:
    seen = see(opened())
    assert [(one.name, one.state) for one in seen.stages] == [
        ("受理", "now"), ("调查", "ahead"), ("反馈", "ahead"), ("改进", "ahead"), ("跟踪", "ahead"),
    ]  # fmt: skip
    assert seen.department == "投诉处理部"
    assert seen.promised
    assert seen.promised.at == standard.promise("complaint").due(now)
    assert [one.text for one in seen.happened] == ["我们受理了您的投诉。"]


@pytest.mark.parametrize("kind", ["complaint", "fault", "request", "suggestion", "callback"])
@pytest.mark.parametrize("language", ["zh", "zh-Hant", "en"])
def test_every_kind_can_be_followed_to_its_end_in_every_language(
    store: Store, opened: Callable[..., str], walk: Walk, carol: Agent, see: See, kind: Any, language: str
) -> None:
    number = opened(kind)
    assert len(see(number, language).stages) == 5
    with store.writing() as db:
        walk(db, number, "closed", carol)
    seen = see(number, language)
    assert seen.over
    assert {one.state for one in seen.stages} == {"done"}
    assert seen.promised is None
    assert seen.not_solved
    assert not seen.hurry.allowed
    written = json.dumps(plain(seen), ensure_ascii=False)
    if language == "en":
        ours = written.replace("多收费<b>", "")
        assert not any("一" <= sign <= "鿿" for sign in ours), ours


def test_nothing_internal_is_shown(
    store: Store,
    opened: Callable[..., str],
    walk: Walk,
    bob: Agent,
    carol: Agent,
    see: See,
    now: datetime,
    standard: Standard,
) -> None:
    number = opened()
    with store.writing() as db:
        tickets.note(db, number, SECRET, bob.id, now)
        tickets.state_accused(db, number, [bob.id], carol.id, now, SECRET, standard=standard)
        tickets.prioritise(db, number, tickets_scores(), carol.id, now, SECRET, standard=standard)
        walk(db, number, "solution_proposed", carol)
    for language in ("zh", "en"):
        written = json.dumps(plain(see(number, language)), ensure_ascii=False)
        for kept_back in (SECRET, "如实填写", "Bob", "bob", "Carol", "carol", "1001", "1002", "13800138000", "8000"):
            assert kept_back not in written


def tickets_scores() -> Any:
    from bot.standard.priority import Scores

    return Scores(3, 3, 2, 2)


def test_each_change_is_seen_at_once(
    store: Store, answered: str, send: Callable[..., Letter], see: See, now: datetime
) -> None:
    assert see(answered).happened[0].text == "我们提出了处理方案。"
    sent = send(answered)
    seen = see(answered)
    assert seen.happened[0].text == f"我们发出了书面答复{sent.number}。"
    assert [one.number for one in seen.letters] == [sent.number]
    assert next(one.name for one in seen.stages if one.state == "now") == "反馈"


def test_a_late_promise_is_told_as_late(
    opened: Callable[..., str], see: See, standard: Standard, now: datetime
) -> None:
    number = opened("fault")
    due = standard.promise("fault").due(now)
    on_time, late = see(number, at=due), see(number, at=due + HOUR)
    assert on_time.promised
    assert late.promised
    assert not on_time.promised.late
    assert late.promised.late


def test_hurry_says_when_again(
    store: Store, opened: Callable[..., str], see: See, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    number, rule = opened(), standard.following.hurry
    assert (see(number).hurry.allowed, see(number).hurry.left) == (True, rule.most)
    with store.writing() as db:
        ticket = tickets.find(db, number)
        assert ticket
        reception.hurried(db, ticket, "key-00001", now, standard=standard, phrases=phrases)
    waits, again = see(number).hurry, see(number, at=now + rule.every.length).hurry
    assert (waits.allowed, waits.left) == (False, rule.most - 1)
    assert waits.again
    assert (again.allowed, again.again) == (True, None)
    assert see(number).happened[0].text == "您催办了一次。"
