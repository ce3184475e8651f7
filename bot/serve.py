"""`desk serve`: the web side, the assistant beside it, and the watch, until it is told to stop."""

import os
import socket
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from sanic import Sanic

from bot import appointments, demo
from bot.assistant.model import train
from bot.assistant.process import Assistants
from bot.errors import Unavailable
from bot.logs import discreet_logs
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.wakeups import Wakeups
from bot.watch import Poll, Watch
from channels.app import create_app

# Streams stay open for hours; at the end they are cut, and their readers come back with a cursor.
GRACE_SECONDS = 1.0

Say = Callable[[str], None]


def serve(settings: Settings) -> None:
    """Prepares what is missing, tells where the desk is, and serves until SIGINT or SIGTERM."""
    say = Console(highlight=False).print
    began = time.monotonic()
    discreet_logs(settings.log_level)
    _must_be_free(settings)
    if settings.assistants:
        train(settings)
    migrate(settings.database)
    store = open_store(settings.database, Wakeups())
    _seed(settings, store)
    app = _app(settings, store)
    _announce(settings, say)
    _with_assistants(app, settings, store, say, began)
    app.run(settings.host, settings.port, motd=False, access_log=False)


def _must_be_free(settings: Settings) -> None:
    """Raises: Unavailable, before minutes are spent on a model that nobody could reach."""
    try:
        with socket.create_server((settings.host, settings.port)):
            return
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        raise Unavailable("no_port", f"{settings.host}:{settings.port}: {reason}; set DESK_PORT") from error


def _app(settings: Settings, store: Store) -> Sanic:
    standard = load(settings.path(settings.standard))
    phrases = Phrases.load(ROOT / "data" / "responses")
    app = create_app(settings, store, standard, phrases)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE_SECONDS
    app.add_task(Poll(store).run())
    app.add_task(Watch(store, standard, phrases).run())
    return app


def _seed(settings: Settings, store: Store) -> None:
    """Technicians and halls are what `data/operator.yml` says, at every start; the demo adds its agents once."""
    with store.writing() as db:
        if settings.demo:
            demo.seed(db, settings)
        else:
            appointments.put_resources(db, Operator.load(settings.path(settings.operator)).resources)


def _announce(settings: Settings, say: Say) -> None:
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    say(f"\n[bold]Courtesy Desk[/bold]\n  customers  {address}/\n  agents     {address}/console/")
    for login, password in demo.logins(settings):
        say(f"    demo login  {login} / {password}")


def _with_assistants(app: Sanic, settings: Settings, store: Store, say: Say, began: float) -> None:
    async def start(app: Sanic, loop: Any) -> None:
        app.ctx.assistants = Assistants(settings, store.wakeups)
        app.ctx.assistants.start()
        if settings.assistants:
            say("\nThe pages are up; the assistant is loading its model …")
            app.add_task(tell_when_ready(app.ctx.assistants))

    async def tell_when_ready(assistants: Assistants) -> None:
        await assistants.ready()
        say(f"The assistant answers, {time.monotonic() - began:.0f} s after the start.")

    async def stop(app: Sanic, loop: Any) -> None:
        await app.ctx.assistants.stop()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")
