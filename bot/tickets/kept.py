"""How often the promises that are published were kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.standard import Standard
from bot.tickets.clocks import clocks
from bot.tickets.record import listing

PAGE, MOST = 200, 4000  # tickets: the latest ones tell enough


@dataclass(frozen=True)
class Kept:
    """Of `of` cases that are decided, so many kept the clock."""

    kept: int
    of: int


def kept(
    db: Connection, standard: Standard, clock_ids: Collection[str], since: datetime, now: datetime
) -> dict[str, Kept]:
    """Of the tickets opened `since`, for each of the clocks; what still runs is not counted."""
    decided: dict[str, list[bool]] = {clock_id: [] for clock_id in clock_ids}
    before, looked = None, 0
    while looked < MOST:
        page = listing(db, limit=PAGE, before=before)
        for ticket in page:
            if ticket.created_at < since:
                return _summed(decided)
            for one in clocks(ticket, standard, now):
                if one.id in decided and one.state in ("met", "missed", "overdue"):
                    decided[one.id].append(one.state == "met")
        if len(page) < PAGE:
            break
        before, looked = page[-1].id, looked + PAGE
    return _summed(decided)


def _summed(decided: dict[str, list[bool]]) -> dict[str, Kept]:
    return {clock_id: Kept(sum(ends), len(ends)) for clock_id, ends in decided.items()}
