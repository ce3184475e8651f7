"""The desk in pieces, as real processes on one PostgreSQL: two for pages, two assistants, one watch."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.model import train
from bot.settings import ROOT, Settings
from bot.store import Store, open_store
from bot.wakeups import Wakeups
from tests.databases import Server
from tests.hours import ALL_DAY, with_hours

START_SECONDS = 240
ANSWER_SECONDS = 40
END_SECONDS = 15
TOKEN = "figures-for-the-tests"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Role:
    """One `desk …` with its children, in a process group of its own."""

    words: tuple[str, ...]
    settings: dict[str, str]
    log: Path
    port: int
    process: "subprocess.Popen[bytes]" = field(init=False)

    def start(self) -> None:
        name = "DESK_PORT" if self.words[0] == "serve" else "DESK_METRICS_PORT"
        env = {**os.environ, **self.settings, name: str(self.port), "PYTHONPATH": str(ROOT)}
        desk = str(Path(sys.executable).with_name("desk"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [desk, *self.words], cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        line, answer = self.open(method, path, body, **headers)
        try:
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            line.close()

    def open(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[HTTPConnection, HTTPResponse]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent["Content-Type"], body = "application/json", json.dumps(body).encode()
        line.request(method, path, body, sent)
        return line, line.getresponse()

    def until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if self.ask("GET", "/ready")[0] == 200:
                    return
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.1)
        pytest.fail(f"{self.words} is not ready: {self.log.read_text()[-2000:]}")


@dataclass
class Pieces:
    """The whole desk. `store` looks into the database from outside, by its own connection."""

    web: list[Role]
    assist: list[Role]
    watch: Role
    store: Store
    folder: Path

    def all(self) -> list[Role]:
        return [*self.web, *self.assist, self.watch]

    def logs(self) -> str:
        return "".join(role.log.read_text(errors="replace") for role in self.all())


def wait_for(what: Callable[[], Any], seconds: float = ANSWER_SECONDS) -> Any:
    """What it returns as soon as that is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s for {what.__name__}")


@pytest.fixture(scope="module")
def database(postgresql: Server, postgresql_template: str) -> Iterator[str]:
    postgresql.copy("desk_growing", postgresql_template)
    yield postgresql.address("desk_growing")
    postgresql.drop("desk_growing")


@pytest.fixture(scope="module")
def pieces(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pieces]:
    folder = tmp_path_factory.mktemp("growing")
    (folder / "models").symlink_to(train(Settings(_env_file=None)).parent)
    settings = {
        "DESK_DATABASE_URL": database,
        "DESK_STATE": str(folder),
        "DESK_STANDARD": str(with_hours(folder, ALL_DAY)),
        "DESK_TURN_SECONDS": "5",
        "DESK_LIMITS": "false",
        "DESK_LOG_LEVEL": "DEBUG",
        "DESK_LOG_FORMAT": "json",
        "DESK_METRICS_TOKEN": TOKEN,
    }

    def role(*words: str) -> Role:
        port = free_port()
        return Role(words, settings, folder / f"log-{words[0]}-{port}", port)

    serve, assist = ("serve", "--only-web"), ("assist", "--number", "1")
    store = open_store(database, Wakeups())
    whole = Pieces([role(*serve), role(*serve)], [role(*assist), role(*assist)], role("watch"), store, folder)
    try:
        for one in whole.all():
            one.start()
        for one in whole.all():
            one.until_ready()
        yield whole
    finally:
        for one in whole.all():
            one.kill()
        store.engine.dispose()


@dataclass
class Customer:
    """A page that may be served by any of the web processes: it keeps a token and a cursor."""

    token: str
    keys: int = 0

    def say(self, web: Role, text: str) -> int:
        self.keys += 1
        said = {"client_key": f"customer-{self.keys:04}", "text": text}
        status, body, _ = web.ask("POST", "/widget/messages", said, Authorization=f"Bearer {self.token}")
        assert status == 201, body
        return int(json.loads(body)["message"]["seq"])

    def post(self, web: Role, path: str, body: Any) -> tuple[int, bytes]:
        return web.ask("POST", path, body, Authorization=f"Bearer {self.token}")[:2]

    def messages(self, web: Role) -> list[dict[str, Any]]:
        found = json.loads(web.ask("GET", "/widget/conversation", Authorization=f"Bearer {self.token}")[1])
        return list(found["messages"])

    def stream(self, web: Role, after: int) -> "Stream":
        return Stream(web, "/widget/stream", Authorization=f"Bearer {self.token}", Last_Event_ID=str(after))


class Stream:
    """Server-sent events, one at a time."""

    def __init__(self, web: Role, path: str, **headers: str) -> None:
        self._line, self._answer = web.open("GET", path, **headers)
        assert self._answer.status == 200, self._answer.read()

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *error: object) -> None:
        self._answer.close()
        self._line.close()

    def until(self, fits: Callable[[str, dict[str, Any]], bool]) -> dict[str, Any]:
        """The first event that fits, by its name and its data."""
        while True:
            event = dict(part.split(": ", 1) for part in self._block() if not part.startswith(":"))
            if "event" in event and fits(event["event"], data := json.loads(event["data"])):
                return {"id": event.get("id"), **data}

    def _block(self) -> Iterator[str]:
        while line := self._answer.readline().decode().rstrip("\n"):
            yield line


@pytest.fixture
def arrive(pieces: Pieces) -> Callable[[], Customer]:
    def begin() -> Customer:
        status, body, _ = pieces.web[0].ask("POST", "/widget/conversations", {"language": "zh"})
        assert status == 201, body
        return Customer(json.loads(body)["token"])

    return begin


@dataclass
class Console:
    """An agent's browser, at one of the web processes."""

    web: Role
    headers: dict[str, str]

    def post(self, path: str, body: Any) -> Any:
        status, answer, _ = self.web.ask("POST", f"/console/api{path}", body, **self.headers)
        assert status < 300, answer
        return json.loads(answer) if answer else None

    def get(self, path: str) -> Any:
        return json.loads(self.web.ask("GET", f"/console/api{path}", **self.headers)[1])

    def stream(self, path: str) -> Stream:
        return Stream(self.web, f"/console/api{path}", **self.headers)


@pytest.fixture
def sign_in(pieces: Pieces) -> Callable[..., Console]:
    passwords = json.loads((pieces.folder / "demo-logins").read_text())

    def enter(web: Role, login: str) -> Console:
        origin = {"Origin": f"http://127.0.0.1:{web.port}"}
        given = {"login": login, "password": passwords[login]}
        status, body, headers = web.ask("POST", "/console/api/sign-in", given, **origin)
        assert status == 200, body
        cookie = headers["set-cookie"].split(";")[0]
        console = Console(web, {**origin, "Cookie": cookie, "X_CSRF_Token": json.loads(body)["csrf"]})
        console.post("/availability", {"available": True})
        return console

    return enter


@pytest.fixture(scope="session")
def token() -> str:
    return TOKEN


@pytest.fixture(scope="session")
def wait_until() -> Callable[..., Any]:
    return wait_for


@pytest.fixture(scope="session")
def free() -> Callable[[], int]:
    return free_port
