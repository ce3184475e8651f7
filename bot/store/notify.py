"""Wake-ups between processes on PostgreSQL: told within the transaction, they travel when it is kept, and only then."""

import json
import logging
import random
import secrets
import selectors
import threading
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg2
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.wakeups import Wakeup, Wakeups

logger = logging.getLogger(__name__)

CHANNEL = "desk_wakeups"
# PostgreSQL refuses 8,000 and more. Our keys are ids; what is longer is left to the poll.
PAYLOAD_BYTES = 500
# Between two tries for a connection (s), doubling, so that a database that starts is not stormed.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0
# How long a listener that is told to stop may go on.
LOOK_SECONDS = 1.0
# A connection whose other end vanished without a word is found out within about 20 s.
ALIVE = {"connect_timeout": 5, "keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}


class Notices:
    """What this process tells the others, and hears from them; its own it does not hear."""

    def __init__(self, engine: Engine, wakeups: Wakeups) -> None:
        self._engine, self._wakeups = engine, wakeups
        self._sender = secrets.token_hex(4)
        self._stopped = threading.Event()
        self.hearing = threading.Event()

    def tell(self, db: Connection, wakeups: Iterable[Wakeup]) -> None:
        """To every listening process, if and when this transaction is kept."""
        payloads = [json.dumps([self._sender, wakeup.topic, wakeup.key]) for wakeup in wakeups]
        short = [payload for payload in payloads if len(payload) <= PAYLOAD_BYTES]
        if short:
            db.execute(
                text("SELECT pg_notify(:channel, payload) FROM unnest(:short) AS payload"),
                {"channel": CHANNEL, "short": short},
            )

    def listen(self) -> None:
        """From now on, in a thread with a connection of its own, over every restart of the database."""
        threading.Thread(target=self._run, name="notices", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stopped.is_set():
            try:
                with closing(self._connect()) as line:
                    pause = PAUSE_SECONDS
                    self._hear(line)
            except (psycopg2.Error, OSError) as error:
                logger.warning("wake-ups of other processes wait for the poll: %s", str(error).strip())
            self.hearing.clear()
            self._stopped.wait(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _connect(self) -> Any:
        arguments, named = self._engine.dialect.create_connect_args(self._engine.url)
        line = psycopg2.connect(*arguments, **{**named, **ALIVE})
        line.set_session(autocommit=True)
        line.cursor().execute(f"LISTEN {CHANNEL}")
        self.hearing.set()
        return line

    def _hear(self, line: Any) -> None:
        # Not select(): that takes no file above 1,023, and a web process has thousands of streams open.
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            while not self._stopped.is_set():
                if not selector.select(LOOK_SECONDS):
                    continue
                line.poll()
                for notice in line.notifies:
                    self._pass_on(notice.payload)
                line.notifies.clear()

    def _pass_on(self, payload: str) -> None:
        try:
            sender, topic, key = json.loads(payload)
            if sender != self._sender:
                self._wakeups.publish(Wakeup(topic, key))
        except Exception:
            # A stranger's notice, or a listener that is ending: the others go on.
            logger.exception("a wake-up could not be passed on")
