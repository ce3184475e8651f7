"""A month that is played through: people's scripts, each step at its moment, and the desk's own watch between them."""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.engine import Connection

from bot.agents import Agent
from bot.operator import Operator
from bot.phrases import Phrases
from bot.standard import Standard

# A script says when it goes on; it is over when it says nothing more.
Script = Iterator[datetime]
TEXTS = Path(__file__).parent / "texts.yml"


@dataclass
class Month:
    """What scripts work with. `db`: the connection of the step that is being played."""

    standard: Standard
    phrases: Phrases
    operator: Operator
    random: random.Random
    texts: dict[str, Any] = field(default_factory=lambda: yaml.safe_load(TEXTS.read_text("utf-8")))
    agents: dict[str, Agent] = field(default_factory=dict)
    db: Connection = None  # type: ignore[assignment]  # set before each step
    left_lying: int = 0  # tickets
    refused: int = 0  # steps: there is a mistake in the month, or in the desk
    _waiting: list[tuple[datetime, int, Script]] = field(default_factory=list)
    _keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self, at: datetime, script: Callable[..., Script], *about: Any) -> None:
        """script(month, at, *about) is played from `at` on."""
        heapq.heappush(self._waiting, (at, next(self._keys), script(self, at, *about)))

    def play(self, until: datetime) -> None:
        """Every step up to then, in the order of time."""
        while self._waiting and self._waiting[0][0] <= until:
            _, number, script = heapq.heappop(self._waiting)
            then = next(script, None)
            if then is not None:
                heapq.heappush(self._waiting, (then, number, script))

    def key(self) -> str:
        return f"demo-{next(self._keys)}"

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def after(self, at: datetime, least: float, most: float) -> datetime:
        """Some minutes later."""
        return at + timedelta(minutes=self.random.uniform(least, most))

    def in_hours(self, at: datetime) -> datetime:
        """Then, or when agents are there again."""
        return self.standard.hours.next_opening(at)

    def contact(self) -> str:
        return f"1380000{self.random.randrange(10000):04d}"

    def some(self, part: str, language: str) -> Any:
        return self.random.choice(self.texts[part][language])
