"""The loop over the transcript: each chat in its order, many chats at once, nothing lost, nothing twice."""

import asyncio
import itertools
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot import customers, deliveries, reception
from bot.errors import Unavailable
from bot.reception import Reply
from bot.settings import ROOT
from bot.store import Store, open_store
from bot.transcript import Message
from bot.wakeups import Wakeup, Wakeups
from channels.delivery.lead import Lead
from channels.delivery.loop import Delivery
from channels.delivery.sender import Blocked, Gone, Rejected, Slow

CHANNEL = "telegram"
SECONDS = 20.0  # patience of a test
KEYS = itertools.count()
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)  # the frozen now


class App:
    """A messaging app: chats, and what befalls the next requests to them. A text's parts are divided by "|"."""

    def __init__(self) -> None:
        self.chats: dict[str, list[str]] = defaultdict(list)
        self.trouble: dict[str, list[Exception]] = defaultdict(list)
        self.attempts: dict[str, int] = defaultdict(int)
        self.before: Callable[[str], Any] = lambda address: None

    def parts(self, message: Message) -> list[str]:
        return message.text.split("|")

    async def send(self, address: str, message: Message, part: str) -> str:
        self.attempts[address] += 1
        waits = self.before(address)
        if waits is not None:
            await waits
        if self.trouble[address]:
            raise self.trouble[address].pop(0)
        self.chats[address].append(part)
        return f"{address}/{len(self.chats[address])}"


