"""Customers at the widget: they send a line until it is acknowledged, and only then the next."""

import asyncio
import random
import uuid
from collections.abc import Callable
from typing import Any

from tests.soak.ledger import Ledger
from tests.soak.wire import Cut, Line

# A client waits this long (s) before it tries again; the desk's Retry-After would make a soak take hours.
SHORTEST_WAIT, LONGEST_WAIT = 0.1, 0.5
ASK_EVERY = 10  # messages of a talker, one of which asks for a person
ANSWER_LOOK_SECONDS = 0.4

Going = Callable[[], bool]


class Customer:
    """One visitor with one conversation. `port` may be the desk's or the breaking road's."""

    def __init__(self, number: int, port: Callable[[], int], ledger: Ledger, chance: random.Random) -> None:
        self.number, self._port, self._ledger, self._chance = number, port, ledger, chance
        self.token, self._said = "", 0
        self._line = Line(port())

    async def arrive(self) -> None:
        answer = await self._until_settled("POST", "/widget/conversations", {"language": "zh"})
        self.token = answer["token"]
        self._line.headers["Authorization"] = f"Bearer {self.token}"

    async def say(self, text: str) -> int:
        """Numbered, so that the order can be checked. Returns the number under which it is stored."""
        self._said += 1
        return await self._send("/widget/messages", {"text": text})

    async def ask_for_person(self) -> int:
        self._said += 1
        return await self._send("/widget/human", {"text": f"转人工 {self._said}"})

    async def choose(self, seq: int, option: int, title: str) -> int:
        return await self._send("/widget/messages", {"choice": {"seq": seq, "option": option}}, title)

    async def conversation(self) -> dict[str, Any]:
        return await self._until_settled("GET", "/widget/conversation")

    def line_text(self) -> str:
        return f"第{self._said + 1}句，来自{self.number}号：{self._chance.choice(WORDS)}"

    async def _send(self, path: str, wish: dict[str, Any], text: str = "") -> int:
        key = uuid.uuid4().hex
        body = {"client_key": key, **wish}
        self._ledger.attempt(self.token, key, text or wish["text"])
        trick = self._chance.random()
        if trick < 0.06:
            await self._leave(path, body)
        if trick > 0.9:
            await self._replay(path, body, key, self._chance.randint(2, 5))
        message = (await self._until_settled("POST", path, body))["message"]
        self._ledger.acknowledge(self.token, key, message)
        return int(message["seq"])

    async def _leave(self, path: str, body: dict[str, Any]) -> None:
        self._ledger.counts["requests left"] += 1
        try:
            await self._fresh_line().leave("POST", path, body, half=self._chance.random() < 0.5)
        except Cut:
            return

    async def _replay(self, path: str, body: dict[str, Any], key: str, times: int) -> None:
        """The same request on several connections at once."""
        self._ledger.counts["requests replayed"] += times
        lines = [self._fresh_line() for _ in range(times)]
        answers = await asyncio.gather(*(one.ask("POST", path, body) for one in lines), return_exceptions=True)
        for line, answer in zip(lines, answers, strict=True):
            line.close()
            if isinstance(answer, BaseException):
                continue
            if await self._ledger.heard(answer, (201,)) and answer.status == 201:
                self._ledger.acknowledge(self.token, key, answer.body["message"])

    def _fresh_line(self) -> Line:
        return Line(self._port(), self._line.headers)

    async def _until_settled(self, method: str, path: str, body: Any = None) -> Any:
        while True:
            try:
                answer = await self._line.ask(method, path, body)
                if await self._ledger.heard(answer, (200, 201)):
                    return answer.body
            except Cut:
                self._ledger.counts["lines cut"] += 1
                self._line.port = self._port()
            await asyncio.sleep(self._chance.uniform(SHORTEST_WAIT, LONGEST_WAIT))


class Talker(Customer):
    """Asks for a person, and goes on talking to the queue and the agents: no turn is owed for most of it."""

    async def talk(self, going: Going) -> None:
        await self.arrive()
        while going():
            if self._said % ASK_EVERY == 0:
                await self.ask_for_person()
            else:
                await self.say(self.line_text())


class Chatter(Customer):
    """Talks to the assistant: asks, suggests and books, and waits for each answer before the next line."""

    async def talk(self, going: Going) -> None:
        await self.arrive()
        while going():
            script = self._chance.choice(list(SCRIPTS))
            if await self._play(SCRIPTS[script], going):
                self._ledger.done_by_assistant[script] += 1

    async def _play(self, script: dict[str, Any], going: Going) -> bool:
        """Follows what the assistant asks for, by the key of its reply. Returns whether it came to the end."""
        seq = await self.say(script["opening"])
        for _ in range(12):
            answer = await self._answer(seq, going)
            if answer is None:
                return False
            keys = {message["extras"].get("key") for message in answer}
            if keys & set(script["done"]):
                return True
            reply = next((script["replies"][key] for key in keys if key in script["replies"]), None)
            seq = await (self._press(answer) if reply is None else self.say(reply))
        self._ledger.counts["scripts given up"] += 1
        return False

    async def _press(self, answer: list[dict[str, Any]]) -> int:
        """The first button, or, where there is none, words that end whatever is going on."""
        for message in answer:
            buttons = message["extras"].get("buttons")
            if buttons:
                return await self.choose(message["seq"], 0, buttons[0]["title"])
        return await self.say("算了，不用了")

    async def _answer(self, seq: int, going: Going) -> list[dict[str, Any]] | None:
        while going():
            seen = await self.conversation()
            later = [message for message in seen["messages"] if message["seq"] > seq]
            if seen["status"]["typing"] != "assistant" and later:
                return later
            await asyncio.sleep(ANSWER_LOOK_SECONDS)
        return None


WORDS = ("网速很慢", "还在等", "光猫红灯闪", "谢谢", "😀👍🏻", "Router is blinking", "账单不对", "好的，麻烦您了")

SCRIPTS: dict[str, dict[str, Any]] = {
    "question": {
        "opening": "电子发票怎么开？",
        "done": ["utter_faq_bill_invoice"],
        "replies": {},
    },
    "suggestion": {
        "opening": "我想提个建议，希望营业厅周日也能开门，方便上班族",
        "done": ["utter_suggestion_done"],
        "replies": {"utter_suggestion_ask_contact": "13800138000"},
    },
    "booking": {
        "opening": "我想预约明天下午三点在东湖区上门维修，我的电话是13800138000",
        "done": ["utter_booking_done"],
        "replies": {
            "utter_booking_ask_district": "东湖区",
            "utter_booking_ask_address": "湖滨路12号3栋501室",
            "utter_booking_ask_name": "张三",
            "utter_booking_ask_contact": "13800138000",
        },
    },
}
