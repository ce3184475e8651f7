"""Wake-ups between the web process and an assistant process, over a pair of sockets: one JSON line each."""

import json
import socket
import threading
from collections.abc import Callable

from bot.wakeups import Wakeup, Wakeups


class Link:
    """Whatever is published on this side is published on the other, and not sent back."""

    def __init__(self, wakeups: Wakeups, end: socket.socket, on_close: Callable[[], None] | None = None) -> None:
        self._wakeups, self._end, self._on_close = wakeups, end, on_close
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
                self._end.sendall(line.encode())
        except OSError:
            # The other side has gone; who started it sees to that, and the poll finds what it left.
            return

    def _read(self) -> None:
        try:
            with self._end.makefile("r", encoding="utf-8") as lines:
                for line in lines:
                    topic, key = json.loads(line)
                    self._wakeups.publish(Wakeup(topic, key))
        except OSError:
            pass
        if self._on_close is not None:
            self._on_close()
