"""A short soak in every run of the tests; the long one is `make soak`."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.postgres import Server
from tests.soak.program import Program, bring_model, in_app
from tests.soak.soak import Plan, Soak
from tests.soak.verdict import judge
from tests.telegram.stand_in import StandIn

KILLS, MESSAGES = 2, 150
SMALL = {"talkers": 8, "chatters": 2, "readers": 5, "long_answers": 1, "longest_life": 1.0}


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_on_sqlite_through_two_kills(tmp_path: Path) -> None:
    bring_model(tmp_path)
    with StandIn() as telegram:
        program = Program(tmp_path, "", more=in_app(telegram))
        soak = Soak(Plan(kills=KILLS, messages=MESSAGES, long_every=2, chats=2, **SMALL), program, telegram=telegram)
        asyncio.run(soak.run())
    _clean(soak)
    assert soak.ledger.kept
    assert soak.ledger.sent
    assert soak.ledger.counts["kills of the assistant alone"] > 0


@pytest.mark.timeout(600)
def test_nothing_is_lost_or_doubled_on_postgresql_through_two_kills_and_a_restart(
    tmp_path: Path, server: Server
) -> None:
    bring_model(tmp_path)
    plan = Plan(kills=KILLS, messages=MESSAGES, restarts=1, long_every=99, **SMALL)
    soak = Soak(plan, Program(tmp_path, server.address), server)
    asyncio.run(soak.run())
    _clean(soak)
    assert soak.ledger.counts["restarts of the database"] == 1


@pytest.mark.timeout(600)
def test_a_desk_that_acknowledges_before_it_stores_is_found_out(tmp_path: Path) -> None:
    careless = (sys.executable, "-m", "tests.soak.careless", "serve")
    few = {"talkers": 6, "chatters": 0, "readers": 0, "longest_life": 0.5}
    plan = Plan(kills=2, messages=100, long_every=99, settle_seconds=5.0, **few)  # nobody answers what is owed
    soak = Soak(plan, Program(tmp_path, "", assistants=0, command=careless))
    with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
        asyncio.run(soak.run())
    _, faults = judge(soak.program.database, soak.ledger)
    assert soak.ledger.counts["kills of the program"] == 2
    assert faults["acknowledged and lost"] > 0


def _clean(soak: Soak) -> None:
    figures, faults = judge(soak.program.database, soak.ledger)
    assert not any(faults.values()), ({name: found for name, found in faults.items() if found}, soak.ledger.breaches)
    assert soak.ledger.counts["kills of the program"] == KILLS
    assert len(soak.ledger.acked) >= MESSAGES
    assert figures["turns answered"] > 0
