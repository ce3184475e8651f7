"""What comes round and nobody asks for: last month's figures to be looked at (S1-3.4-d), a quarter without a survey
(S0-6.3-g), the audit's daily check (S1-1.5-e). Each is told once to those whom it concerns."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import agents, audit, notices, surveys
from bot.access import may
from bot.figures.period import Period, around
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations

logger = logging.getLogger(__name__)


class Reminders:
    """Any number of processes may look: nobody is told anything twice."""

    def __init__(self, store: Store, standard: Standard) -> None:
        self._store, self._standard = store, standard
        self._verified: datetime | None = None

    def look(self, now: datetime) -> int:
        """How many notices were given."""
        with self._store.writing() as db:
            told = _figures_ready(db, now, self._standard) + _survey_overdue(db, now, self._standard)
        return told + self._audit_broken(now)

    def _audit_broken(self, now: datetime) -> int:
        """Read through once a day: about 50,000 entries a second."""
        if self._verified is not None and now - self._verified < timedelta(days=1):
            return 0
        with self._store.reading() as db:
            verdict = audit.verify(db)
        self._verified = now
        if verdict.broken is None:
            logger.info("the audit holds: %d entries", verdict.entries)
            return 0
        entry = verdict.broken
        logger.error("the audit is broken at entry %d", entry.id)
        with self._store.writing() as db:
            subject = f"audit:{entry.id}"
            return notices.tell(db, _who(db, "audit"), "audit_broken", subject, subject, now)


def _figures_ready(db: Connection, now: datetime, standard: Standard) -> int:
    """Of the month that is over, if the desk worked in it at all."""
    month, began = _month(now, standard).before, _began(db)
    if began is None or began >= month.end:
        return 0
    name = f"{month.first:%Y-%m}"
    return notices.tell(db, _who(db, "figures"), "figures_ready", f"figures:{name}", f"figures:{name}", now, month=name)


def _survey_overdue(db: Connection, now: datetime, standard: Standard) -> int:
    """Again in each further month."""
    last = surveys.last_campaign(db) or _began(db)
    if last is None or now - last <= standard.survey.campaign_every.length:
        return 0
    key = f"survey_overdue:{_month(now, standard).first:%Y-%m}"
    days = standard.survey.campaign_every.length.days
    return notices.tell(db, _who(db, "supervise"), "survey_overdue", "survey:", key, now, days=days)


def _month(now: datetime, standard: Standard) -> Period:
    return around("month", now.astimezone(standard.zone).date(), standard.zone)


def _began(db: Connection) -> datetime | None:
    """When the first conversation of the desk did."""
    found: datetime | None = db.execute(select(func.min(conversations.c.created_at))).scalar()
    return found


def _who(db: Connection, right: str) -> list[int]:
    return [one.id for one in agents.listing(db) if one.disabled_at is None and may(one.role, right)]
