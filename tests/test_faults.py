"""A store that is down, full, read-only or locked: nothing is acknowledged, nothing invented, and nobody restarts."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import create_engine, event

from bot.agents import Agent
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.wakeups import Wakeups
from channels.app import create_app
from tests.soak.postgres import Server
from tests.web.conftest import Answer, Visitor

PASSWORD = "correct horse battery"
# A waiting writer is refused after this (ms) instead of the usual eight seconds.
SOON_MS = 300
# Too long for the free space that pages of the file may still have.
LONG = "断网了，" * 900

Fault = Callable[[Store], AbstractContextManager[None]]


@contextmanager
def each_connection(store: Store, statement: str) -> Iterator[None]:
    """Every connection of the desk begins with this statement."""

    def prepare(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        connection.commit()

    event.listen(store.engine, "connect", prepare)
    store.engine.dispose()
    yield
    event.remove(store.engine, "connect", prepare)
    store.engine.dispose()


@contextmanager
def beside(store: Store, *statements: str) -> Iterator[None]:
    """Somebody else at the same database, in one transaction that stays open."""
    engine = create_engine(store.engine.url, isolation_level=None if _sqlite(store) else "READ COMMITTED")
    with engine.connect() as db:
        for statement in statements:
            db.exec_driver_sql(statement)
        yield
        db.exec_driver_sql("ROLLBACK")
    engine.dispose()


@contextmanager
def administered(store: Store, before: str, after: str) -> Iterator[None]:
    engine = create_engine(store.engine.url, isolation_level="AUTOCOMMIT")
    for statement in (before, after):
        with engine.connect() as db:
            db.exec_driver_sql(statement)
        store.engine.dispose()
        if statement is before:
            yield
    engine.dispose()


@contextmanager
def sqlite_down(store: Store) -> Iterator[None]:
    """The file's place is taken by something that is no file."""
    file = Path(str(store.engine.url.database))
    store.engine.dispose()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    yield
    file.rmdir()
    file.with_suffix(".away").rename(file)


def sqlite_full(store: Store) -> AbstractContextManager[None]:
    return each_connection(store, "PRAGMA max_page_count = 1")  # never less than there are already


def sqlite_read_only(store: Store) -> AbstractContextManager[None]:
    return each_connection(store, "PRAGMA query_only = ON")


@contextmanager
def sqlite_locked(store: Store) -> Iterator[None]:
    with each_connection(store, f"PRAGMA busy_timeout = {SOON_MS}"), beside(store, "BEGIN EXCLUSIVE"):
        yield


def postgresql_full(store: Store) -> AbstractContextManager[None]:
    """What a full disk raises, from within the server."""
    raised = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
    return administered(
        store,
        f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT ON messages EXECUTE FUNCTION full_disk()",
        "DROP TRIGGER full_disk ON messages; DROP FUNCTION full_disk()",
    )


def postgresql_read_only(store: Store) -> AbstractContextManager[None]:
    return administered(
        store,
        "ALTER DATABASE postgres SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only",
    )


@contextmanager
def postgresql_locked(store: Store) -> Iterator[None]:
    lock = "LOCK TABLE messages, conversations IN ACCESS EXCLUSIVE MODE"
    with each_connection(store, f"SET lock_timeout = {SOON_MS}"), beside(store, lock):
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    migrate(running.address)
    yield running
    running.stop()


@pytest.fixture
def postgresql_down(server: Server) -> Fault:
    @contextmanager
    def down(store: Store) -> Iterator[None]:
        server.crash()
        yield
        server.start()

    return down


FAULTS: dict[str, Fault] = {
    "sqlite_full": sqlite_full,
    "sqlite_read_only": sqlite_read_only,
    "sqlite_locked": sqlite_locked,
    "sqlite_down": sqlite_down,
    "postgresql_full": postgresql_full,
    "postgresql_read_only": postgresql_read_only,
    "postgresql_locked": postgresql_locked,
}


@pytest.fixture(params=[*FAULTS, "postgresql_down"])
def fault(request: pytest.FixtureRequest) -> tuple[str, Fault]:
    return request.param, FAULTS.get(request.param) or request.getfixturevalue("postgresql_down")


@pytest.fixture
def desk_store(fault: tuple[str, Fault], request: pytest.FixtureRequest) -> Iterator[Store]:
    name = fault[0].partition("_")[0]
    address = request.getfixturevalue("server").address if name == "postgresql" else None
    opened = open_store(address or request.getfixturevalue("sqlite_address"), Wakeups())
    yield opened
    opened.engine.dispose()


