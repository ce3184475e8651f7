"""Customers in a messaging app: Telegram brings each of their updates one to five times, and in no order."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

from channels.telegram.account import WEBHOOK_PATH
from tests.soak.ledger import Ledger
from tests.soak.wire import Cut, Line

SECRET = "soak-soak-soak-soak"
PAUSE_SECONDS = 8.0
TIMES = (1, 5)
TEXTS = ("电子发票怎么开？", "营业厅几点关门？", "宽带多少钱一个月？", "谢谢")


class Chats:
    """Every update that was answered 200 must be a message; `who` in the books is telegram:<chat>."""

    def __init__(self, number: int, port: Callable[[], int], ledger: Ledger, chance: random.Random) -> None:
        self._chats = range(700_001, 700_001 + number)
        self._port, self._ledger, self._chance = port, ledger, chance
        self._updates = itertools.count(900_000)

    async def talk(self, going: Callable[[], bool]) -> None:
        """Some updates together, each several times, shuffled; then a pause, as people make."""
        while going():
            rounds = [self._update(chat) for chat in self._chats]
            again = [update for update in rounds for _ in range(self._chance.randint(*TIMES))]
            self._chance.shuffle(again)
            await asyncio.gather(*(self._bring(update) for update in again))
            await asyncio.sleep(self._chance.uniform(0, PAUSE_SECONDS))

    def _update(self, chat: int) -> dict[str, Any]:
        number = next(self._updates)
        text = f"{self._chance.choice(TEXTS)} {number}"
        self._ledger.attempt(f"telegram:{chat}", f"tg:{number}", text)
        user = {"id": chat, "is_bot": False, "first_name": "Alice", "language_code": "zh-hans"}
        whose = {"from": user, "chat": {"id": chat, "type": "private", "first_name": "Alice"}}
        return {"update_id": number, "message": {"message_id": number, "date": int(time.time()), "text": text, **whose}}

    async def _bring(self, update: dict[str, Any]) -> None:
        """As Telegram does: again and again until it is answered 200."""
        line = Line(self._port(), {"X-Telegram-Bot-Api-Secret-Token": SECRET})
        self._ledger.counts["updates brought"] += 1
        while True:
            try:
                answer = await line.ask("POST", WEBHOOK_PATH, update)
                if await self._ledger.heard(answer, (200,)):
                    break
            except Cut:
                self._ledger.counts["lines cut"] += 1
            await asyncio.sleep(self._chance.uniform(0.1, 0.5))
        line.close()
        self._ledger.kept.add((f"telegram:{update['message']['chat']['id']}", f"tg:{update['update_id']}"))
