"""PostgreSQL for the tests: a server that is thrown away, and databases on it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from bot.store.migrate import migrate
from bot.store.tables import metadata

START_SECONDS = 30
TEMPLATE = "desk_template"
LARGE = 8 << 20  # bytes of tables that were filled and emptied again: a fresh copy is better

# A server that is thrown away need not survive a power cut.
CARELESS = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "jit=off")

LEFT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
SHAPE = """
    SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting),
           (SELECT sum(hashtext(tgname || tgenabled::text)) FROM pg_trigger)
"""
SIZE = "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
# Neither the order of the tables nor a guard against deletion stands in the way.
EMPTY = "SET session_replication_role = replica; " + "; ".join(f"DELETE FROM {table}" for table in metadata.tables)
FROM_ONE = "SELECT setval(seqrelid, 1, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"


class Server:
    """Runs from the start of a process's tests to their end."""

    def __init__(self) -> None:
        self._binaries, self._owner = _binaries(), _owner()
        self.folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
        if self._owner:
            shutil.chown(self.folder, self._owner)
        data = self.folder / "data"
        self._run("initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-D", data)
        with (self.folder / "log").open("wb") as log:
            run = [self._binaries / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", *CARELESS]
            self._process = subprocess.Popen(run, user=self._owner, cwd=self.folder, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # does not wait for connections that a failed test left open
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def tell(self, statement: str, database: str = "postgres", *values: Any) -> list[tuple[Any, ...]]:
        """Its rows."""
        line = self.line(database)
        try:
            return rows(line, statement, *values)
        finally:
            line.close()

    def line(self, database: str) -> Any:
        line = psycopg2.connect(host=str(self.folder), user="postgres", dbname=database)
        line.autocommit = True
        return line

    def migrated(self) -> str:
        """The name of a database to copy: much quicker than migrating for every test."""
        self.tell(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.address(TEMPLATE))
        return TEMPLATE

    def copy(self, name: str, template: str) -> None:
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def drop(self, name: str) -> None:
        self.tell(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, program: str, *words: Any) -> None:
        command = [self._binaries / program, *words]
        subprocess.run(command, check=True, user=self._owner, cwd=self.folder, stdout=subprocess.DEVNULL)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.tell("SELECT 1")
                return
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    pytest.fail(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-500:]}", pytrace=False)
                time.sleep(0.05)


class Spare:
    """A migrated database that one test after the other has for itself: to empty it costs a fortieth of a new copy.

    Whoever changed more than rows in it leaves the next one a new copy."""

    def __init__(self, server: Server, template: str) -> None:
        self._server, self._template = server, template
        self._copies = 0
        self._renew()

    @property
    def address(self) -> str:
        return self._server.address(self._name)

    def empty(self) -> None:
        self._cut_off_who_is_left()
        [(size,)] = rows(self._line, SIZE)
        if size > LARGE or rows(self._line, SHAPE) != self._shape:
            self._line.close()
            self._server.drop(self._name)
            self._renew()
        else:
            rows(self._line, f"{EMPTY}; {FROM_ONE}")

    def _cut_off_who_is_left(self) -> None:
        """A test that ended all connections has also ended ours."""
        try:
            rows(self._line, LEFT, self._name)
        except psycopg2.OperationalError:
            self._line = self._server.line(self._name)
            rows(self._line, LEFT, self._name)

    def _renew(self) -> None:
        self._copies += 1
        self._name = f"desk_spare_{self._copies}"
        self._server.copy(self._name, self._template)
        self._line = self._server.line(self._name)
        self._shape = rows(self._line, SHAPE)


def rows(line: Any, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with line.cursor() as cursor:
        cursor.execute(statement, values or None)
        return list(cursor.fetchall()) if cursor.description else []


def _binaries() -> Path:
    found = shutil.which("initdb")
    candidates = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not candidates:
        pytest.fail("PostgreSQL's programs are missing: install the package postgresql", pytrace=False)
    return candidates[-1].parent


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user postgres."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.fail("tests that run as root need the user postgres for the PostgreSQL server", pytrace=False)
