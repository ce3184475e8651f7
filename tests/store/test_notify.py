"""Two processes' stores on one PostgreSQL: each hears what the other keeps."""

import os
import queue
import resource
from collections.abc import Callable, Iterator

import pytest

from bot.store import Store, open_store
from bot.store.engine import wake_after_commit
from bot.store.notify import PAYLOAD_BYTES
from bot.wakeups import Wakeup, Wakeups

HEAR_SECONDS = 10
MANY_FILES = 1100
LAST = Wakeup("queue", "the last")


class Process:
    """A store with ears, as each process has one."""

    def __init__(self, address: str) -> None:
        self.store = open_store(address, Wakeups())
        self.heard: queue.Queue[Wakeup] = queue.Queue()
        self.store.wakeups.listen(self.heard.put)
        self.stop = self.store.listen()

    def hears(self) -> None:
        assert self.store._notices is not None
        assert self.store._notices.hearing.wait(HEAR_SECONDS)

    def heard_until_the_last(self) -> list[Wakeup]:
        heard = []
        while (one := self.heard.get(timeout=HEAR_SECONDS)) != LAST:
            heard.append(one)
        return heard


@pytest.fixture
def start(postgresql_address: str) -> Iterator[Callable[[], Process]]:
    started: list[Process] = []

    def begin() -> Process:
        started.append(Process(postgresql_address))
        started[-1].hears()
        return started[-1]

    yield begin
    for process in started:
        process.stop()
        process.store.engine.dispose()


@pytest.fixture
def many_open_files() -> Iterator[None]:
    """As in a web process with more than a thousand streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(MANY_FILES + 500, hard)), hard))
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(MANY_FILES)]
    yield
    for each in opened:
        os.close(each)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def keep(store: Store, *wakeups: Wakeup) -> None:
    with store.writing() as db:
        for wakeup in wakeups:
            wake_after_commit(db, wakeup)


def test_what_one_process_keeps_the_other_hears_once(start: Callable[[], Process]) -> None:
    web, assistant = start(), start()
    keep(web.store, Wakeup("turn", "c1"), Wakeup("turn", "c1"), Wakeup("conversation", "c1"))
    keep(web.store, LAST)
    assert assistant.heard_until_the_last() == [Wakeup("turn", "c1"), Wakeup("conversation", "c1")]


def test_thousands_of_open_files_do_not_deafen(many_open_files: None, start: Callable[[], Process]) -> None:
    web, assistant = start(), start()
    keep(web.store, Wakeup("turn", "c1"), LAST)
    assert assistant.heard_until_the_last() == [Wakeup("turn", "c1")]


def test_what_is_not_kept_is_not_told(start: Callable[[], Process]) -> None:
    web, assistant = start(), start()
    with pytest.raises(LookupError), web.store.writing() as db:
        wake_after_commit(db, Wakeup("turn", "c1"))
        raise LookupError
    keep(web.store, LAST)
    assert assistant.heard_until_the_last() == []


def test_nobody_hears_himself_twice(start: Callable[[], Process]) -> None:
    web, other = start(), start()
    keep(web.store, Wakeup("turn", "c1"))
    keep(other.store, LAST)
    assert web.heard_until_the_last() == [Wakeup("turn", "c1")]


def test_typing_is_told_with_nothing_stored(start: Callable[[], Process]) -> None:
    web, other = start(), start()
    web.store.tell(Wakeup("typing", "c1:customer"))
    web.store.tell(LAST)
    assert web.heard_until_the_last() == other.heard_until_the_last() == [Wakeup("typing", "c1:customer")]


def test_a_key_that_no_notice_can_carry_harms_nothing(start: Callable[[], Process]) -> None:
    web, other = start(), start()
    keep(web.store, Wakeup("conversation", "x" * PAYLOAD_BYTES), Wakeup("turn", "c1"), LAST)
    assert other.heard_until_the_last() == [Wakeup("turn", "c1")]


def test_a_listener_that_was_cut_off_hears_again(start: Callable[[], Process]) -> None:
    web, other = start(), start()
    notices = other.store._notices
    assert notices is not None
    notices.hearing.clear()
    with web.store.writing() as db:
        listening = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        assert db.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {listening}").rowcount == 2
    other.hears()
    keep(web.store, Wakeup("turn", "c1"), LAST)
    assert other.heard_until_the_last() == [Wakeup("turn", "c1")]


def test_a_stranger_s_notice_is_passed_over(start: Callable[[], Process]) -> None:
    web, other = start(), start()
    with web.store.writing() as db:
        db.exec_driver_sql("SELECT pg_notify('desk_wakeups', 'no wake-up of ours')")
    other.hears()
    keep(web.store, LAST)
    assert other.heard_until_the_last() == []