@pytest.fixture
def app(desk_store: Store, standard: Standard, phrases: Phrases) -> Sanic:
    return create_app(Settings(_env_file=None, assistants=0), desk_store, standard, phrases)


@pytest.fixture
def port(app: Sanic, run_app: Callable) -> Iterator[int]:
    running, stop = run_app(app)
    yield running
    stop()


@pytest.fixture
def alice(port: int) -> Visitor:
    answer = Visitor(port).ask("POST", "/conversations", {"language": "zh"})
    return Visitor(port, answer.json["token"])


def writes(visitor: Visitor, name: str) -> list[Answer]:
    """What a customer can do; a full store may still have room for a few words, not for many."""
    long = visitor.say(LONG, "alice-key-1")
    if name.endswith("full"):
        return [long]
    return [
        long,
        visitor.ask("POST", "/human", {"client_key": "alice-key-2", "text": "转人工"}),
        visitor.ask("POST", "/conversations", {"language": "en"}),
    ]


def test_nothing_is_acknowledged_and_all_goes_on_by_itself(
    fault: tuple[str, Fault], desk_store: Store, alice: Visitor
) -> None:
    name, away = fault
    assert alice.say("您好", "alice-key-0").status == 201
    before = [message["text"] for message in alice.messages()]
    with alice.stream(len(before) - 1) as stream:
        assert stream.next("message")["text"] == "您好"
        with away(desk_store):
            for answer in writes(alice, name):
                assert (answer.status, answer.headers.get("retry-after")) == (503, "2"), answer.body
                assert answer.json["error"] == "store_unavailable"
                assert "please try again" in answer.json["detail"], "and nothing of what the database said"
            _never_from_memory(alice, before, name)
        again = alice.say(LONG, "alice-key-1")
        assert again.status == 201, again.body
        told = stream.next("message")
        assert (told["seq"], told["text"]) == (again.json["message"]["seq"], LONG.strip())
    said = [message["text"] for message in alice.messages()]
    assert said == [*before, LONG.strip()]


def _never_from_memory(visitor: Visitor, before: list[str], name: str) -> None:
    """A read is what is stored, or it is refused; when the store is down, it is refused."""
    shown = visitor.ask("GET", "/conversation")
    assert shown.status == 503 or [message["text"] for message in shown.json["messages"]] == before
    if name.endswith("down"):
        assert shown.status == 503
        assert visitor.ask("GET", "/stream").status == 503
        assert visitor.ask("POST", "/typing", {}).status == 503


@pytest.mark.parametrize("fault", ["sqlite_down", "postgresql_down"], indirect=True)
def test_every_route_of_the_console_says_that_the_store_is_away(
    fault: tuple[str, Fault], desk_store: Store, app: Sanic, port: int, employ: Callable[..., Agent]
) -> None:
    login = f"agent-{fault[0]}"
    employ(desk_store, login, fault[0][:8])
    own = Visitor(port, headers={"Origin": f"http://127.0.0.1:{port}"}, under="")
    entered = own.ask("POST", "/console/api/sign-in", {"login": login, "password": PASSWORD})
    assert entered.status == 200, entered.body
    own.headers.update({"Cookie": entered.headers["set-cookie"].split(";")[0], "X-CSRF-Token": entered.json["csrf"]})
    with fault[1](desk_store):
        answers = {route: own.ask(*route, {} if route[0] != "GET" else None) for route in _console_routes(app)}
    assert len(answers) > 20
    assert {route: answer.status for route, answer in answers.items() if answer.status != 503} == {}
    assert all("retry-after" in answer.headers for answer in answers.values())
    assert own.ask("GET", "/console/api/desk").status == 200


def _console_routes(app: Sanic) -> list[tuple[str, str]]:
    """Behind the sign-in, which is looked up first; the names of things are made up."""
    found: list[tuple[str, str]] = []
    for route in app.router.routes:
        if "/console/api" in f"/{route.path}" and not route.path.endswith("sign-in"):
            path = "/" + "/".join("7" if part.startswith("<") else part for part in route.path.split("/"))
            found += [(method, path) for method in route.methods if method != "OPTIONS"]
    return sorted(found)


def _sqlite(store: Store) -> bool:
    return store.engine.dialect.name == "sqlite"
