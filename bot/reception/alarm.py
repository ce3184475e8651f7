"""What a watch looks at: only open work, and of tickets only those to which something happened or falls due."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy.engine import Connection

from bot import handoff, promises, tickets, turns
from bot.handoff import Handoff
from bot.phrases import Phrases
from bot.promises import Promise
from bot.reception.promises import settle, settle_tickets
from bot.reception.warnings import HISTORY, Concern, kind_of, names_of, told, warn
from bot.standard import Clock, Standard
from bot.standard.running import Fallen, Happened, fallen
from bot.store import Store
from bot.tickets import Ticket, watched

# What fell longer ago than this, while nobody watched, is no longer news.
FORGOTTEN = timedelta(days=7)
# All open tickets are gone through at the start and this often; between, those that changed or fall due.
WHOLE_EVERY = timedelta(minutes=10)
# Transactions may be kept in another order than their rows are numbered: so many numbers back are looked at again.
ROWS_BACK = 200
# The same for handoffs that ended between two looks.
OVERLAP = timedelta(minutes=1)
# No clock of the standard's list, but an agent's own word.
OWN_WORD = "PROMISE"
OWN_WORD_NAMES = ("对客户的承诺", "promise to a customer")

Write = Callable[[Connection, Fallen], None]


@dataclass(frozen=True)
class Look:
    """One piece of open work, what fell for it, and how its history takes that down."""

    concern: Concern
    falls: Sequence[tuple[Fallen, tuple[str, str]]]
    write: Write


class Alarm:
    """The memory of one watch: when each open ticket falls due next. It is derived, and made anew at each start."""

    def __init__(
        self, store: Store, standard: Standard, phrases: Phrases, whole_every: timedelta = WHOLE_EVERY
    ) -> None:
        self._store, self._standard, self._phrases = store, standard, phrases
        self._whole_every = whole_every
        self._next: dict[int, datetime] = {}
        self._event = 0
        self._whole: datetime | None = None
        self._looked: datetime | None = None
        # The longest that a clock can still warn after a ticket has ended.
        self._reach = FORGOTTEN + max(_longest(standard.clock(one)) for one in standard.clocks)

    def look(self, now: datetime) -> int:
        """To be called now and then, by any number of processes. Returns how many warnings were given."""
        changed = self._tickets_to_look_at(now)
        looks = [self._at_ticket(one, now) for one in changed]
        with self._store.reading() as db:
            looks += self._at_handoffs(db, now) + self._at_turns(db, now) + self._at_promises(db, now)
        given = self._warn([one for one in looks if one.falls], now)
        settle_tickets(self._store, changed, standard=self._standard)
        self._settle(now)
        self._looked = now
        return given

    def _warn(self, looks: list[Look], now: datetime) -> int:
        """Each piece of work in a transaction of its own: two watches wait for each other at one row at most."""
        if not looks:
            return 0
        with self._store.reading() as db:
            known = told(db, {one.concern.subject for one in looks})
        given = 0
        for one in looks:
            about = one.concern.subject
            new = [(f, names) for f, names in one.falls if (about, f.clock, f.started, f.percent) not in known]
            if not new:
                continue
            with self._store.writing() as db:
                for fall, names in new:
                    if warn(db, one.concern, fall, names, now, self._standard):
                        one.write(db, fall)
                        given += 1
        return given

    def _tickets_to_look_at(self, now: datetime) -> list[Ticket]:
        with self._store.reading() as db:
            last = watched.last_event(db)
            if self._whole is None or now - self._whole >= self._whole_every:
                ids, self._whole = watched.unfinished(db, now - self._reach), now
            else:
                ids = watched.changed_after(db, min(self._event, last) - ROWS_BACK)
            ids |= {ticket_id for ticket_id, at in self._next.items() if at <= now}
            self._event = last
            return watched.of_ids(db, ids)

    def _at_ticket(self, one: Ticket, now: datetime) -> Look:
        rules = [] if one.state in watched.GIVEN_UP else tickets.clock_rules(one, self._standard)
        falls, coming = self._falls(rules, one.happened, now)
        self._next.pop(one.id, None)
        if coming:
            self._next[one.id] = coming
        subject = f"ticket:{one.number}"
        concern = Concern(subject, subject, one.number, one.assignee_id, one.owner_id)

        def write(db: Connection, fall: Fallen) -> None:
            watched.warned(db, one, HISTORY[kind_of(fall.percent)], now, clock=fall.clock, percent=fall.percent)

        return Look(concern, falls, write)

    def _at_handoffs(self, db: Connection, now: datetime) -> list[Look]:
        since = now - FORGOTTEN if self._looked is None else self._looked - OVERLAP
        ones = handoff.in_play(db, since)
        facts = handoff.happened(db, ones, self._standard)
        return [self._at_handoff(one, facts[one.handoff_id], now) for one in ones]

    def _at_handoff(self, one: Handoff, facts: Happened, now: datetime) -> Look:
        opens, label = f"conversation:{one.conversation_id}", one.customer_name or one.customer_id[:4].upper()
        concern = Concern(f"handoff:{one.handoff_id}", opens, label, one.agent_id, one.agent_id)

        def write(db: Connection, fall: Fallen) -> None:
            handoff.warned(db, one, HISTORY[kind_of(fall.percent)], fall.clock, now)

        falls, _ = self._falls(handoff.clock_rules(one, self._standard), facts, now)
        return Look(concern, falls, write)

    def _at_turns(self, db: Connection, now: datetime) -> list[Look]:
        """An assistant that is slow is slow for many: they are told of it once an hour."""
        rules = turns.clock_rules(self._standard)
        looks = []
        for one in turns.unanswered(db):
            opens, occasion = f"conversation:{one.conversation_id}", f"slow:{one.created_at:%Y%m%d%H}"
            concern = Concern(f"turn:{one.id}", opens, one.conversation_id[:4].upper(), None, None, occasion)
            looks.append(Look(concern, self._falls(rules, one.happened, now)[0], _nowhere))
        return looks

    def _at_promises(self, db: Connection, now: datetime) -> list[Look]:
        """Once such a promise is over it is broken, and told as such."""
        return [self._at_promise(one, now) for one in promises.own_open(db)]

    def _at_promise(self, one: Promise, now: datetime) -> Look:
        percent = self._standard.promises.warned_at
        moment = one.made_at + (one.due_at - one.made_at) * percent / 100
        falls = [Fallen(OWN_WORD, one.made_at, percent, moment, one.due_at)] if moment <= now <= one.due_at else []
        opens, label = f"conversation:{one.conversation_id}", one.what or one.conversation_id[:4].upper()
        concern = Concern(f"promise:{one.id}", opens, label, one.agent_id, None)
        return Look(concern, [(fall, OWN_WORD_NAMES) for fall in falls], _nowhere)

    def _falls(
        self, rules: Iterable[Clock], happened: Happened, now: datetime
    ) -> tuple[list[tuple[Fallen, tuple[str, str]]], datetime | None]:
        """What fell, with its clock's names; and when to look again."""
        seen = [(clock, *fallen(clock, happened, now, now - FORGOTTEN)) for clock in rules]
        fell = [(one, names_of(clock)) for clock, ones, _ in seen for one in ones]
        return fell, min((coming for _, _, coming in seen if coming), default=None)

    def _settle(self, now: datetime) -> None:
        with self._store.reading() as db:
            over = promises.passed(db, now)
        for one in over:
            with self._store.writing() as db:
                settle(db, one, now, standard=self._standard, phrases=self._phrases)


def _longest(clock: Clock) -> timedelta:
    began = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return max(clock.warned_at(began).values()) - began


def _nowhere(db: Connection, fall: Fallen) -> None:
    """It has no history of its own."""
