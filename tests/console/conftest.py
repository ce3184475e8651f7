"""The real app on a real SQLite store behind a real port; Bob and Carol sign in as browsers do."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest

from bot import customers, handoff, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import create_app

PASSWORD = "correct horse battery"
START_SECONDS = 10


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def site(sqlite_store: Store, standard: Standard, phrases: Phrases, port: int, tmp_path: Path) -> Iterator[str]:
    """The address of the running app."""
    settings = Settings(database_url=str(sqlite_store.engine.url), state=tmp_path, port=port, assistants=0, demo=False)
    app = create_app(settings, sqlite_store, standard, phrases)
    app.__class__.test_mode = True  # Sanic rewrites its own methods at a start; so it can start once more
    started, loop = threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        started.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.create_task(serve())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(START_SECONDS), "the app does not start"
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(START_SECONDS)


class Browser:
    """A person's browser at the console: keeps the cookie, and sends what the page would send."""

    def __init__(self, site: str) -> None:
        plain = {"trust_env": False, "verify": False}
        self.http = httpx.Client(base_url=f"{site}/console/api", headers={"Origin": site}, **plain)

    def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        answer = self.post("/sign-in", login=login, password=password)
        if answer.status_code == 200:
            self.http.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def get(self, path: str, **asked: object) -> httpx.Response:
        return self.http.get(path, params=asked)

    def post(self, path: str, **body: object) -> httpx.Response:
        return self.http.post(path, json=body)


@pytest.fixture
def visit_console(site: str) -> Iterator[Callable[[], Browser]]:
    opened: list[Browser] = []

    def visit() -> Browser:
        opened.append(Browser(site))
        return opened[-1]

    yield visit
    for browser in opened:
        browser.http.close()


@pytest.fixture
def bob_agent(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "bob", "1001")


@pytest.fixture
def carol_agent(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "carol", "1002", "supervisor")


@pytest.fixture
def bob(bob_agent: Agent, visit_console: Callable[[], Browser]) -> Browser:
    browser = visit_console()
    assert browser.sign_in("bob").status_code == 200
    return browser


@pytest.fixture
def carol(carol_agent: Agent, visit_console: Callable[[], Browser]) -> Browser:
    browser = visit_console()
    assert browser.sign_in("carol").status_code == 200
    return browser


@pytest.fixture
def moment() -> datetime:
    """The app itself lives in the present."""
    return datetime.now(timezone.utc)


@pytest.fixture
def waiting(sqlite_store: Store, moment: datetime) -> Callable[..., tuple[Visit, int]]:
    """waiting("alice", "宽带断了") has said that, and waits for a person: the visit and the handoff's id."""

    def wait(
        name: str, text: str, *, emotion: str = "neutral", urgent: bool = False, language: str = "zh"
    ) -> tuple[Visit, int]:
        with sqlite_store.writing() as db:
            visit = customers.welcome(db, "web", "widget", name, language, moment)
            reception.customer_said(db, visit.conversation_id, text, f"{name}-1", moment)
            brief = {"slots": {"district": "donghu"}, "heard": [{"text": text, "emotion": emotion}]}
            handoff_id = handoff.ask(
                db, visit.conversation_id, "asked", brief, moment, urgent=urgent, emotion=emotion, topic="fault"
            )
        return visit, handoff_id

    return wait


@pytest.fixture
def alice(waiting: Callable[..., tuple[Visit, int]]) -> tuple[Visit, int]:
    return waiting("alice", "我家宽带断了，请帮我转人工", emotion="angry")
