"""What the desk answers of callbacks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CallbackRow:
    """`at`: when the next attempt is due; `by_assistant`: the customer has a channel on which they are asked then."""

    number: str
    kind: str
    title: str
    contact: str
    language: str
    conversation_id: str | None
    phase: int
    attempt: int
    attempts: int
    at: datetime
    due: datetime
    by_assistant: bool
    mine: bool
    owner: str | None


@dataclass(frozen=True)
class CallbackMade:
    outcome: str
    attempt: int
