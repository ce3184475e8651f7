"""One process at a time: whoever asks first, until it gives up, lets it run out, or is no more."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot import leases
from bot.settings import ROOT
from bot.store import Store, open_store
from bot.wakeups import Wakeups

WORK, SECONDS = "delivery:telegram", 30.0


def take(store: Store, holder: str, now: datetime) -> int | None:
    with store.writing() as db:
        return leases.take(db, WORK, holder, now, SECONDS)


def keep(store: Store, fence: int, now: datetime) -> bool:
    with store.writing() as db:
        return leases.keep(db, WORK, fence, now, SECONDS)


def test_the_first_has_it_and_the_second_has_not(store: Store, now: datetime) -> None:
    assert take(store, "one", now) == 1
    assert take(store, "other", now + timedelta(seconds=SECONDS - 1)) is None


def test_of_many_who_ask_at_once_one_has_it(address: str, now: datetime) -> None:
    stores = [open_store(address, Wakeups()) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        fences = list(pool.map(take, stores, [f"process {number}" for number in range(6)], [now] * 6))
    for store in stores:
        store.engine.dispose()
    assert sorted(fence for fence in fences if fence) == [1]


def test_kept_it_lasts_longer(store: Store, now: datetime) -> None:
    fence = take(store, "one", now)
    assert fence and keep(store, fence, now + timedelta(seconds=20))
    assert take(store, "other", now + timedelta(seconds=SECONDS + 1)) is None


def test_run_out_it_goes_to_the_next_and_the_first_cannot_keep_it(store: Store, now: datetime) -> None:
    late = now + timedelta(seconds=SECONDS + 1)
    slow = take(store, "slow", now)
    quick = take(store, "quick", late)
    assert slow and quick and quick > slow
    assert not keep(store, slow, late)
    assert keep(store, quick, late)


def test_given_up_it_is_free_at_once(store: Store, now: datetime) -> None:
    fence = take(store, "one", now)
    assert fence
    with store.writing() as db:
        leases.give_up(db, WORK, fence, now)
    assert take(store, "other", now) == fence + 1


def test_who_was_passed_over_cannot_give_up_what_another_has(store: Store, now: datetime) -> None:
    late = now + timedelta(seconds=SECONDS + 1)
    slow = take(store, "slow", now)
    assert slow and take(store, "quick", late)
    with store.writing() as db:
        leases.give_up(db, WORK, slow, late)
    assert take(store, "third", late) is None


def test_the_lease_of_a_killed_process_is_free_at_once(sqlite_store: Store, now: datetime) -> None:
    program = "from bot import leases; print(leases.this_process(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        holder = other.stdout.readline().strip()
        assert take(sqlite_store, holder, now) == 1
        assert take(sqlite_store, leases.this_process(), now) is None, "it lives"
        other.kill()
    assert take(sqlite_store, leases.this_process(), now) == 2


def test_of_a_process_elsewhere_nothing_is_known_before_its_time_is_over(sqlite_store: Store, now: datetime) -> None:
    assert take(sqlite_store, "another-machine/4026531836/1/1", now) == 1
    assert take(sqlite_store, leases.this_process(), now) is None


def test_a_holder_fits_its_column() -> None:
    assert len(leases.this_process()) <= 64
