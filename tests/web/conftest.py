"""The real app on a loopback port over a SQLite store, and visitors who talk to it as a page does."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.client import HTTPConnection
from typing import Any

import pytest

from bot import appointments, customers
from bot.appointments import Appointment
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import create_app

ANSWER_SECONDS = 10


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Visitor:
    """One page: `token` is what it keeps."""

    port: int
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    under: str = "/widget"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        line = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        sent = {**self._own(), **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None and not isinstance(body, bytes):
            sent, body = {"Content-Type": "application/json", **sent}, json.dumps(body).encode()
        try:
            line.request(method, self.under + path, body, sent)
            answer = line.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            line.close()

    def say(self, text: str, key: str) -> Answer:
        return self.ask("POST", "/messages", {"client_key": key, "text": text})

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", "/conversation").json["messages"]
        return found

    def stream(self, after: int) -> "Stream":
        return Stream(self, after)

    def _own(self) -> dict[str, str]:
        return {**self.headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}


class Stream:
    """An open event stream, read one event at a time."""

    def __init__(self, visitor: Visitor, after: int) -> None:
        self._line = HTTPConnection("127.0.0.1", visitor.port, timeout=ANSWER_SECONDS)
        self._line.request("GET", "/widget/stream", headers={**visitor._own(), "Last-Event-ID": str(after)})
        self._answer = self._line.getresponse()
        assert self._answer.status == 200, self._answer.read()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *error: object) -> None:
        self._answer.close()
        self._line.close()

    def next(self, name: str) -> dict[str, Any]:
        """The next event of that name, with its id; others are passed over."""
        while True:
            event = dict(line.split(": ", 1) for line in self._block() if not line.startswith(":"))
            if event.get("event") == name:
                return {"id": event.get("id"), **json.loads(event["data"])}

    def _block(self) -> Iterator[str]:
        while line := self._answer.readline().decode().rstrip("\n"):
            yield line


@pytest.fixture
def serve(
    sqlite_store: Store, open_standard: Standard, phrases: Phrases, run_app: Callable
) -> Iterator[Callable[..., int]]:
    """serve(widget_origins=[…]) is the port of an app with these settings."""
    stops: list[Callable[[], None]] = []

    def start(**changes: Any) -> int:
        settings = Settings(_env_file=None, **{"assistants": 0, **changes})
        port, stop = run_app(create_app(settings, sqlite_store, open_standard, phrases))
        stops.append(stop)
        return port

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def port(serve: Callable[..., int]) -> int:
    return serve()


@pytest.fixture
def arrive(port: int) -> Callable[..., Visitor]:
    """arrive("en") is a visitor with a new conversation."""

    def begin(language: str = "zh") -> Visitor:
        answer = Visitor(port).ask("POST", "/conversations", {"language": language})
        assert answer.status == 201, answer.body
        return Visitor(port, answer.json["token"])

    return begin


@pytest.fixture
def alice(arrive: Callable[..., Visitor]) -> Visitor:
    return arrive("zh")


@pytest.fixture
def dan(arrive: Callable[..., Visitor]) -> Visitor:
    return arrive("en")


@pytest.fixture
def standing_appointment() -> Callable[..., Appointment]:
    """standing_appointment(store, conversation_id) is a repair visit booked there, at the first free time."""

    def book(store: Store, conversation_id: str) -> Appointment:
        now, settings = datetime.now(timezone.utc), Settings(_env_file=None)
        with store.writing() as db:
            appointments.put_resources(db, Operator.load(settings.path(settings.operator)).resources)
            first = appointments.free_times(db, "repair", "donghu", now)[0]
            return appointments.book(
                db,
                service="repair",
                district="donghu",
                starts_at=first.starts_at,
                place="湖滨路1号",
                name="Alice",
                contact="13800138000",
                need="断网",
                conversation_id=conversation_id,
                customer_id=customers.conversation(db, conversation_id).customer_id,
                language="zh",
                now=now,
            )

    return book
