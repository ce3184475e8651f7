"""An assistant process: `python -m bot.assistant FD`, where FD is its end of the socket pair to who started it."""

import asyncio
import contextlib
import os
import signal
import socket
import sys

from bot.assistant.absent import leave_out_what_is_not_used
from bot.assistant.link import Link, between
from bot.assistant.memory import bound_memory
from bot.logs import discreet_logs
from bot.settings import ROOT, settings
from bot.store import Store, open_store
from bot.wakeups import Wakeup, Wakeups

# Told to end, it finishes the turn in hand if that takes no longer (s); else the turn is given back.
FINISH_SECONDS = 4.0


def main() -> None:
    chosen = settings()
    discreet_logs(chosen.log_level, chosen.log_format)
    # A terminal's Ctrl-C reaches us as well: who started us says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    store = open_store(chosen.database, Wakeups())
    wakeups = between(store)
    # When who started us has gone, so do we: turns left over are leased again by whoever comes next.
    Link(wakeups, socket.socket(fileno=int(sys.argv[1])), on_close=lambda: os.kill(os.getpid(), signal.SIGTERM))
    store.listen()
    asyncio.run(_work(store, wakeups))


async def _work(store: Store, wakeups: Wakeups) -> None:
    leave_out_what_is_not_used(ROOT / "config.yml")
    # Imported here because Rasa takes seconds: the link stands meanwhile.
    from bot.assistant.model import trained_model
    from bot.assistant.runtime import Runtime
    from bot.assistant.worker import Worker
    from bot.operator import Operator
    from bot.phrases import Phrases
    from bot.standard import load

    chosen = settings()
    standard = load(chosen.path(chosen.standard))
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    runtime = Runtime(trained_model(chosen), standard, phrases)
    worker = Worker(
        store,
        runtime,
        standard,
        Operator.load(chosen.path(chosen.operator)),
        phrases,
        chosen.turn_seconds,
        wakeups.publish,
    )
    await runtime.warm_up()
    bound_memory()
    wakeups.publish(Wakeup("ready"))
    await _until_told(worker)


async def _until_told(worker: "Worker") -> None:  # type: ignore[name-defined]  # noqa: F821  # brings Rasa in
    working = asyncio.ensure_future(worker.run())

    def end() -> None:
        worker.end()
        asyncio.get_running_loop().call_later(FINISH_SECONDS, working.cancel)

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    with contextlib.suppress(asyncio.CancelledError):
        await working


if __name__ == "__main__":
    main()
