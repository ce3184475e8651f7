"""An assistant process: `python -m bot.assistant FD`, where FD is its end of the socket pair for wake-ups."""

import asyncio
import os
import signal
import socket
import sys

from bot.assistant.absent import leave_out_what_is_not_used
from bot.assistant.link import Link
from bot.logs import discreet_logs
from bot.settings import ROOT, settings
from bot.store import open_store
from bot.wakeups import Wakeup, Wakeups


def main() -> None:
    discreet_logs(settings().log_level)
    wakeups = Wakeups()
    # When the web side has gone, so do we: turns left over are leased again by whoever comes next.
    Link(wakeups, socket.socket(fileno=int(sys.argv[1])), on_close=lambda: os.kill(os.getpid(), signal.SIGTERM))
    asyncio.run(_work(wakeups))


async def _work(wakeups: Wakeups) -> None:
    leave_out_what_is_not_used(ROOT / "config.yml")
    # Imported here because Rasa takes seconds: the link stands meanwhile.
    from bot.assistant.model import trained_model
    from bot.assistant.runtime import Runtime
    from bot.assistant.worker import Worker
    from bot.operator import Operator
    from bot.phrases import Phrases
    from bot.standard import load

    chosen = settings()
    phrases = Phrases.load(ROOT / "data" / "responses")
    runtime = Runtime(trained_model(chosen), phrases)
    worker = Worker(
        open_store(chosen.database, wakeups),
        runtime,
        load(chosen.path(chosen.standard)),
        Operator.load(chosen.path(chosen.operator)),
        phrases,
        chosen.turn_seconds,
    )
    await runtime.warm_up()
    wakeups.publish(Wakeup("ready"))
    await worker.run()


if __name__ == "__main__":
    main()
