"""Real stores on both databases, a frozen now, and the cast: Alice and Dan are customers, Bob and Carol answer."""

import asyncio
import gc
import itertools
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sanic.touchup import TouchUp
from sqlalchemy.engine import Connection

from bot import agents, customers, tickets
from bot.agents import Agent
from bot.assistant.absent import CONNECTORS, leave_out_what_is_not_used
from bot.customers import Visit
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard, load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.wakeups import Wakeups
from tests.databases import Server, Spare
from tests.hours import ALL_DAY, with_hours

# As in the assistant's own process, and before any test imports Rasa; some tests are about its connectors.
leave_out_what_is_not_used(ROOT / "config.yml", but=CONNECTORS)

# Tests ask faster than people; those whose subject is the limits turn them on.
os.environ.setdefault("DESK_LIMITS", "false")

PASSWORD = "correct horse battery"
APP_SECONDS = 10
END_SECONDS = 2
DATABASES = itertools.count(1)

# They begin first, so that no processor is left alone with one of them at the end.
LONGEST_FILES = (
    "doors/test_fuzz.py",
    "soak/test_soak.py",
    "browser/test_markup.py",
    "assistant/test_process.py",
    "stories/test_stories.py",
    "browser/test_console_work.py",
    "growing/test_roles.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        file = item.path.relative_to(Path(__file__).parent).as_posix()
        return LONGEST_FILES.index(file) if file in LONGEST_FILES else len(LONGEST_FILES)

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look through it again and again, nor look so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """What the product hashes passwords with; the tests, which employ thousands of people, have a quick one."""
    real, agents.hasher = agents.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield real
    agents.hasher = real


@pytest.fixture
def now() -> datetime:
    """Monday, 23 November 2026, 10:00 in Jiangzhou: the desk is open."""
    return datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def standard() -> Standard:
    return load(ROOT / "standard.yml")


@pytest.fixture(scope="session")
def open_standard(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    """The standard with agents at all hours, since the clock of apps is the real one."""
    return load(with_hours(tmp_path_factory.mktemp("open"), ALL_DAY))


@pytest.fixture(scope="session")
def phrases(standard: Standard) -> Phrases:
    return Phrases.load(ROOT / "data/responses", standard)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that lives as long as the tests."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_folder(postgresql: Server) -> Path:
    """Of the server's socket."""
    return postgresql.folder


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Server) -> str:
    return postgresql.migrated()


@pytest.fixture(scope="session")
def spare(postgresql: Server, postgresql_template: str) -> Spare:
    return Spare(postgresql, postgresql_template)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "desk.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_address(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'desk.db')}"


@pytest.fixture
def postgresql_address(spare: Spare) -> Iterator[str]:
    yield spare.address
    spare.empty()


@pytest.fixture
def empty_sqlite_address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new' / 'desk.db'}"


@pytest.fixture
def empty_postgresql_address(postgresql: Server) -> Iterator[str]:
    name = f"desk_{next(DATABASES)}"
    postgresql.copy(name, "template1")
    yield postgresql.address(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest) -> str:
    """A database without tables, once on each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_address"))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of its own, once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """Runs the test on both databases."""
    yield from _opened(address)


@pytest.fixture
def sqlite_store(sqlite_address: str) -> Iterator[Store]:
    """For tests whose subject is not the database."""
    yield from _opened(sqlite_address)


@pytest.fixture
def welcome(now: datetime) -> Callable[..., Visit]:
    """welcome(store, "alice", language="zh") is a customer of that store, with an empty conversation."""

    def arrive(store: Store, name: str, language: str = "zh") -> Visit:
        with store.writing() as db:
            return customers.welcome(db, "web", "widget", name, language, now)

    return arrive


@pytest.fixture
def employ(now: datetime) -> Callable[..., Agent]:
    """employ(store, "bob", "1001") is an agent of that store who is there; the password is PASSWORD."""

    def start(store: Store, login: str, staff_no: str, role: str = "agent") -> Agent:
        with store.writing() as db:
            agent = agents.add(db, login, login.capitalize(), staff_no, PASSWORD, role, now)
            agents.set_available(db, agent.id, True, now)
            return agents.get(db, agent.id)

    return start


@pytest.fixture
def alice(store: Store, welcome: Callable[..., Visit]) -> Visit:
    return welcome(store, "alice")


@pytest.fixture
def dan(store: Store, welcome: Callable[..., Visit]) -> Visit:
    """Another customer, who may see nothing of Alice's."""
    return welcome(store, "dan", "en")


@pytest.fixture
def bob(store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(store, "bob", "1001")


@pytest.fixture
def carol(store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(store, "carol", "1002", "supervisor")


@pytest.fixture
def filled(standard: Standard) -> Callable[..., dict[str, Any]]:
    """filled("closing", bob) is that form of the standard with something in every field."""
    return lambda form, agent: {name: _value(field, agent) for name, field in standard.forms[form].fields_.items()}


def _value(field: Any, agent: Agent) -> Any:
    plain = {"text": "如实填写", "tick": True, "agent": agent.id, "date": "2026-11-30", "number": field.least or 1}
    return plain.get(field.kind) or (next(iter(field.choices)) if field.kind == "choice" else list(field.choices))


@pytest.fixture
def walk(standard: Standard, filled: Callable[..., dict[str, Any]], now: datetime) -> Callable[..., Any]:
    """walk(db, number, "closed", carol) takes a ticket to that step, every step with all that it needs. `second`: who
    does what needs two people beside `by`."""

    def step(db: Connection, number: str, to: str, by: Agent, at: datetime, second: Agent) -> None:
        ticket = tickets.find(db, number)
        assert ticket is not None
        for one in tickets.unmet(ticket, to, standard):
            rule = standard.tickets[ticket.kind].records[one.any_of[0]]
            for who in (by, second)[: one.people]:
                data = filled(rule.form, who) if rule.form else {}
                tickets.record(db, number, one.any_of[0], who.id, at, data, standard=standard)
        rule = standard.tickets[ticket.kind].step(to)
        if rule.by == "classification":
            tickets.classify(db, number, ticket.type or "other", ticket.level or "ordinary", by.id, at)
        elif rule.by == "assignment":
            tickets.assign(db, number, by.id, by.id, at, standard=standard)
        else:
            data = filled(rule.needs, by) if rule.needs else {}
            tickets.move(db, number, to, by.id, at, data=data, standard=standard)

    def go(
        db: Connection, number: str, to: str, by: Agent, at: datetime = now, second: Agent | None = None
    ) -> tickets.Ticket:
        while True:
            ticket = tickets.find(db, number)
            assert ticket is not None
            if ticket.step == to:
                return ticket
            step(db, number, tickets.next_steps(ticket, standard)[0], by, at, second or by)

    return go


def _opened(address: str) -> Iterator[Store]:
    store = open_store(address, Wakeups())
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session")
def run_app() -> Callable[[Any], tuple[int, Callable[[], None]]]:
    """run_app(app) serves it in a thread of its own, on a free port; returns the port, and the call that ends it."""
    return _run


def _run(app: Any) -> tuple[int, Callable[[], None]]:
    """Serve in a thread of its own, on a free port."""
    _let_start_again(app)
    listening = socket.create_server(("127.0.0.1", 0))
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def begin() -> None:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        ready.set()

    async def end() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=END_SECONDS) if left else None

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(begin())
        loop.run_forever()
        loop.run_until_complete(end())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(APP_SECONDS), "the app did not start"

    def stop() -> None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(APP_SECONDS)
        listening.close()
        _forget(app)

    return listening.getsockname()[1], stop


def _let_start_again(app: Any) -> None:
    """At each start Sanic rewrites its own methods, to the same: once is enough, and takes a third of a start."""
    if type(app).test_mode:
        TouchUp.run = lambda app: None
    type(app).test_mode = True


def _forget(app: Any) -> None:
    """Sanic keeps every app for ever, and a thousand of them make every collection of garbage slow."""
    del type(app)._app_registry[app.name]
    for blueprint in app.blueprints.values():
        blueprint.reset()
    type(app.router).get.cache_clear()
