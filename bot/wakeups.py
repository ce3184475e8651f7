"""Hints that something new can be read. A lost one costs time, never a message: readers also look by themselves."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

Listener = Callable[["Wakeup"], None]


@dataclass(frozen=True)
class Wakeup:
    """`topic`: "conversation" | "turn" | "queue" | "typing" | "work"; `key`: what of it, such as a conversation's id.

    "conversation" new messages or another holder · "turn" the assistant owes an answer · "queue" waiting or held
    conversations or presence changed · "update" an app told something, "file" it has a file for us; key: the channel ·
    "typing" key "<conversation>:<customer|assistant|agent>" · "work" a ticket
    or an appointment changed · "incident" one began, changed or ended; key: its id. Only between an assistant and who
    started it: "ready", "leased" a turn, "worked" it."""

    topic: str
    key: str = ""


class Wakeups:
    """Passes each wake-up to every listener. Safe to call from any thread; a listener must be quick."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def publish(self, wakeup: Wakeup) -> None:
        for listener in list(self._listeners):
            listener(wakeup)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Returns the call that ends the listening."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return stop
