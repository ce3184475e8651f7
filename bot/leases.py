"""Work that only one process may do at a time: whoever has the lease does it, and its fence proves it."""

import os
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.store.inserts import insert_unless_taken
from bot.store.tables import leases

UNKNOWN = "unknown"


def take(db: Connection, name: str, holder: str, now: datetime, seconds: float) -> int | None:
    """The fence, when `name` is free, has run out, or its holder is a process of this machine that is no more.

    None when somebody else has it. Taking it again while one has it returns a new fence: the old one is void."""
    until = now + timedelta(seconds=seconds)
    if insert_unless_taken(db, leases, name=name, holder=holder, fence=1, until=until) is not None:
        return 1
    row = db.execute(select(leases).where(leases.c.name == name)).one()
    if row.until > now and row.holder != holder and not _is_gone(row.holder):
        return None
    taken = db.execute(
        leases.update()
        .where(leases.c.name == name, leases.c.fence == row.fence)
        .values(holder=holder, fence=row.fence + 1, until=until)
    )
    return int(row.fence) + 1 if taken.rowcount == 1 else None


def keep(db: Connection, name: str, fence: int, now: datetime, seconds: float) -> bool:
    """For `seconds` from now. False: another process has it by now."""
    kept = db.execute(_mine(name, fence).values(until=now + timedelta(seconds=seconds)))
    return kept.rowcount == 1


def give_up(db: Connection, name: str, fence: int, now: datetime) -> None:
    """The next who asks has it; the fence goes on counting."""
    db.execute(_mine(name, fence).values(until=now))


def _mine(name: str, fence: int):  # type: ignore[no-untyped-def]  # SQLAlchemy 1.4's stubs have no name for it
    return leases.update().where(leases.c.name == name, leases.c.fence == fence)


@lru_cache(maxsize=1)
def this_process() -> str:
    """A holder's name that no other process has: machine since its start, its namespace, number and start time."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid()) or secrets.token_hex(4)}"


def _is_gone(holder: str) -> bool:
    """Only what can be known for certain: a process of this machine and namespace that has ended."""
    machine, _, process = holder.rpartition("/")[0].rpartition("/")
    started = holder.rpartition("/")[2]
    if machine != _machine() or machine == UNKNOWN or not process.isdigit():
        return False
    return _started(int(process)) != started


@lru_cache(maxsize=1)
def _machine() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        return f"{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return UNKNOWN


def _started(process: int) -> str:
    """When it began, in ticks since the machine did; empty when there is none (proc(5), stat, field 22)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
