"""What a customer thought of a ticket, as its page shows it (S4-4.3-c)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import surveys
from bot.standard import Standard
from channels.console.asked import plain


@dataclass(frozen=True)
class PartRated:
    """One of the standard's dimensions."""

    zh: str
    en: str
    score: int


@dataclass(frozen=True)
class TicketRated:
    """`low`: such a rating was told to supervisors, and its quality is reviewed; `solved`: None where nobody asked."""

    score: int
    low: bool
    parts: list[PartRated]
    comment: str
    solved: bool | None
    at: datetime


def of_ticket(db: Connection, ticket_id: int, standard: Standard) -> list[dict[str, Any]]:
    """Newest first: one that was reopened may be rated again."""
    rule = standard.survey
    return [
        plain(
            TicketRated(
                one.score,
                one.score <= rule.low_until,
                [
                    PartRated(name.zh, name.en, one.dimensions[key])
                    for key, name in rule.dimensions.items()
                    if key in one.dimensions
                ],
                one.comment,
                one.solved,
                one.at,
            )
        )
        for one in surveys.of_ticket(db, ticket_id)
    ]
