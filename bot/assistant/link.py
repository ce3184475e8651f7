"""Wake-ups between the web process and an assistant process, over a pair of sockets: one JSON line each."""

import json
import logging
import socket
import threading
from collections.abc import Callable

from bot.store import Store
from bot.wakeups import Wakeup, Wakeups

logger = logging.getLogger(__name__)


def between(store: Store) -> Wakeups:
    """What goes over the link. Where the database itself carries the wake-ups, only what the two processes have to say
    to each other: "ready", and what the assistant has in hand."""
    return Wakeups() if store.hears_others else store.wakeups


class Link:
    """Whatever is published on this side is published on the other, and not sent back."""

    def __init__(
        self,
        wakeups: Wakeups,
        end: socket.socket,
        on_close: Callable[[], None] | None = None,
        keeps: Callable[[Wakeup], bool] = lambda wakeup: False,
    ) -> None:
        """What comes in and `keeps` returns True for concerns nobody else on this side."""
        self._wakeups, self._end, self._on_close, self._keeps = wakeups, end, on_close, keeps
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._read, name="wakeups", daemon=True)
        self._stop = wakeups.listen(self._send)
        self._reader.start()

    def close(self) -> None:
        self._stop()
        self._end.close()

    def _send(self, wakeup: Wakeup) -> None:
        if threading.current_thread() is self._reader:
            return
        line = json.dumps([wakeup.topic, wakeup.key]) + "\n"
        try:
            with self._writing:
                # Never waits: a side that stands still must not stop this one.
                self._end.sendall(line.encode(), socket.MSG_DONTWAIT)
        except OSError:
            # The other side has gone or takes nothing; who started it sees to that, and the poll finds what it left.
            return

    def _read(self) -> None:
        try:
            with self._end.makefile("r", encoding="utf-8") as lines:
                for line in lines:
                    self._pass_on(line)
        except OSError:
            pass
        if self._on_close is not None:
            self._on_close()

    def _pass_on(self, line: str) -> None:
        try:
            wakeup = Wakeup(*json.loads(line))
            if not self._keeps(wakeup):
                self._wakeups.publish(wakeup)
        except Exception:
            # Half a line, or a listener that is ending: the next one counts.
            logger.exception("a wake-up could not be passed on")
