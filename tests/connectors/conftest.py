"""A desk with connectors: the real app, intake and delivery over a store, and stand-ins for the apps beside it."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from sqlalchemy import insert

from bot import agents, customers, deliveries, handoff, reception, tickets, transcript
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception import Reply
from bot.settings import ROOT, Settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import ticket_events
from bot.transcript import Message
from channels.app import create_app
from channels.connectors import workers
from channels.work import Desk
from tests.connectors.stand_ins import (
    SLACK_SECRET,
    TWILIO_SID,
    TWILIO_TOKEN,
    Slack,
    Twilio,
    slack_signed,
    twilio_signed,
)

SECONDS = 30.0  # patience of a test
PUBLIC = "https://desk.example"
ALICE = {"slack": "UALICE", "twilio": "whatsapp:+8613800138000", "pager": "room 7"}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as app:
        yield app


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with Twilio() as app:
        yield app


@pytest.fixture
def credentials(slack: Slack, twilio: Twilio) -> dict[str, Any]:
    return {
        "slack": {
            "slack_token": "xoxb-of-the-tests",
            "slack_signing_secret": SLACK_SECRET,
            "api_url": f"{slack.address}/api/",
        },
        "twilio": {
            "account_sid": TWILIO_SID,
            "auth_token": TWILIO_TOKEN,
            "twilio_number": "whatsapp:+14155238886",
            "api_url": twilio.address,
        },
    }


@dataclass
class Scene:
    """One desk. `bring` is what an app does; the desk's own work runs beside."""

    desk: Desk
    port: int
    now: datetime

    def bring(self, path: str, content: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            line.request("POST", path, content, headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()

    def slack(self, content: bytes, **headers: str) -> int:
        signed = {**slack_signed(content, int(time.time())), **{n.replace("_", "-"): v for n, v in headers.items()}}
        return self.bring("/webhooks/slack/webhook", content, signed)[0]

    def twilio(self, form: dict[str, str], token: str = TWILIO_TOKEN) -> int:
        path = "/webhooks/twilio/webhook"
        return self.bring(path, urlencode(form).encode(), twilio_signed(PUBLIC + path, form, token))[0]

    def conversation(self, channel: str, sender: str | None = None) -> str:
        def known() -> str | None:
            with self.desk.store.reading() as db:
                visit = customers.find_by_identity(db, channel, sender or ALICE[channel])
            return visit.conversation_id if visit else None

        return str(eventually(known))

    def messages(self, channel: str, sender: str | None = None) -> list[Message]:
        with self.desk.store.reading() as db:
            return transcript.after(db, self.conversation(channel, sender), 0)

    def heard(self, channel: str, *texts: str, sender: str | None = None) -> None:
        """Waits until the customer is known to have said exactly this."""

        def said() -> list[str]:
            return [one.text for one in self.messages(channel, sender) if one.author == "customer"]

        eventually(lambda: said() == list(texts), said)

    def answer(self, channel: str, *replies: Reply) -> None:
        """As the assistant does at the end of a turn."""
        here = self.conversation(channel)
        with self.desk.store.writing() as db:
            assert reception.assistant_said(db, here, list(replies), self.now)

    def hand_over(self, channel: str, agent_id: int) -> Callable[[str], None]:
        """To an agent who claims it; returns how they speak."""
        here = self.conversation(channel)
        with self.desk.store.writing() as db:
            told = {"standard": self.desk.standard, "phrases": self.desk.phrases}
            reception.ask_for_person(db, here, "asked", {}, self.now, **told)
            waiting = handoff.current(db, here)
            assert waiting
            holder = reception.claimed(db, waiting.handoff_id, agent_id, self.now, phrases=self.desk.phrases)

        def say(text: str) -> None:
            with self.desk.store.writing() as db:
                reception.agent_said(db, here, agent_id, holder.fence, text, uuid.uuid4().hex, self.now)

        return say

    def delivered(self, channel: str) -> None:
        """Waits until nothing is owed to the app."""
        here = self.conversation(channel)

        def at_the_end() -> bool:
            with self.desk.store.reading() as db:
                at = deliveries.position(db, here)
                return at is not None and at.seq == transcript.last_seq(db, here)

        eventually(at_the_end)


def eventually(true: Callable[[], Any], told: Callable[[], Any] = lambda: "") -> Any:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"it never came: {told()}")


@pytest.fixture
def settings(tmp_path: Path, credentials: dict[str, Any]) -> Settings:
    file = tmp_path / "credentials.yml"
    file.write_text(yaml.safe_dump(credentials), encoding="utf-8")
    return Settings(_env_file=None, assistants=0, credentials=file, public_url=PUBLIC, limits=False)


@pytest.fixture
def stage(
    settings: Settings, standard: Standard, phrases: Phrases, now: datetime, run_app: Callable[..., Any]
) -> Iterator[Callable[..., Scene]]:
    with ExitStack() as ends:

        def build(store: Store, works: bool = True) -> Scene:
            desk = Desk(settings, store, standard, phrases, Operator.load(ROOT / "data/operator.yml"))
            port, stop = run_app(create_app(settings, store, standard, phrases))
            ends.callback(stop)
            if works:
                ends.callback(work(desk, now))
            return Scene(desk, port, now)

        yield build


@pytest.fixture
def scene(stage: Callable[..., Scene], sqlite_store: Store) -> Scene:
    return stage(sqlite_store)


def work(desk: Desk, began: datetime) -> Callable[[], None]:
    """The desk's own work in a thread, on a clock that begins at the frozen now; returns what ends it."""
    loop, at = asyncio.new_event_loop(), time.monotonic()

    def now() -> datetime:
        return began + timedelta(seconds=time.monotonic() - at)

    async def run() -> None:
        await asyncio.gather(*(worker.run() for worker in workers(desk, now)))

    task = loop.create_task(run())

    def begin() -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            left = asyncio.all_tasks(loop)
            for one in left:
                one.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    thread = threading.Thread(target=begin, daemon=True)
    thread.start()

    def end() -> None:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(SECONDS)

    return end


@pytest.fixture
def repaired() -> Callable[[Scene, str], str]:
    """repaired(scene, "slack"): the customer's fault was repaired, and the assistant asks back; the ticket's number."""

    def ask_back(scene: Scene, channel: str) -> str:
        here, ago = scene.conversation(channel), scene.now - timedelta(hours=23)
        told = {"standard": scene.desk.standard, "phrases": scene.desk.phrases}
        with scene.desk.store.writing() as db:
            known = customers.conversation(db, here)
            ticket = tickets.open_ticket(
                db, kind="fault", conversation_id=here, customer_id=known.customer_id, title="宽带上不了网", fields={},
                contact="13800138000", language=known.language, department="technical_support", now=ago,
            )  # fmt: skip
            row = {"ticket_id": ticket.id, "kind": "state", "state": "repaired", "data": {}, "at": ago}
            db.execute(insert(ticket_events).values(row))
            at = scene.desk.standard.contact_hours.next_opening(scene.now)
            assert reception.call_back(db, ticket.number, at, **told) == 1
        return ticket.number

    return ask_back


@pytest.fixture
def bob_of(employ: Callable[..., agents.Agent]) -> Callable[[Store], agents.Agent]:
    return lambda store: employ(store, "bob", "1001")
