"""What follows a service by itself: callbacks, requests to rate, and their one reminder (SYS-12, SYS-13)."""

from datetime import datetime
from typing import Any

from bot import surveys, tickets
from bot.phrases import Phrases
from bot.reception.after import call_back, callbacks_due
from bot.reception.rated import ask_to_rate, remind_to_rate
from bot.standard import Standard
from bot.store import Store

SOME = 100  # customers in one look: the rest a minute later


class Following:
    """Any number of processes may look: what each finds is done in a transaction of its own, and done once."""

    def __init__(self, store: Store, standard: Standard, phrases: Phrases) -> None:
        self._store, self._standard, self._phrases = store, standard, phrases

    def look(self, now: datetime) -> int:
        """How many customers heard from us. At night nobody does."""
        return self._call_back(now) + (self._ask(now) + self._remind(now) if self._may(now) else 0)

    def _call_back(self, now: datetime) -> int:
        with self._store.reading() as db:
            due = callbacks_due(db, now, standard=self._standard)
        numbers = list(dict.fromkeys(ticket.number for ticket, _ in due))
        made = 0
        for number in numbers[:SOME]:
            with self._store.writing() as db:
                made += call_back(db, number, now, standard=self._standard, phrases=self._phrases)
        return made

    def _ask(self, now: datetime) -> int:
        """About tickets that were closed."""
        with self._store.reading() as db:
            due = surveys.of_ticket_closing(db, self._standard, now)[:SOME]
        told: dict[str, Any] = {"standard": self._standard, "phrases": self._phrases}
        count = 0
        for one in due:
            with self._store.writing() as db:
                ticket = tickets.find(db, one.number)
                count += ticket is not None and ask_to_rate(db, one.conversation_id, now, ticket=ticket, **told)
        return count

    def _remind(self, now: datetime) -> int:
        with self._store.reading() as db:
            due = surveys.due_reminders(db, self._standard, now)[:SOME]
        told: dict[str, Any] = {"standard": self._standard, "phrases": self._phrases}
        count = 0
        for survey in due:
            with self._store.writing() as db:
                count += remind_to_rate(db, survey, now, **told)
        return count

    def _may(self, now: datetime) -> bool:
        return self._standard.contact_hours.open_at(now)
