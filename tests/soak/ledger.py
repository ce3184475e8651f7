"""What the clients attempted, what was acknowledged to them, and what was shown to them: kept outside the desk."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ack:
    seq: int
    text: str


@dataclass
class Ledger:
    """Messages are known by (who, client key); `who` is a visitor's token, an agent's login or an app's chat."""

    attempted: dict[tuple[str, str], str] = field(default_factory=dict)
    acked: dict[tuple[str, str], Ack] = field(default_factory=dict)
    # Updates of a messaging app that were answered 200, which says no number.
    kept: set[tuple[str, str]] = field(default_factory=set)
    # Of every chat, the app's numbers of the messages that it was sent, in order.
    sent: dict[str, list[str]] = field(default_factory=dict)
    # By visitor's token: what a stream or a chat showed, by number.
    shown: dict[str, dict[int, str]] = field(default_factory=dict)
    # Tickets and appointments acknowledged to agents: (conversation, client key) to the number.
    effects: dict[tuple[str, str], str] = field(default_factory=dict)
    done_by_assistant: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    last_ack: float = 0.0
    recoveries: list[float] = field(default_factory=list)

    def attempt(self, who: str, key: str, text: str) -> None:
        self.attempted[who, key] = text

    def acknowledge(self, who: str, key: str, message: dict[str, Any]) -> None:
        """The same message must be acknowledged in the same way however often it is sent."""
        ack = Ack(message["seq"], message["text"])
        known = self.acked.setdefault((who, key), ack)
        if known != ack:
            self.breach(f"{key} was acknowledged as {known} and as {ack}")
        self.last_ack = time.monotonic()

    def show(self, who: str, seq: int, text: str) -> None:
        shown = self.shown.setdefault(who, {})
        if seq in shown:
            self.counts["shown twice"] += 1
        if shown and seq != max(shown) + 1 and seq not in shown:
            self.counts["shown out of turn"] += 1
        shown[seq] = text

    def breach(self, sentence: str) -> None:
        self.breaches.append(sentence)

    async def heard(self, answer: Any, wanted: tuple[int, ...]) -> bool:
        """Whether the answer settles the request. Anything but success, later or a told refusal is a breach."""
        self.counts[f"answered {answer.status}"] += 1
        if answer.status in (429, 503):
            if "retry-after" not in answer.headers:
                self.breach(f"{answer.status} without Retry-After")
            return False
        if answer.status not in wanted:
            self.breach(f"unexpected {answer.status}: {str(answer.body)[:200]}")
        return True
