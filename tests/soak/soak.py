"""One soak: clients at work, the program killed again and again, and the books compared in the end."""

import asyncio
import contextlib
import hashlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import create_engine, text

from tests.soak.agents import Agent
from tests.soak.chats import Chats
from tests.soak.customers import Chatter, Customer, Talker
from tests.soak.ledger import Ledger
from tests.soak.postgres import Server
from tests.soak.program import Program
from tests.soak.proxy import Proxy
from tests.soak.readers import follow
from tests.telegram.stand_in import StandIn

START_SECONDS = 120.0
SETTLE_SECONDS = 300.0
OPEN = ("turns WHERE done_at IS NULL", "updates WHERE done_at IS NULL", "deliveries WHERE due_at IS NOT NULL")
# The assistant needs this long (s) to load its model on a busy machine: one life in so many is left so long.
LONG_LIFE_SECONDS = 60.0


@dataclass
class Plan:
    """`long_every`: of so many lives of the program one is long enough for the assistant to answer."""

    kills: int
    messages: int
    restarts: int = 0  # of the database server
    talkers: int = 24
    chatters: int = 6
    chats: int = 4  # in a messaging app
    readers: int = 12
    long_every: int = 25
    settle_seconds: float = SETTLE_SECONDS  # for what is under way when the last kill is over
    long_answers: int = 5  # turns answered before the assistant is killed
    shortest_life: float = 0.2  # seconds after the first acknowledgement
    longest_life: float = 2.5
    seed: int = 1


