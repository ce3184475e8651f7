"""Turns that fail, hang, crash or devour the memory, in the real process: tried again, and never met with silence."""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot import handoff, reception, transcript
from bot.assistant.model import train
from bot.assistant.process import Assistants
from bot.assistant.worker import ATTEMPTS
from bot.customers import Visit
from bot.settings import ROOT, Settings
from bot.store import Store
from bot.store.tables import trackers, turns
from tests.hours import ALL_DAY, with_hours
from tests.soak.program import bring_model

TURN_SECONDS = 2
# Far beyond what it takes; on a busy machine the model loads slowly.
PATIENCE_SECONDS = 900


@pytest.fixture
def poisoned(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistants of this test are poisoned ones."""
    train(Settings(_env_file=None))
    bring_model(tmp_path)
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.assistant.poisoned "$3"\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    settings = {"STATE": tmp_path, "DATABASE_URL": sqlite_address, "TURN_SECONDS": TURN_SECONDS}
    for name, value in {**settings, "STANDARD": with_hours(tmp_path, ALL_DAY)}.items():
        monkeypatch.setenv(f"DESK_{name}", str(value))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def say(store: Store, visit: Visit, text: str, tried: int = 0) -> None:
    """`tried`: how often the assistant has tried already to answer it."""
    now = datetime.now(timezone.utc)
    with store.writing() as db:
        said = reception.customer_said(db, visit.conversation_id, text, f"key-{len(text)}", now)
        here = (turns.c.conversation_id == visit.conversation_id, turns.c.seq == said.seq)
        db.execute(update(turns).where(*here).values(attempts=tried))


def answer_all(store: Store, meanwhile: Callable[[], None] = lambda: None) -> float:
    """Run one assistant until no turn is open; returns the seconds from its readiness on."""

    async def work() -> float:
        assistants = Assistants(1, store)
        assistants.start()
        try:
            await asyncio.wait_for(assistants.ready(), PATIENCE_SECONDS)
            began = time.monotonic()
            while _open(store) and time.monotonic() - began < PATIENCE_SECONDS:
                await asyncio.sleep(0.1)
            return time.monotonic() - began
        finally:
            await assistants.stop()

    return asyncio.run(work())


def _open(store: Store) -> list[int]:
    with store.reading() as db:
        return [row.id for row in db.execute(select(turns.c.id).where(turns.c.done_at.is_(None)))]


def outcome(store: Store, visit: Visit) -> tuple[str, int]:
    with store.reading() as db:
        row = db.execute(select(turns).where(turns.c.conversation_id == visit.conversation_id)).one()
    return str(row.outcome), int(row.attempts)


def heard(store: Store, visit: Visit) -> list[str]:
    with store.reading() as db:
        return [one.extras["key"] for one in transcript.after(db, visit.conversation_id, 1)]


def assert_apologised_and_handed_over(store: Store, visit: Visit) -> None:
    assert heard(store, visit)[0] == "utter_desk_failed"
    assert heard(store, visit)[1].startswith("utter_desk_queued")
    with store.reading() as db:
        assert handoff.holder(db, visit.conversation_id).kind == "queue"
        assert handoff.current(db, visit.conversation_id).reason == "failed_turn"
        kept = select(trackers).where(trackers.c.conversation_id == visit.conversation_id)
        assert db.execute(kept).first() is None, "nothing of a turn that failed is kept"


@pytest.mark.timeout(1200)
def test_a_turn_that_raises_or_devours_memory_is_tried_three_times_and_others_are_answered(
    sqlite_store: Store, poisoned: None, welcome: Callable[..., Visit]
) -> None:
    alice, dan, erin = (welcome(sqlite_store, name) for name in ("alice", "dan", "erin"))
    say(sqlite_store, alice, "fail")
    say(sqlite_store, dan, "devour")
    say(sqlite_store, erin, "电子发票怎么开？")
    answer_all(sqlite_store)
    for visit in (alice, dan):
        assert outcome(sqlite_store, visit) == ("failed", ATTEMPTS)
        assert_apologised_and_handed_over(sqlite_store, visit)
    assert outcome(sqlite_store, erin) == ("answered", 1)
    assert "utter_faq_bill_invoice" in heard(sqlite_store, erin)


@pytest.mark.timeout(1200)
def test_a_turn_that_crashes_or_hangs_ends_its_process_and_not_the_conversation(
    sqlite_store: Store, poisoned: None, welcome: Callable[..., Visit]
) -> None:
    alice, dan, erin, frank = (welcome(sqlite_store, name) for name in ("alice", "dan", "erin", "frank"))
    say(sqlite_store, alice, "crash", tried=ATTEMPTS - 2)
    say(sqlite_store, dan, "hang", tried=ATTEMPTS - 1)
    say(sqlite_store, erin, "loop", tried=ATTEMPTS - 1)
    say(sqlite_store, frank, "电子发票怎么开？")
    answer_all(sqlite_store)
    for visit in (alice, dan, erin):
        assert outcome(sqlite_store, visit) == ("failed", ATTEMPTS + 1)
        assert_apologised_and_handed_over(sqlite_store, visit)
    assert outcome(sqlite_store, frank) == ("answered", 1)


def test_a_lease_that_nobody_keeps_is_taken_after_the_longest_turn(store: Store, alice: Visit, now: datetime) -> None:
    """What bounds a silence when the process and whoever started it died together."""
    from bot import turns as debts
    from bot.assistant.worker import MARGIN_SECONDS

    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "您好", "alice-key", now)
        first = debts.lease(db, now, TURN_SECONDS + MARGIN_SECONDS)
    late = now + timedelta(seconds=TURN_SECONDS + MARGIN_SECONDS)
    with store.writing() as db:
        assert debts.lease(db, late, 1) is None
        again = debts.lease(db, late + timedelta(seconds=1), 1)
    assert first is not None
    assert again is not None
    assert (again.seq, again.attempts, again.fence) == (first.seq, 2, first.fence + 1)
