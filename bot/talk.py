"""`desk talk`: one customer in the terminal, through the same gate and the same assistant as everybody."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from sqlalchemy.engine import Connection

from bot import customers, reception, transcript
from bot.customers import Visit
from bot.errors import Conflict, NotFound
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import Standard, load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.transcript import Message
from bot.wakeups import Wakeups

CHANNEL = "terminal"
RECENT = 20  # messages: more than the desk ever says at once


class Works(Protocol):
    async def work(self) -> bool: ...


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Terminal:
    """One customer's talk. `heard` is the last message that was shown."""

    def __init__(
        self,
        store: Store,
        worker: Works,
        standard: Standard,
        phrases: Phrases,
        visit: Visit,
        console: Console,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._now = now
        self._store, self._worker, self._console = store, worker, console
        self._standard, self._phrases, self._here = standard, phrases, visit.conversation_id
        with store.reading() as db:
            last = transcript.last_seq(db, self._here)
            before = transcript.after(db, self._here, max(0, last - RECENT))
        # What was said since the customer's last word is new to them: a callback, the request to rate.
        self._heard = max((one.seq for one in before if one.author == "customer"), default=0)

    async def converse(self) -> None:
        while True:
            self._show_news()
            text = self._console.input("[bold]> [/bold]").strip()
            if not text:
                return
            self._take(text)
            while await self._worker.work():
                pass

    def _take(self, text: str) -> None:
        """A number chooses from what was last asked; if it fits nothing, it is a number like any other."""
        told: dict[str, Any] = {"standard": self._standard, "phrases": self._phrases}
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
        with self._store.writing() as db:
            if not (number and self._answered_by(db, number, told)):
                reception.customer_wrote(db, self._here, text, uuid.uuid4().hex, self._now(), **told)

    def _answered_by(self, db: Connection, number: int, told: dict[str, Any]) -> bool:
        asked = self._asked(db)
        try:
            if asked and number <= len(asked.extras.get("buttons") or []):
                choice, key = reception.Choice(asked.seq, number - 1), uuid.uuid4().hex
                reception.customer_chose(db, self._here, choice, key, self._now(), **told)
            elif asked and asked.extras.get("rating") and number in self._standard.survey.scores:
                reception.rated_in_app(db, self._here, number, self._now(), **told)
            else:
                return False
        except (Conflict, NotFound):
            return False
        return True

    def _asked(self, db: Connection) -> Message | None:
        """The choice or the rating that a number answers: the latest one since the customer's last word."""
        last = transcript.last_seq(db, self._here)
        for message in reversed(transcript.after(db, self._here, max(0, last - RECENT))):
            if message.author == "customer":
                return None
            if message.extras.get("buttons") or message.extras.get("rating"):
                return message
        return None

    def _show_news(self) -> None:
        with self._store.reading() as db:
            news = transcript.after(db, self._here, self._heard)
        for message in news:
            self._heard = message.seq
            if message.author != "customer":
                self._show(message)

    def _show(self, message: Message) -> None:
        style = "cyan" if message.author == "assistant" else "magenta"
        self._console.print(message.text, style=style)
        buttons = [str(button["title"]) for button in message.extras.get("buttons") or []]
        if message.extras.get("rating") and not buttons:
            buttons = ["★" * score for score in sorted(self._standard.survey.scores)]
        for number, title in enumerate(buttons, 1):
            self._console.print(f"  {number}  {title}", style=style)


def talk(settings: Settings, language: str, customer: str, console: Console) -> None:
    """Until an empty line. A button is chosen by its number. `customer`: a name to come back by; "" is somebody new."""
    from bot.assistant.model import train

    model = train(settings)
    migrate(settings.database)
    store = open_store(settings.database, Wakeups())
    standard = load(settings.path(settings.standard))
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    with console.status("The assistant is loading its model …"):
        worker = _worker(settings, store, model, standard, phrases)
    visit = visit_of(store, customer or uuid.uuid4().hex, language)
    asyncio.run(Terminal(store, worker, standard, phrases, visit, console).converse())


def visit_of(store: Store, customer: str, language: str) -> Visit:
    """Whoever came by this name before goes on with their conversation."""
    with store.writing() as db:
        known = customers.find_by_identity(db, CHANNEL, customer)
        return known or customers.welcome(db, CHANNEL, CHANNEL, customer, language, utc_now())


def _worker(settings: Settings, store: Store, model: Path, standard: Standard, phrases: Phrases) -> Works:
    from bot.assistant.runtime import Runtime
    from bot.assistant.worker import Worker

    runtime, operator = Runtime(model, standard, phrases), Operator.load(settings.path(settings.operator))
    return Worker(store, runtime, standard, operator, phrases, settings.turn_seconds)
