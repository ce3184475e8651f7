"""Agents with a script: they claim whoever waits, answer, open tickets, book visits and hand back."""

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.soak.ledger import Ledger
from tests.soak.wire import Answer, Cut, Line

TICK_SECONDS = 0.05
LOOK_EVERY = 20  # ticks
MOST_HELD = 40
# What the desk may say to an agent whose view was old; each is told in words, and nothing is stored.
TOLD = (200, 201, 204, 404, 409)


class Agent:
    """Signs in as one of the demo's agents."""

    def __init__(
        self, login: str, folder: Path, port: Callable[[], int], ledger: Ledger, chance: random.Random
    ) -> None:
        self.login, self._folder, self._port, self._ledger, self._chance = login, folder, port, ledger, chance
        self._line = Line(port())
        self._desk: dict[str, Any] = {"waiting": [], "mine": []}
        self._fences: dict[str, int] = {}

    async def work(self, going: Callable[[], bool]) -> None:
        await self._sign_in()
        while going():
            await self._look()
            for _ in range(LOOK_EVERY):
                if going() and self._desk["mine"]:
                    await self._act(self._chance.choice(self._desk["mine"])["conversation_id"])
                await asyncio.sleep(TICK_SECONDS)

    async def _sign_in(self) -> None:
        while not (self._folder / "demo-logins").exists():
            await asyncio.sleep(0.2)
        password = json.loads((self._folder / "demo-logins").read_text())[self.login]
        # The port never changes, and with it neither does the origin.
        self._line.headers["Origin"] = f"http://127.0.0.1:{self._port()}"
        entered = await self._until_settled("POST", "/sign-in", {"login": self.login, "password": password})
        self._line.headers["Cookie"] = entered.headers["set-cookie"].split(";")[0]
        self._line.headers["X-CSRF-Token"] = entered.body["csrf"]
        await self._until_settled("POST", "/availability", {"available": True})
        if "roster" in entered.body["rights"]:
            await self._let_everybody_carry_as_many()

    async def _let_everybody_carry_as_many(self) -> None:
        """Said by the supervisor among them: scripts tire of nothing."""
        for one in (await self._until_settled("GET", "/team")).body:
            await self._until_settled("POST", f"/team/{one['id']}", {"capacity": MOST_HELD})

    async def _look(self) -> None:
        self._desk = (await self._until_settled("GET", "/desk")).body
        if not self._desk["available"]:
            await self._until_settled("POST", "/availability", {"available": True})
        for one in self._desk["waiting"][: max(0, MOST_HELD - len(self._desk["mine"]))]:
            claimed = await self._until_settled("POST", f"/handoffs/{one['handoff_id']}/claim", {})
            if claimed.status == 200:
                self._fences[one["conversation_id"]] = claimed.body["fence"]

    async def _act(self, conversation: str) -> None:
        deed = self._chance.random()
        if conversation not in self._fences:
            seen = (await self._until_settled("GET", f"/conversations/{conversation}")).body
            self._fences[conversation] = seen["holder"]["fence"]
        if deed < 0.86:
            await self._say(conversation)
        elif deed < 0.92:
            await self._open_ticket(conversation)
        elif deed < 0.95:
            await self._book(conversation)
        elif deed < 0.98:
            await self._until_settled("POST", f"/conversations/{conversation}/return", self._held(conversation))
        else:
            wrap_up = {"topic": "fault", "outcome": "resolved", "summary": "已经解决"}
            await self._until_settled(
                "POST", f"/conversations/{conversation}/close", {**self._held(conversation), **wrap_up}
            )

    async def _say(self, conversation: str) -> None:
        key, text = uuid.uuid4().hex, f"您好，这里是{self.login}，{self._chance.randint(1, 10**9)}"
        self._ledger.attempt(conversation, key, text)
        body = {"text": text, "client_key": key, "reason": "false_alarm", **self._held(conversation)}
        answer = await self._until_settled("POST", f"/conversations/{conversation}/messages", body)
        if answer.status == 201:
            self._ledger.acknowledge(conversation, key, answer.body)

    async def _open_ticket(self, conversation: str) -> None:
        wish = {"kind": "request", "title": "更换光猫", "description": "光猫老化，需要更换", "contact": "13800138000"}
        await self._effect(conversation, "tickets", wish)

    async def _book(self, conversation: str) -> None:
        where = {"service": "repair", "district": "donghu"}
        free = (await self._until_settled("GET", "/free-times?service=repair&district=donghu")).body
        if free:
            starts_at = self._chance.choice(free)["starts_at"]
            who = {"place": "湖滨路1号", "name": "张三", "contact": "13800138000", "need": "断网"}
            await self._effect(conversation, "appointments", {**where, **who, "starts_at": starts_at})

    async def _effect(self, conversation: str, path: str, wish: dict[str, Any]) -> None:
        """Asked for twice under one key: it is one ticket or one appointment."""
        key = uuid.uuid4().hex
        body = {**wish, "client_key": key, **self._held(conversation)}
        self._ledger.counts[f"{path} asked for"] += 1
        for _ in range(self._chance.randint(1, 2)):
            answer = await self._until_settled("POST", f"/conversations/{conversation}/{path}", body)
            if answer.status == 201:
                number = self._ledger.effects.setdefault((conversation, key), answer.body["number"])
                if number != answer.body["number"]:
                    self._ledger.breach(f"one wish became {number} and {answer.body['number']}")

    def _held(self, conversation: str) -> dict[str, int]:
        return {"fence": self._fences[conversation]}

    async def _until_settled(self, method: str, path: str, body: Any = None) -> Answer:
        while True:
            try:
                answer = await self._line.ask(method, "/console/api" + path, body)
                if await self._ledger.heard(answer, TOLD):
                    self._forget_if_lost(path, answer)
                    return answer
            except Cut:
                self._ledger.counts["lines cut"] += 1
            await asyncio.sleep(self._chance.uniform(0.05, 0.3))

    def _forget_if_lost(self, path: str, answer: Answer) -> None:
        """Not the holder any more: look again before writing there."""
        if answer.status in (404, 409) or path.endswith(("/return", "/close")):
            conversation = path.split("/")[2] if path.startswith("/conversations/") else ""
            self._fences.pop(conversation, None)
            self._desk["mine"] = [one for one in self._desk["mine"] if one["conversation_id"] != conversation]
