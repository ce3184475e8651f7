"""One way in for readers and one for writers, the same on SQLite and PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bot.errors import Unavailable
from bot.store.absence import is_absence
from bot.store.notify import Notices
from bot.wakeups import Wakeup, Wakeups

# A writer waits this long (ms) for another writer of an SQLite file before it is told "unavailable".
SQLITE_BUSY_MS = 8000
# The same on PostgreSQL (ms), and how long (s) it may take to connect, or to get one of our own connections.
LOCK_MS = 8000
CONNECT_SECONDS = 5
POOL_SIZE = 8
PENDING = "wakeups"
LAST_ACTS = "last acts"
LOCKED = "locked"


class Store:
    """Connections to one database, and the wake-ups that follow what was committed to it."""

    def __init__(self, engine: Engine, wakeups: Wakeups) -> None:
        self.engine = engine
        self.wakeups = wakeups
        self._notices = Notices(engine, wakeups) if engine.dialect.name == "postgresql" else None
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @property
    def hears_others(self) -> bool:
        """Does it pass on by itself what other processes stored?"""
        return self._notices is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading; nothing done in it is kept.

        Raises: Unavailable when the database cannot be reached."""
        with self._connection("DEFERRED") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, and then told to whoever waits, or none of it.

        Raises: Unavailable when the database cannot be reached or stays locked."""
        with self._writers_turn(), self._connection("IMMEDIATE") as db:
            db.info.pop(PENDING, None)
            yield db
            act_now(db)
            pending: list[Wakeup] = db.info.pop(PENDING, [])
            if self._notices:
                self._notices.tell(db, pending)
            db.get_transaction().commit()  # type: ignore[union-attr]  # begun in _connection
        for wakeup in pending:
            self.wakeups.publish(wakeup)

    def tell(self, wakeup: Wakeup) -> None:
        """A wake-up with nothing stored behind it, such as that somebody is typing, for the readers everywhere.

        Raises: Unavailable when other processes cannot be told."""
        self.wakeups.publish(wakeup)
        if self._notices:
            with self._connection("DEFERRED") as db:
                self._notices.tell(db, [wakeup])

    def listen(self) -> Callable[[], None]:
        """Hear what other processes store and tell, until the returned call ends it. On SQLite there is only the poll:
        processes of one desk are linked in another way."""
        if self._notices is None:
            return lambda: None
        self._notices.listen()
        return self._notices.stop

    @contextmanager
    def _writers_turn(self) -> Iterator[None]:
        """One writer of this process after the other: SQLite itself would let each look again after a sleep of up to
        100 ms, and again, while others go first.

        Raises: Unavailable."""
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=SQLITE_BUSY_MS / 1000):
            raise Unavailable("store_unavailable", "another writer has the database")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _connection(self, mode: str) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(begin_mode=mode) as db, db.begin():
                db.info.pop(LOCKED, None)
                db.info.pop(LAST_ACTS, None)  # of a transaction that failed on this connection
                yield db
        except (DBAPIError, PoolTimeout) as error:
            if not is_absence(error):
                raise
            raise Unavailable("store_unavailable", str(getattr(error, "orig", error)).strip()) from error


def wake_after_commit(db: Connection, wakeup: Wakeup) -> None:
    """Tell the waiting readers about this, if and when the transaction is kept."""
    pending = db.info.setdefault(PENDING, [])
    if wakeup not in pending:
        pending.append(wakeup)


def act_at_the_end(db: Connection, act: Callable[[Connection], None]) -> None:
    """In this transaction, after everything else: for what takes a lock that all writers share, so that each holds it
    only for a moment, and nobody who holds it waits for another lock."""
    db.info.setdefault(LAST_ACTS, []).append(act)


def act_now(db: Connection) -> None:
    """What was left for the end, in its order."""
    for act in db.info.pop(LAST_ACTS, []):
        act(db)


def locked(db: Connection) -> set[str]:
    """Ids of what this transaction has locked: to ask again would cost a query each time."""
    held: set[str] = db.info.setdefault(LOCKED, set())
    return held


def open_store(address: str, wakeups: Wakeups) -> Store:
    """`address`: sqlite:///file or postgresql://…; the file's folder is made."""
    if make_url(address).get_backend_name() == "sqlite":
        return Store(_sqlite(address), wakeups)
    return Store(_postgresql(address), wakeups)


def _sqlite(address: str) -> Engine:
    Path(str(make_url(address).database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        connect_args={"check_same_thread": False},
        future=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late for readers that turn writers
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={SQLITE_BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("begin_mode", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgresql(address: str) -> Engine:
    engine = create_engine(
        address,
        pool_size=POOL_SIZE,
        pool_timeout=CONNECT_SECONDS,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS},
        future=True,
        hide_parameters=True,  # they are what customers said, and failures are logged
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LOCK_MS}")
        connection.commit()

    return engine
