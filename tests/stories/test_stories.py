"""Whole conversations against the trained model, real actions and a real store. The stories are the YAML files here.

story: a sentence; kind: what happens in it (see test_kinds.py); language: zh (default) | en, the customer's;
now: the local time (default Monday 10:00); steps, each one of
  customer: what is typed            sends: a file without words, by its name
  choose: a button of the latest message that has some, by number or title
  stops_waiting: alice | dan         the customer leaves the queue
  as: alice | dan                    who speaks from here on (each has a conversation of their own)
  expect: keys said, in this order, others may stand between (not: keys not said; exactly: no others)
  says: a piece of text, or several, that the replies hold
  slots, ticket, appointment: what is so now (of the latest ticket or appointment of the conversation)
  holder: assistant | queue          file: a calendar file is offered
  others_take: a slot with a time that other customers book meanwhile
In texts {ticket} and {appointment} stand for the number of the latest one of any conversation of the story."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot import appointments, attachments, customers, handoff, reception, tickets, transcript
from bot.assistant.model import train
from bot.assistant.runtime import Runtime
from bot.assistant.worker import Worker
from bot.customers import Visit
from bot.errors import Conflict
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import trackers
from bot.transcript import Message

FILES = sorted(Path(__file__).parent.glob("test_*.yml"))
STORIES = [(file.stem[5:], story) for file in FILES for story in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)]


@pytest.fixture(scope="session")
def operator() -> Operator:
    return Operator.load(ROOT / "data" / "operator.yml")


@pytest.fixture(scope="session")
def runtime(standard: Standard, phrases: Phrases) -> Runtime:
    return Runtime(train(settings()), standard, phrases)


@pytest.fixture
def worker(
    sqlite_store: Store, runtime: Runtime, standard: Standard, operator: Operator, phrases: Phrases
) -> Iterator[Worker]:
    with sqlite_store.writing() as db:
        appointments.put_resources(db, operator.resources)
    yield Worker(sqlite_store, runtime, standard, operator, phrases, 60.0)


@dataclass
class Play:
    store: Store
    worker: Worker
    now: datetime
    who: Visit
    phrases: Phrases
    arrive: Callable[[str], Visit]
    people: dict[str, Visit] = field(default_factory=dict)
    replies: list[Message] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    said: int = 0

    def step(self, kind: str, value: Any) -> None:
        getattr(self, f"_{kind}")(value)

    # --- what customers do ---

    def _as(self, name: str) -> None:
        self.who = self.people[name] = self.people.get(name) or self.arrive(name)

    def _stops_waiting(self, name: str) -> None:
        with self.store.writing() as db:
            reception.withdrawn(db, self.people[name].conversation_id, self.now, phrases=self.phrases)

    def _customer(self, text: str) -> None:
        self._say(text.format(**self.numbers) if "{" in text and self.numbers else text, None)

    def _choose(self, wanted: "int | str") -> None:
        with self.store.reading() as db:
            messages = transcript.after(db, self.who.conversation_id, 0, limit=500)
        asked = [message for message in messages if message.extras.get("buttons")][-1]
        titles = [button["title"] for button in asked.extras["buttons"]]
        option = wanted if isinstance(wanted, int) else titles.index(wanted)
        self._say(titles[option], reception.Choice(asked.seq, option))

    def _sends(self, name: str) -> None:
        contents = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-1.7", "ogg": b"OggS\0"}[name.rpartition(".")[2]]
        with self.store.writing() as db:
            sent = attachments.put(db, self.who.conversation_id, "customer", name, contents, self.now)
        self._say("", None, [sent.id])

    def _say(self, text: str, choice: "reception.Choice | None", files: Sequence[str] = ()) -> None:
        self.said += 1
        with self.store.writing() as db:
            said = reception.customer_said(
                db,
                self.who.conversation_id,
                text,
                f"key-{self.said}",
                self.now,
                choice=choice,
                attachments=files,
                phrases=self.phrases,
            )
        while asyncio.run(self.worker.work(lambda: self.now)):
            pass
        with self.store.reading() as db:
            self.replies = transcript.after(db, self.who.conversation_id, said.seq)
            for ticket in tickets.of_conversation(db, self.who.conversation_id):
                self.numbers["ticket"] = ticket.number
            for booked in appointments.of_conversation(db, self.who.conversation_id):
                self.numbers["appointment"] = booked.number

    def _others_take(self, slot: str) -> None:
        """Every place of that time."""
        held = self._held()
        wanted = self._where(slot.partition("_")[0], held)
        with self.store.writing() as db, pytest.raises(Conflict):
            for _ in range(50):
                appointments.book(
                    db,
                    **wanted,
                    starts_at=datetime.fromisoformat(held[slot]),
                    place="elsewhere",
                    name="Dan",
                    contact="13900000000",
                    need="",
                    conversation_id=None,
                    customer_id=self.who.customer_id,
                    language="zh",
                    now=self.now,
                )

    def _where(self, topic: str, held: dict[str, Any]) -> dict[str, Any]:
        """The service and the district that a form's time is for."""
        if topic == "change":
            with self.store.reading() as db:
                moved = appointments.look_up(db, held["change_number"], held["change_last4"])
            return {"service": moved.service, "district": moved.district}
        return {"service": held.get(f"{topic}_service") or "repair", "district": held[f"{topic}_district"]}

    # --- what must be so ---

    def _expect(self, keys: list[str]) -> None:
        said = iter(self._keys())
        missing = [key for key in keys if key not in said]
        assert not missing, f"{missing} not said in this order; said: {self._told()}"

    def _exactly(self, keys: list[str]) -> None:
        assert self._keys() == keys, self._told()

    def _not(self, keys: list[str]) -> None:
        assert not set(keys) & set(self._keys()), self._told()

    def _says(self, pieces: "str | list[str]") -> None:
        text = "\n".join(message.text for message in self.replies)
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            assert piece.format(**self.numbers) in text, self._told()

    def _slots(self, wanted: dict[str, Any]) -> None:
        held = self._held()
        assert {slot: held.get(slot) for slot in wanted} == wanted, self._told()

    def _holder(self, kind: str) -> None:
        with self.store.reading() as db:
            assert handoff.holder(db, self.who.conversation_id).kind == kind, self._told()

    def _ticket(self, wanted: dict[str, Any]) -> None:
        with self.store.reading() as db:
            found = tickets.of_conversation(db, self.who.conversation_id)
        assert found, f"no ticket; said: {self._told()}"
        for name, value in wanted.items():
            got = getattr(found[-1], name)
            assert (got | value if isinstance(value, dict) else value) == got, f"{name}: {got}"

    def _appointment(self, wanted: dict[str, Any]) -> None:
        with self.store.reading() as db:
            found = appointments.of_conversation(db, self.who.conversation_id)
        assert found, f"no appointment; said: {self._told()}"
        got = {name: str(getattr(found[-1], name)) for name in wanted}
        assert got == wanted, self._told()

    def _file(self, kind: str) -> None:
        assert [message for message in self.replies if message.extras.get("file", {}).get("kind") == kind], self._told()

    def _held(self) -> dict[str, Any]:
        with self.store.reading() as db:
            row = db.execute(select(trackers).where(trackers.c.conversation_id == self.who.conversation_id)).one()
        return {event["name"]: event["value"] for event in row.events if event["event"] == "slot"}

    def _keys(self) -> list[str]:
        return [str(message.extras.get("key") or message.extras.get("notice")) for message in self.replies]

    def _told(self) -> str:
        return "\n".join(f"{key}: {message.text}" for key, message in zip(self._keys(), self.replies, strict=True))


@pytest.mark.parametrize(("topic", "story"), STORIES, ids=[f"{topic}: {story['story']}" for topic, story in STORIES])
def test_story(
    topic: str, story: dict[str, Any], sqlite_store: Store, worker: Worker, phrases: Phrases, now: datetime
) -> None:
    def arrive(name: str) -> Visit:
        with sqlite_store.writing() as db:
            return customers.welcome(db, "web", "widget", name, story.get("language", "zh"), begins)

    begins = datetime.fromisoformat(story["now"]) if "now" in story else now
    play = Play(sqlite_store, worker, begins, arrive("alice"), phrases, arrive)
    play.people["alice"] = play.who
    for number, step in enumerate(story["steps"], start=1):
        for kind, value in step.items():
            try:
                play.step(kind, value)
            except AssertionError as error:
                raise AssertionError(f"step {number}, {kind}: {value}\n{error}") from error
