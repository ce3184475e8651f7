"""The trained assistant: declaring an incident changes greeting and answers, ending it changes them back (SYS-28)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot import reception, transcript
from bot.agents import Agent
from bot.assistant.model import train
from bot.assistant.runtime import Runtime
from bot.assistant.worker import Worker
from bot.customers import Visit
from bot.incidents import Incident
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception import Desk
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store
from channels.greeting import greet
from tests.stories.test_stories import settings

NOTICE = {"zh": "您好，东湖区的宽带目前中断，抢修人员正在现场处理。", "en": "Broadband in Donghu is interrupted."}


@pytest.fixture(scope="module")
def runtime(standard: Standard, phrases: Phrases) -> Runtime:
    return Runtime(train(settings()), standard, phrases)


def declared(store: Store, carol: Agent, now: datetime, standard: Standard) -> Incident:
    wanted = {"severity": "minor", "what": "光缆", "services": ["broadband"], "districts": ["donghu"], "until": None}
    with store.writing() as db:
        return reception.incident_declared(Desk(db, carol, now, standard), notice=NOTICE, drill=False, **wanted)


def test_declaring_changes_greeting_faq_and_fault_and_ending_changes_them_back(
    sqlite_store: Store, runtime: Runtime, standard: Standard, phrases: Phrases, now: datetime,
    welcome: Callable[..., Visit], employ: Callable[..., Agent],
) -> None:  # fmt: skip
    alice, carol = welcome(sqlite_store, "alice"), employ(sqlite_store, "carol", "1002", "supervisor")
    operator = Operator.load(ROOT / "data" / "operator.yml")
    worker = Worker(sqlite_store, runtime, standard, operator, phrases, 60.0)
    said = iter(range(1, 100))

    def answer(text: str) -> str:
        at = now + timedelta(minutes=next(said))
        with sqlite_store.writing() as db:
            seq = reception.customer_said(db, alice.conversation_id, text, f"a{at}", at).seq
        asyncio.run(worker.work(lambda: at))
        with sqlite_store.reading() as db:
            return "\n".join(one.text for one in transcript.after(db, alice.conversation_id, seq))

    def greeting() -> str:
        with sqlite_store.writing() as db:
            return "\n".join(one.text for one in greet(db, alice.conversation_id, "zh", now, standard, phrases))

    asked = ("你好", "我家这边是不是断网了，是大面积故障吗？", "宽带上不了网怎么办")
    before = [greeting(), *map(answer, asked)]
    assert not any(NOTICE["zh"] in one for one in before)
    incident = declared(sqlite_store, carol, now, standard)
    during = [greeting(), *map(answer, asked)]
    assert all(NOTICE["zh"] in one for one in during), during
    with sqlite_store.writing() as db:
        reception.incident_stepped(Desk(db, carol, now, standard), incident.id, "handled", {})
    after = [greeting(), *map(answer, asked)]
    assert not any(NOTICE["zh"] in one for one in after)
