"""An assistant process with a harm for every occasion, chosen by what the customer says. For tests only."""

import ctypes
import os
import signal
from collections.abc import Callable
from typing import Any

from bot.assistant.__main__ import main
from bot.assistant.absent import leave_out_what_is_not_used
from bot.assistant.turn import Turn
from bot.settings import ROOT

HOURS = 10_000  # seconds


def loop() -> None:
    while True:
        pass


def hang() -> None:
    """In native code that keeps Python's lock: no signal handler and no other thread runs."""
    ctypes.PyDLL(None).sleep(HOURS)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def devour() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(64 * 1024**2))


def fail() -> None:
    raise RuntimeError("this action fails")


HARMS: dict[str, Callable[[], None]] = {"loop": loop, "hang": hang, "crash": crash, "devour": devour, "fail": fail}


def poison() -> None:
    """The harm is done at the end of a turn, when all of its answer is made and none of it is kept."""
    leave_out_what_is_not_used(ROOT / "config.yml")
    from bot.assistant.runtime import Runtime

    answer = Runtime.answer

    async def harmful(self: Runtime, turn: Turn, text: str, payload: str | None = None) -> Any:
        replies = await answer(self, turn, text, payload)
        HARMS.get(text, lambda: None)()
        return replies

    Runtime.answer = harmful  # type: ignore[method-assign]


if __name__ == "__main__":
    poison()
    main()
