"""`desk serve`: the web side, and beside it the assistants and the watch unless these run elsewhere."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from rich.console import Console
from sanic import Sanic

from bot import appointments, demo
from bot.assistant.model import train
from bot.assistant.process import Assistants
from bot.errors import Unavailable
from bot.logs import discreet_logs
from bot.metrics.events import count_errors
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import load
from bot.store import open_store
from bot.store.migrate import migrate, one_at_a_time
from bot.store.waiting import once_there
from bot.wakeups import Wakeups
from bot.watch import Poll, Watch
from channels.app import create_app
from channels.work import Desk, background

# Streams stay open for hours; at the end they are cut, and their readers come back with a cursor.
GRACE_SECONDS = 1.0

Say = Callable[[str], None]


def serve(settings: Settings, only_web: bool = False) -> None:
    """Prepares what is missing, tells where the desk is, and serves until SIGINT or SIGTERM."""
    say = Console(highlight=False).print
    began = time.monotonic()
    discreet_logs(settings.log_level, settings.log_format)
    count_errors()
    _must_be_free(settings)
    if settings.assistants and not only_web:
        train(settings)
    desk = prepared(settings)
    app = create_app(settings, desk.store, desk.standard, desk.phrases)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE_SECONDS
    app.register_listener(lambda app, loop: desk.store.listen(), "after_server_start")
    app.add_task(Poll(desk.store).run())
    app.add_task(_warmed(desk))
    _announce(settings, say)
    if only_web:
        elsewhere = "\nThe pages are up; `desk assist` answers and `desk watch` watches elsewhere."
        app.register_listener(lambda app, loop: say(elsewhere), "after_server_start")
    else:
        _with_the_rest(app, desk, say, began)
    app.run(settings.host, settings.port, motd=False, access_log=False)


def prepared(settings: Settings) -> Desk:
    """Everything that a process of any role needs, over a database with all its tables and resources.

    Raises: Unavailable when the database is away for a minute."""
    once_there(lambda: migrate(settings.database))
    store = open_store(settings.database, Wakeups())
    standard = load(settings.path(settings.standard))
    desk = Desk(
        settings,
        store,
        standard,
        Phrases.load(ROOT / "data" / "responses", standard),
        Operator.load(settings.path(settings.operator)),
    )
    once_there(lambda: _seed(desk))
    return desk


async def _warmed(desk: Desk) -> None:
    """Before the first agent types, and beside the event loop: nobody waits for it."""

    def read() -> None:
        from bot.promises.reading import warm

        warm(desk.standard, datetime.now(timezone.utc))

    await asyncio.to_thread(read)


def _must_be_free(settings: Settings) -> None:
    """Raises: Unavailable, before minutes are spent on a model that nobody could reach."""
    try:
        with socket.create_server((settings.host, settings.port)):
            return
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise Unavailable("no_port", f"{settings.host}:{settings.port}: {reason}; set DESK_PORT") from error


def _seed(desk: Desk) -> None:
    """Technicians and halls are what `data/operator.yml` says, at every start; the demo adds its agents once."""
    with desk.store.writing() as db:
        one_at_a_time(db)
        if desk.settings.demo:
            demo.seed(db, desk.settings)
        else:
            appointments.put_resources(db, desk.operator.resources)


def _announce(settings: Settings, say: Say) -> None:
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    say(f"\n[bold]Courtesy Desk[/bold]\n  customers  {address}/\n  agents     {address}/console/")
    for login, password in demo.logins(settings):
        say(f"    demo login  {login} / {password}")


def _with_the_rest(app: Sanic, desk: Desk, say: Say, began: float) -> None:
    """Assistants, watch and what the channels do by themselves."""

    async def start(app: Sanic, loop: Any) -> None:
        app.ctx.assistants = Assistants(desk.settings.assistants, desk.store)
        app.ctx.assistants.start()
        if desk.settings.assistants:
            say("\nThe pages are up; the assistant is loading its model …")
            app.add_task(tell_when_ready(app.ctx.assistants))

    async def tell_when_ready(assistants: Assistants) -> None:
        await assistants.ready()
        say(f"The assistant answers, {time.monotonic() - began:.0f} s after the start.")

    async def stop(app: Sanic, loop: Any) -> None:
        await app.ctx.assistants.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
    app.add_task(Watch(desk.store, desk.standard, desk.phrases).run())
    for worker in background(desk):
        app.add_task(worker.run())
