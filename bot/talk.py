"""`desk talk`: one customer in the terminal, through the same gate and the same assistant as everybody."""

import asyncio
import uuid
from pathlib import Path

from rich.console import Console

from bot import customers, reception, transcript
from bot.assistant.model import train
from bot.assistant.runtime import Runtime
from bot.assistant.worker import Worker, utc_now
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.transcript import Message
from bot.wakeups import Wakeups


def talk(settings: Settings, language: str, console: Console) -> None:
    """Until an empty line. A button is chosen by its number."""
    model = train(settings)
    migrate(settings.database)
    store = open_store(settings.database, Wakeups())
    with console.status("The assistant is loading its model …"):
        worker = _worker(settings, store, model)
    with store.writing() as db:
        visit = customers.welcome(db, "terminal", "terminal", uuid.uuid4().hex, language, utc_now())
    asyncio.run(_converse(store, worker, visit.conversation_id, console))


def _worker(settings: Settings, store: Store, model: Path) -> Worker:
    standard = load(settings.path(settings.standard))
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    return Worker(
        store,
        Runtime(model, standard, phrases),
        standard,
        Operator.load(settings.path(settings.operator)),
        phrases,
        settings.turn_seconds,
    )


async def _converse(store: Store, worker: Worker, conversation_id: str, console: Console) -> None:
    seq, buttons = 0, None
    while True:
        text = console.input("[bold]> [/bold]").strip()
        if not text:
            return
        choice = None
        if buttons is not None and text.isdigit() and 0 < int(text) <= len(buttons.extras["buttons"]):
            choice = reception.Choice(buttons.seq, int(text) - 1)
        with store.writing() as db:
            reception.customer_said(db, conversation_id, text, uuid.uuid4().hex, utc_now(), choice=choice)
        while await worker.work():
            pass
        buttons = None
        with store.reading() as db:
            news = transcript.after(db, conversation_id, seq)
        for message in news:
            seq = message.seq
            if message.author != "customer":
                _show(message, console)
                buttons = message if message.extras.get("buttons") else buttons


def _show(message: Message, console: Console) -> None:
    console.print(message.text, style="cyan" if message.author == "assistant" else "magenta")
    for number, button in enumerate(message.extras.get("buttons", []), 1):
        console.print(f"  {number}  {button['title']}", style="cyan")