class Clock:
    """A wall clock that the test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, store: Store, **by: float) -> None:
        self.at += timedelta(**by)
        store.wakeups.publish(Wakeup("conversation"))


def delivery(store: Store, app: App, holder: str = "one", **more: Any) -> Delivery[str]:
    more = {"now": lambda: MONDAY, "pause": lambda attempts, chance: 0.0, **more}
    lead = Lead(store, f"delivery:{CHANNEL}", holder=holder, now=more["now"])
    return Delivery(store, CHANNEL, app, 0.0, 1000, lead=lead, **more)


@contextmanager
def running(*deliveries_: Delivery[str]) -> Iterator[None]:
    """Within an asyncio program."""
    tasks = [asyncio.ensure_future(one.run()) for one in deliveries_]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def until(there: Callable[[], bool]) -> None:
    end = asyncio.get_running_loop().time() + SECONDS
    while not there():
        assert asyncio.get_running_loop().time() < end, "it did not happen"
        await asyncio.sleep(0.01)


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def chat(store: Store, address: str, now: datetime) -> str:
    with store.writing() as db:
        visit = customers.welcome(db, CHANNEL, CHANNEL, address, "zh", now)
        deliveries.begin(db, visit.conversation_id, CHANNEL, address)
    return visit.conversation_id


def say(store: Store, conversation_id: str, now: datetime, *texts: str) -> None:
    with store.writing() as db:
        reception.assistant_said(db, conversation_id, [Reply(text) for text in texts], now)


def write(store: Store, conversation_id: str, now: datetime, text: str = "在吗") -> None:
    with store.writing() as db:
        reception.customer_said(db, conversation_id, text, f"key-{next(KEYS)}", now)


def look(store: Store, at: Callable[[Connection], Any]) -> Any:
    with store.reading() as db:
        return at(db)


def letters(store: Store, conversation_id: str) -> list[tuple[int, str]]:
    found = look(store, lambda db: deliveries.of_conversation(db, conversation_id))
    return [(one.seq, one.reason) for one in found]


def nothing_is_due(store: Store, now: datetime) -> bool:
    return look(store, lambda db: deliveries.due(db, CHANNEL, now + timedelta(days=30), 1)) == []


def test_each_chat_gets_its_messages_in_order_and_not_its_own(store: Store, now: datetime) -> None:
    app, chats = App(), [chat(store, f"chat{number}", now) for number in range(8)]
    for conversation_id in chats:
        write(store, conversation_id, now, "您好")
        say(store, conversation_id, now, "1", "2")
        write(store, conversation_id, now, "好的")
        say(store, conversation_id, now, "3a|3b", "4")

    async def program() -> None:
        with running(delivery(store, app)):
            await until(lambda: nothing_is_due(store, now))

    asyncio.run(program())
    assert dict(app.chats) == {f"chat{number}": ["1", "2", "3a", "3b", "4"] for number in range(8)}


def test_what_is_said_while_it_runs_is_delivered_by_its_wakeup(sqlite_store: Store, now: datetime) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)

    async def program() -> None:
        with running(delivery(sqlite_store, app)):
            for number in range(5):
                await asyncio.to_thread(say, sqlite_store, here, now, str(number))
                await until(lambda: len(app.chats["alice"]) == number + 1)  # noqa: B023

    asyncio.run(program())
    assert app.chats["alice"] == list("01234")


def test_a_chat_whose_request_hangs_holds_up_no_other(sqlite_store: Store, now: datetime) -> None:
    app, slow = App(), chat(sqlite_store, "slow", now)
    say(sqlite_store, slow, now, "1", "2")
    for number in range(5):
        say(sqlite_store, chat(sqlite_store, f"quick{number}", now), now, "1", "2")

    async def program() -> None:
        answer = asyncio.Event()
        app.before = lambda address: answer.wait() if address == "slow" else None
        with running(delivery(sqlite_store, app)):
            await until(lambda: sum(len(app.chats[f"quick{number}"]) for number in range(5)) == 10)
            assert (app.attempts["slow"], app.chats["slow"]) == (1, [])
            answer.set()
            await until(lambda: app.chats["slow"] == ["1", "2"])

    asyncio.run(program())


def test_faults_change_neither_order_nor_number(store: Store, now: datetime) -> None:
    app, texts = App(), [str(number) for number in range(6)]
    for number in range(3):
        say(store, chat(store, f"chat{number}", now), now, *texts)
        app.trouble[f"chat{number}"] = [ConnectionError("cut"), TimeoutError(), ConnectionError("cut")]

    async def program() -> None:
        with running(delivery(store, app)):
            await until(lambda: all(len(app.chats[f"chat{number}"]) == 6 for number in range(3)))

    asyncio.run(program())
    assert all(app.chats[f"chat{number}"] == texts for number in range(3))
    assert all(app.attempts[f"chat{number}"] == 9 for number in range(3))


def test_a_process_that_stops_finishes_what_is_on_its_way(sqlite_store: Store, now: datetime) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)
    say(sqlite_store, here, now, "1", "2")

    async def program() -> None:
        answer = asyncio.Event()
        app.before = lambda address: answer.wait()
        task = asyncio.ensure_future(delivery(sqlite_store, app).run())
        await until(lambda: app.attempts["alice"] == 1)
        task.cancel()
        await asyncio.sleep(0)
        answer.set()
        with suppress(asyncio.CancelledError):
            await task
        with running(delivery(sqlite_store, app, "next")):
            await until(lambda: nothing_is_due(sqlite_store, now))

    asyncio.run(program())
    assert app.chats["alice"] == ["1", "2"]


def test_of_two_processes_one_delivers_and_the_other_takes_over(address: str, now: datetime) -> None:
    app, one, other = App(), open_store(address, Wakeups()), open_store(address, Wakeups())
    chats = [chat(one, f"chat{number}", now) for number in range(6)]

    async def program() -> None:
        first = asyncio.ensure_future(delivery(one, app, "one").run())
        second = asyncio.ensure_future(delivery(other, app, "other").run())
        for store, text in ((one, "1"), (other, "2"), (one, "3")):
            for conversation_id in chats:
                await asyncio.to_thread(say, store, conversation_id, now, text)
        await until(lambda: all(len(said) == 3 for said in app.chats.values()) and len(app.chats) == 6)
        await ended(first)
        for conversation_id in chats:
            await asyncio.to_thread(say, other, conversation_id, now, "4")
        await until(lambda: all(len(said) == 4 for said in app.chats.values()))
        await ended(second)

    asyncio.run(program())
    for store in (one, other):
        store.engine.dispose()
    assert all(said == ["1", "2", "3", "4"] for said in app.chats.values())


def test_who_blocked_us_hears_nothing_until_they_write_and_then_everything(store: Store, now: datetime) -> None:
    app, here, other = App(), chat(store, "alice", now), chat(store, "dan", now)
    app.trouble["alice"] = [Blocked("bot was blocked by the user")]
    say(store, here, now, "1", "2")
    say(store, other, now, "1", "2")

    async def program() -> None:
        with running(delivery(store, app)):
            await until(lambda: app.chats["dan"] == ["1", "2"] and bool(letters(store, here)))
            await asyncio.to_thread(say, store, here, now, "3")
            await until(lambda: nothing_is_due(store, now))
            assert (app.attempts["alice"], letters(store, here)) == (1, [(1, "blocked")])
            await asyncio.to_thread(write, store, here, now)
            await until(lambda: len(app.chats["alice"]) == 3)

    asyncio.run(program())
    assert app.chats["alice"] == ["1", "2", "3"]
    assert letters(store, here) == []


def test_a_refused_message_is_a_dead_letter_and_the_next_one_goes_out(sqlite_store: Store, now: datetime) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)
    app.trouble["alice"] = [Rejected("message text is empty")]
    say(sqlite_store, here, now, "1a|1b", "2")

    async def program() -> None:
        with running(delivery(sqlite_store, app)):
            await until(lambda: app.chats["alice"] == ["2"])
            assert letters(sqlite_store, here) == [(1, "refused")]
            with sqlite_store.writing() as db:
                deliveries.again(db, here, 1, now)
            await until(lambda: letters(sqlite_store, here) == [])

    asyncio.run(program())
    assert app.chats["alice"] == ["2", "1a", "1b"]


def test_tried_again_a_message_goes_on_after_its_parts_that_arrived(sqlite_store: Store, now: datetime) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)
    say(sqlite_store, here, now, "1a|1b|1c", "2")
    app.before = lambda address: app.trouble["alice"].append(Rejected("no")) if app.attempts["alice"] == 2 else None

    async def program() -> None:
        with running(delivery(sqlite_store, app)):
            await until(lambda: app.chats["alice"] == ["1a", "2"])
            with sqlite_store.writing() as db:
                deliveries.again(db, here, 1, now)
            await until(lambda: letters(sqlite_store, here) == [])

    asyncio.run(program())
    assert app.chats["alice"] == ["1a", "2", "1b", "1c"]


def test_a_chat_that_is_gone_is_told_as_such(sqlite_store: Store, now: datetime) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)
    app.trouble["alice"] = [Gone("chat not found")]
    say(sqlite_store, here, now, "1", "2")

    async def program() -> None:
        with running(delivery(sqlite_store, app)):
            await until(lambda: bool(letters(sqlite_store, here)))

    asyncio.run(program())
    assert letters(sqlite_store, here) == [(1, "gone")]
    assert nothing_is_due(sqlite_store, now)


def test_what_could_not_go_out_for_a_day_is_a_dead_letter(sqlite_store: Store, now: datetime) -> None:
    app, here, clock = App(), chat(sqlite_store, "alice", now), Clock(now)
    app.trouble["alice"] = [ConnectionError("no route")] * 2
    say(sqlite_store, here, now, "1")
    say(sqlite_store, here, now + timedelta(hours=23), "2")

    async def program() -> None:
        with running(delivery(sqlite_store, app, now=clock, pause=lambda attempts, chance: 60.0)):
            await until(lambda: app.attempts["alice"] == 1)
            await until(lambda: look(sqlite_store, lambda db: deliveries.position(db, here)).attempts == 1)
            assert letters(sqlite_store, here) == []
            clock.forward(sqlite_store, hours=24, seconds=1)
            await until(lambda: app.chats["alice"] == ["2"])

    asyncio.run(program())
    assert letters(sqlite_store, here) == [(1, "too_old")]


def test_who_asks_us_to_wait_is_obeyed(sqlite_store: Store, now: datetime) -> None:
    app, here, clock = App(), chat(sqlite_store, "alice", now), Clock(now)
    app.trouble["alice"] = [Slow(30)]
    say(sqlite_store, here, now, "1")
    ticks = {"at": 1000.0}

    async def program() -> None:
        with running(delivery(sqlite_store, app, now=clock, clock=lambda: ticks["at"])):
            await until(lambda: app.attempts["alice"] == 1)
            await until(lambda: look(sqlite_store, lambda db: deliveries.due(db, CHANNEL, now, 1)) == [])
            clock.forward(sqlite_store, seconds=29)
            ticks["at"] += 29
            say(sqlite_store, chat(sqlite_store, "dan", now), now, "1")
            await until(lambda: app.chats["dan"] == ["1"])
            assert app.attempts["alice"] == 1
            clock.forward(sqlite_store, seconds=1)
            ticks["at"] += 1
            await until(lambda: app.chats["alice"] == ["1"])

    asyncio.run(program())
    assert app.attempts["alice"] == 2


class Away(Store):
    """A store that takes nothing for a while."""

    refusals = 0

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("store_unavailable", "disk full")
        with super().writing() as db:
            yield db


def test_a_receipt_that_cannot_be_stored_is_kept_in_hand_and_nothing_is_sent_twice(
    sqlite_store: Store, now: datetime
) -> None:
    app, here = App(), chat(sqlite_store, "alice", now)
    say(sqlite_store, here, now, "1", "2")
    store = Away(sqlite_store.engine, sqlite_store.wakeups)

    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    def full(address: str) -> None:
        store.refusals = 3

    app.before = full

    async def program() -> None:
        with running(delivery(store, app, sleep=at_once)):
            await until(lambda: nothing_is_due(sqlite_store, now))

    asyncio.run(program())
    assert app.chats["alice"] == ["1", "2"]


KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from channels.delivery.loop import Delivery
from bot.store import open_store
from bot.wakeups import Wakeups

class App:
    def parts(self, message):
        return message.text.split("|")

    async def send(self, address, message, part):
        with open(sys.argv[2], "a") as chat:
            chat.write(f"{address} {part}\\n")
            chat.flush()
            os.fsync(chat.fileno())
        if sum(1 for line in open(sys.argv[2])) == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return part

store, now = open_store(sys.argv[1], Wakeups()), datetime.fromisoformat(sys.argv[4])
asyncio.run(Delivery(store, "telegram", App(), 0.0, 1000, now=lambda: now).run())
"""


@pytest.mark.parametrize("killed_after", [1, 2, 4])
def test_killed_between_sending_and_receipt_one_part_at_most_arrives_twice(
    store: Store, address: str, now: datetime, tmp_path: Path, killed_after: int
) -> None:
    sent, app = tmp_path / "sent", App()
    here = chat(store, "alice", now)
    say(store, here, now, "1", "2a|2b", "3")
    command = [sys.executable, "-c", KILLED, address, str(sent), str(killed_after), now.isoformat()]
    died = subprocess.run(command, cwd=ROOT, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL

    async def program() -> None:
        with running(delivery(store, app, "next")):
            await until(lambda: nothing_is_due(store, now))

    asyncio.run(program())
    before = [line.split()[1] for line in sent.read_text().splitlines()]
    expected = ["1", "2a", "2b", "3"]
    assert before == expected[:killed_after]
    assert app.chats["alice"] == expected[killed_after - 1 :], "only the one without a receipt comes again"
