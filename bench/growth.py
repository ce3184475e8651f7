"""Does the thousandth message of a conversation take longer than the tenth? `python -m bench.growth [messages]`.

The real worker with the trained model and a store of its own (SQLite, or GROWTH_DATABASE=postgresql://…), one message
after the other; times in processor seconds as well, since those do not depend on who else uses the machine. Stock Rasa
3.6.21 for comparison: 18.6 ms at the beginning and 446 ms after 390 messages, with a model without a neural net."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.topics import TOPICS, questions
from bot.assistant.absent import leave_out_what_is_not_used
from bot.settings import ROOT, Settings

leave_out_what_is_not_used(ROOT / "config.yml")

from bot import customers, handoff, reception  # noqa: E402  # after what Rasa would import is left out
from bot.assistant.model import train  # noqa: E402
from bot.assistant.runtime import Runtime  # noqa: E402
from bot.assistant.worker import Worker, utc_now  # noqa: E402
from bot.operator import Operator  # noqa: E402
from bot.phrases import Phrases  # noqa: E402
from bot.standard import load  # noqa: E402
from bot.store import Store, open_store  # noqa: E402
from bot.store.migrate import migrate  # noqa: E402
from bot.wakeups import Wakeups  # noqa: E402

MESSAGES = 1000
GOAL = 1.2


@dataclass(frozen=True)
class Took:
    wall: float
    processor: float


async def measure(store: Store, worker: Worker, messages: int) -> list[Took]:
    with store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", utc_now())
    took, texts = [], questions()
    for number in range(messages):
        with store.writing() as db:
            text = texts[number % TOPICS]
            reception.customer_said(db, visit.conversation_id, text, f"key-{number}", utc_now())
        wall, processor = time.perf_counter(), time.process_time()
        if not await worker.work():
            raise SystemExit(f"message {number + 1} is owed no answer: {_held(store, visit.conversation_id)}")
        took.append(Took(time.perf_counter() - wall, time.process_time() - processor))
    return took


def main(messages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        address = os.environ.get("GROWTH_DATABASE") or f"sqlite:///{Path(folder) / 'desk.db'}"
        migrate(address)
        store = open_store(address, Wakeups())
        took = asyncio.run(measure(store, _worker(store), messages))
        store.engine.dispose()
    places = sorted({place for place in (10, 50, 100, 250, 500, messages) if place <= messages})
    print("message   median wall ms   median processor ms")
    for place in places:
        group = _group(took, place)
        print(f"{place:7}   {_median(group, 'wall'):14.1f}   {_median(group, 'processor'):19.1f}")
    first, last = _group(took, places[0]), _group(took, messages)
    for kind in ("wall", "processor"):
        ratio = _median(last, kind) / _median(first, kind)
        print(f"{kind}: message {messages} takes {ratio:.2f} times message {places[0]} (goal: at most {GOAL})")


def _worker(store: Store) -> Worker:
    settings = Settings()
    standard = load(settings.path(settings.standard))
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    runtime = Runtime(train(settings), standard, phrases)
    asyncio.run(runtime.warm_up())
    operator = Operator.load(settings.path(settings.operator))
    return Worker(store, runtime, standard, operator, phrases, settings.turn_seconds, lambda wakeup: None)


def _held(store: Store, conversation_id: str) -> str:
    with store.reading() as db:
        asked = handoff.current(db, conversation_id)
        return f"{asked.reason}, {asked.brief}" if asked else "nobody was asked for"


def _group(took: list[Took], place: int) -> list[Took]:
    """The messages around a place, as many of each text."""
    size = TOPICS
    end = min(len(took), max(size, place + size // 2))
    return took[end - size : end]


def _median(group: list[Took], kind: str) -> float:
    return 1000 * statistics.median(getattr(one, kind) for one in group)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
