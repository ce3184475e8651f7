"""What an app's channel has to know how to do, and how it says that it could not."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.transcript import Message

Part = TypeVar("Part")


class Sender(Protocol[Part]):
    """One app. What `send` raises besides the exceptions below is a fault of the network: it is tried again."""

    def parts(self, message: Message) -> Sequence[Part]:
        """What of a message goes out in one request each; none when there is nothing to send. The same message gives
        as many parts each time, since those that went out are counted. Called in a thread: it may read the store.

        Raises: Rejected."""

    async def send(self, address: str, message: Message, part: Part) -> str:
        """Returns the app's own number for it. Raises: Undeliverable, Slow."""


class Slow(Exception):
    """The app takes more from us only after this many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait for {seconds} s")
        self.seconds = seconds


class Undeliverable(Exception):
    """No use in trying again. `reason`: what the dead letter says."""

    reason = "refused"


class Blocked(Undeliverable):
    """The customer does not want to hear from us."""

    reason = "blocked"


class Gone(Undeliverable):
    """There is no such chat any more."""

    reason = "gone"


class Rejected(Undeliverable):
    """The app does not take this message; the next one it may take."""
