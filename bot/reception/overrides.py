"""An agent's words that went out against the standard: which rules and why, never the words (S0-1.4-b, SYS-16)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import agents, audit
from bot.transcript import Message

ACTION = "wording.override"


@dataclass(frozen=True)
class Override:
    """`rules`: ids, in order; `reason`: a key of the standard's `wording.reasons`; `note` says more."""

    rules: tuple[str, ...]
    reason: str
    note: str = ""


def record(db: Connection, message: Message, override: Override, now: datetime) -> None:
    """In the transaction that stores the message."""
    assert message.agent_id is not None, "only agents override"
    told = {"rules": list(override.rules), "reason": override.reason, "note": override.note}
    subject = f"message:{message.conversation_id}/{message.seq}"
    audit.record(db, agents.get(db, message.agent_id).login, ACTION, subject, now, **told)
