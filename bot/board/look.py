"""One look at everything, shared by all who watch through this process."""

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest

from sqlalchemy.engine import Connection

from bot.board.deadlines import Deadline, TicketDeadlines, of_handoffs
from bot.board.mood import Mood, mood
from bot.board.people import OnBoard, Waiting, queue, staff
from bot.board.today import Today, today
from bot.handoff import open_ones
from bot.standard import Standard
from bot.store import Store

# What was seen so lately is told to the next who asks as well.
FRESH = timedelta(seconds=1)
SHOWN = 30


@dataclass(frozen=True)
class Pressing:
    """A deadline that is at_risk or overdue. `subject`: "ticket:<number>" or "conversation:<id>"."""

    subject: str
    label: str
    name_zh: str
    name_en: str
    due: datetime
    state: str


@dataclass(frozen=True)
class Look:
    """`clocks`: how many deadlines are running, at_risk and overdue; `pressing`: those that are not just running, the
    earliest due first, at most 30."""

    now: datetime
    waiting: list[Waiting]
    agents: list[OnBoard]
    clocks: dict[str, int]
    pressing: list[Pressing]
    mood: Mood
    today: Today


class Board:
    """Safe to ask from any thread."""

    def __init__(self, store: Store, standard: Standard) -> None:
        self._store, self._standard = store, standard
        self._tickets = TicketDeadlines(standard)
        self._lock = threading.Lock()
        self._last: Look | None = None

    def look(self, now: datetime) -> Look:
        """Raises: Unavailable."""
        with self._lock:
            if self._last is None or not timedelta() <= now - self._last.now < FRESH:
                with self._store.reading() as db:
                    self._last = self._look(db, now)
            return self._last

    def _look(self, db: Connection, now: datetime) -> Look:
        ones = open_ones(db)
        of_talk = of_handoffs(db, ones, self._standard)
        deadlines = [*self._tickets.look(db, now), *(one for each in of_talk.values() for one in each)]
        states = [(one.state(now), one) for one in deadlines]
        return Look(
            now,
            queue(ones, of_talk, self._standard, now),
            staff(db, ones),
            _counted(states),
            _pressing(states),
            mood(db, ones, self._standard, now),
            today(db, self._standard, now),
        )


def _counted(states: list[tuple[str, Deadline]]) -> dict[str, int]:
    counted = Counter(state for state, _ in states)
    return {state: counted[state] for state in ("running", "at_risk", "overdue")}


def _pressing(states: list[tuple[str, Deadline]]) -> list[Pressing]:
    late = nsmallest(SHOWN, (one for one in states if one[0] != "running"), key=lambda one: one[1].due)
    return [Pressing(one.subject, one.label, one.name_zh, one.name_en, one.due, state) for state, one in late]
