"""A desk on Telegram: the real parts over a store, and the stand-in for Telegram beside it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import customers, transcript
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import Standard
from bot.store import Store
from bot.transcript import Message
from channels.telegram.envelope import keep, polled
from channels.telegram.heard import Heard
from channels.telegram.intake import Intake
from channels.telegram.line import connected
from channels.work import Desk
from tests.telegram.shapes import ALICE
from tests.telegram.stand_in import TOKEN, StandIn

SECRET = "a-secret-of-the-tests"
ACCOUNT = TOKEN.partition(":")[0]


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@pytest.fixture
def settings(telegram: StandIn) -> Settings:
    return Settings(
        _env_file=None,
        assistants=0,
        telegram_mode="webhook",
        telegram_token=TOKEN,
        telegram_secret=SECRET,
        telegram_api=telegram.address,
    )


@dataclass
class Scene:
    """One desk. `take` keeps an update and works off what is due, as the two halves of the real road do."""

    desk: Desk
    telegram: StandIn
    now: datetime

    def __post_init__(self) -> None:
        self.intake = Intake(self.desk, lambda: self.now)

    def keep(self, body: dict[str, Any]) -> dict[str, Any]:
        update = self.telegram.numbered(body)
        self.telegram.queue(update)
        keep(self.desk.store, ACCOUNT, polled(update), self.now)
        return update

    def work(self) -> list[str]:
        """Until nothing is due; the outcomes, and what was to be told to Telegram is told."""
        outcomes = []
        while heard := self.intake.work():
            outcomes.append(heard.outcome)
            asyncio.run(self._carry_out(heard))
        return outcomes

    def take(self, *bodies: dict[str, Any]) -> list[str]:
        for body in bodies:
            self.keep(body)
        return self.work()

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def conversation(self, chat_id: int = ALICE) -> str:
        with self.desk.store.reading() as db:
            visit = customers.find_by_identity(db, "telegram", str(chat_id))
        assert visit, "the chat has no conversation"
        return visit.conversation_id

    def messages(self, chat_id: int = ALICE) -> list[Message]:
        with self.desk.store.reading() as db:
            return transcript.after(db, self.conversation(chat_id), 0)

    def texts(self, chat_id: int = ALICE, author: str = "customer") -> list[str]:
        return [one.text for one in self.messages(chat_id) if one.author == author]

    async def _carry_out(self, heard: Heard) -> None:
        async with connected(self.desk.settings) as bot:
            await self.intake.finish(bot, heard.effects)


@pytest.fixture
def stage(
    telegram: StandIn, settings: Settings, standard: Standard, phrases: Phrases, now: datetime
) -> Callable[[Store], Scene]:
    operator = Operator.load(ROOT / "data/operator.yml")

    def build(store: Store) -> Scene:
        return Scene(Desk(settings, store, standard, phrases, operator), telegram, now)

    return build


@pytest.fixture
def scene(stage: Callable[[Store], Scene], sqlite_store: Store) -> Scene:
    return stage(sqlite_store)


@pytest.fixture
def both(stage: Callable[[Store], Scene], store: Store) -> Scene:
    """On both databases."""
    return stage(store)