@dataclass
class Soak:
    plan: Plan
    program: Program
    server: Server | None = None
    telegram: StandIn | None = None
    ledger: Ledger = field(default_factory=Ledger)
    _going: bool = True
    _following: bool = True

    def __post_init__(self) -> None:
        self._chance = random.Random(self.plan.seed)
        self._proxy = Proxy(self.program.port, self._chance)
        self._customers: list[Customer] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._readers: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Ends with the program stopped and every client content; raises when that takes too long."""
        try:
            self.program.start()
            await self._proxy.start()
            self._begin()
            await self._trouble()
            await self._settle()
        finally:
            for task in (*self._tasks, *self._readers):
                task.cancel()
            await asyncio.gather(*self._tasks, *self._readers, return_exceptions=True)
            await self._proxy.stop()
            self.ledger.counts["connections reset"] = self._proxy.resets
            with contextlib.suppress(Exception):
                self.program.stop()
            self.program.kill()

    def _begin(self) -> None:
        kinds = [Talker] * self.plan.talkers + [Chatter] * self.plan.chatters
        self._customers = [
            kind(number, self._road(number), self.ledger, self._chance) for number, kind in enumerate(kinds)
        ]
        self._tasks = [asyncio.ensure_future(one.talk(lambda: self._going)) for one in self._customers]
        for login in ("bob", "carol"):
            agent = Agent(login, self.program.folder, lambda: self.program.port, self.ledger, self._chance)
            self._tasks.append(asyncio.ensure_future(agent.work(lambda: self._going)))
        if self.telegram:
            chats = Chats(self.plan.chats, lambda: self.program.port, self.ledger, self._chance)
            self._tasks.append(asyncio.ensure_future(chats.talk(lambda: self._going)))
        step = max(1, len(self._customers) // max(1, self.plan.readers))
        self._readers = [asyncio.ensure_future(self._read(one)) for one in self._customers[::step][: self.plan.readers]]

    def _road(self, number: int) -> Callable[[], int]:
        """Every fourth customer has a bad line."""
        return (lambda: self._proxy.port) if number % 4 == 0 else (lambda: self.program.port)

    async def _read(self, customer: Customer) -> None:
        while not customer.token:
            await asyncio.sleep(0.1)
        await follow(customer.token, customer._port, self.ledger, self._chance, lambda: self._following)

    # --- what goes wrong ---

    async def _trouble(self) -> None:
        restarts = self._spread(self.plan.restarts)
        began = time.monotonic()
        for life in range(self.plan.kills):
            await self._first_ack(began)
            if life in restarts:
                await self._restart_database()
            if life % self.plan.long_every == self.plan.long_every - 1:
                await self._long_life()
            else:
                await asyncio.sleep(self._chance.uniform(self.plan.shortest_life, self.plan.longest_life))
                await self._until(lambda life=life: len(self.ledger.acked) >= self._quota(life), START_SECONDS)
            self.program.kill()
            self.ledger.counts["kills of the program"] += 1
            began = time.monotonic()
            self.program.start()
        await self._first_ack(began)

    def _spread(self, restarts: int) -> set[int]:
        step = self.plan.kills / max(1, restarts)
        return {int(number * step) for number in range(restarts)}

    def _quota(self, life: int) -> int:
        return self.plan.messages * (life + 1) // self.plan.kills

    async def _first_ack(self, began: float) -> None:
        await self._until(lambda: self.ledger.last_ack > began, START_SECONDS)
        self.ledger.recoveries.append(self.ledger.last_ack - began)

    async def _restart_database(self) -> None:
        assert self.server is not None
        await asyncio.to_thread(self.server.crash)
        await asyncio.sleep(self._chance.uniform(0, 1))
        await asyncio.to_thread(self.server.start)
        self.ledger.counts["restarts of the database"] += 1
        began = time.monotonic()
        await self._until(lambda: self.ledger.last_ack > began, START_SECONDS)

    async def _long_life(self) -> None:
        """Until the assistant has answered; then it alone is killed, in the middle of its work."""
        for _ in range(2):
            before = self._answered()
            with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
                await self._until(
                    lambda before=before: self._answered() >= before + self.plan.long_answers, LONG_LIFE_SECONDS
                )
            await asyncio.sleep(self._chance.uniform(0, 1))
            if self.program.kill_assistant():
                self.ledger.counts["kills of the assistant alone"] += 1

    # --- the end ---

    async def _settle(self) -> None:
        """Every client is content, every turn is closed, every reader has read to the end."""
        self._going = False
        await asyncio.wait_for(asyncio.gather(*self._tasks), self.plan.settle_seconds)
        await self._until(lambda: self._open_work() == 0, self.plan.settle_seconds, 1.0)
        await self._until(self._all_shown, self.plan.settle_seconds, 0.5)
        self._following = False

    def _all_shown(self) -> bool:
        ends = self._ends()
        return all(max(shown, default=0) >= ends.get(who, 0) for who, shown in self.ledger.shown.items())

    def _ends(self) -> dict[str, int]:
        query = "SELECT i.external_id, c.next_seq - 1 FROM conversations c JOIN identities i ON i.id = c.identity_id"
        ends = dict(self._look(query))
        return {who: ends.get(hashlib.sha256(who.encode()).hexdigest(), 0) for who in self.ledger.shown}

    def _open_work(self) -> int:
        """Turns to answer, updates to work off, chats to deliver to; the books of the app are closed at the end."""
        found = sum(int(self._look(f"SELECT count(*) FROM {what}")[0][0]) for what in OPEN)
        if self.telegram:
            sends = [call for call in self.telegram.sent() if call.method.startswith("send")]
            for chat in {str(call.params["chat_id"]) for call in sends}:
                mine = [call for call in sends if str(call.params["chat_id"]) == chat]
                self.ledger.sent[chat] = [str(call.result["message_id"]) for call in mine]
        return found

    def _answered(self) -> int:
        try:
            return int(self._look("SELECT count(*) FROM turns WHERE outcome = 'answered'")[0][0])
        except Exception:  # not there yet, or restarting
            return 0

    def _look(self, query: str) -> list[Any]:
        engine = create_engine(self.program.database)
        try:
            with engine.connect() as db:
                return [tuple(row) for row in db.execute(text(query))]
        finally:
            engine.dispose()

    async def _until(self, true: Callable[[], bool], seconds: float, every: float = 0.05) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            if self.program.ended():
                raise RuntimeError(f"the program ended by itself; see {self.program.folder / 'log'}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing more came within {seconds} s")
            await asyncio.sleep(every)
