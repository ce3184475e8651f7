"""What figures of a period are made of, each looked up when the first figure needs it."""

from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.engine import Connection

from bot.figures import answers, contacts, deadlines, promised, ratings, talks, worked
from bot.figures.case import Case
from bot.figures.contacts import Contact
from bot.figures.deadlines import Owed
from bot.figures.period import Period
from bot.figures.ratings import Rated
from bot.figures.talks import Talk
from bot.figures.worked import Work
from bot.standard import Standard

# Agents' hours stand still at night and over holidays: so long ago a talk may have begun whose clock is decided now.
TALKS_BACK = timedelta(days=14)
SPARE = timedelta(days=1)


class Facts:
    """Facts of `period` as they are known at `now`."""

    def __init__(self, db: Connection, standard: Standard, period: Period, now: datetime) -> None:
        self.db, self.standard, self.period, self.now = db, standard, period, now
        self.until = min(period.end, now)

    @cached_property
    def ratings(self) -> list[Rated]:
        return ratings.rated(self.db, self.period.start, self.period.end, self.standard)

    @cached_property
    def promises(self) -> list[Case]:
        return promised.promised(self.db, self.period.start, self.until, self.standard)

    @cached_property
    def talks(self) -> list[Talk]:
        """Also from before the period, for their clocks, and from after it, for contacts that go on."""
        kpis = self.standard.kpis
        return talks.talks(
            self.db, self.period.start - TALKS_BACK, self.period.end + kpis.contact_after.length, self.standard
        )

    @cached_property
    def works(self) -> list[Work]:
        until = min(self.period.end + self.standard.kpis.contact_after.length, self.now)
        return worked.worked_on(self.db, self.period.start - self._longest, until, self.standard)

    @cached_property
    def all_works(self) -> list[Work]:
        """With those to which nothing happened for long, but that are not over."""
        return worked.together(self.works, worked.waiting_work(self.db, self.standard))

    @cached_property
    def contacts(self) -> list[Contact]:
        again = self.standard.kpis.figures["KPI-FCR"].within if "KPI-FCR" in self.standard.kpis.figures else None
        until = min(self.period.end + (again.length if again else timedelta()), self.now)
        after = self.standard.kpis.contact_after.length
        starts = contacts.begun(self.db, self.period.start, until, after)
        return contacts.contacts(starts, self.talks, self.period.end, after)

    @cached_property
    def deadlines(self) -> list[Case]:
        """Of every clock that counts, but for the assistant's: those are too many to be told one by one."""
        return [*self._of_talks(), *self._of_works()]

    @cached_property
    def answers(self) -> list[Case]:
        """The assistant's, counted by the parts of the period."""
        return [
            case
            for clock in self.standard.clocks_for("turn")
            for case in answers.counted(self.db, clock, self.period, self.now)
        ]

    def _of_talks(self) -> list[Case]:
        rules = deadlines.rules(self.standard.clocks_for)
        found: list[Case] = []
        for talk in self.talks:
            subject = f"conversation:{talk.conversation_id}"
            owed = Owed(subject, "", talk.about, talk.happened, talk.ended_at)
            for rule in rules("handoff", "urgent" if talk.urgent else "ordinary"):
                found += deadlines.decided(rule, owed, self.period, self.now)
        return found

    def _of_works(self) -> list[Case]:
        rules = deadlines.rules(self.standard.clocks_for)
        found: list[Case] = []
        for work in self.works:
            owed = Owed(f"ticket:{work.number}", work.number, work.about, work.happened, work.over)
            for rule in rules(work.kind, work.level, work.features):
                # Long before the period whatever this clock ran for was decided.
                if work.latest + rule.reach >= self.period.start:
                    found += deadlines.decided(rule, owed, self.period, self.now)
        return found

    @property
    def _longest(self) -> timedelta:
        """Before the period by so much something may have started a clock that is decided in it."""
        limits = [rule.limit for rule in self.standard.clocks.values()]
        within = [kpi.within.length for kpi in self.standard.kpis.figures.values() if kpi.within]
        return max([*map(deadlines.at_most, limits), *within]) + SPARE
