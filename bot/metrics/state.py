"""What the store knows at the moment: the same in every process that is asked."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.errors import Unavailable
from bot.store import Store
from bot.store.tables import agents, dead_letters, deliveries, handoffs, messages, turns, updates


class State:
    """A collector for one scrape."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store, self._now = store, now

    def collect(self) -> Iterator[Metric]:
        try:
            with self._store.reading() as db:
                yield from self._figures(db)
        except Unavailable:
            yield _gauge("desk_store_up", "1 while the database can be reached", 0)

    def _figures(self, db: Connection) -> Iterator[Metric]:
        yield _gauge("desk_store_up", "1 while the database can be reached", 1)
        waiting = select(func.count(), func.min(handoffs.c.asked_at)).where(
            handoffs.c.ended_at.is_(None), handoffs.c.agent_id.is_(None)
        )
        yield from self._pile(db, waiting, "desk_queue", "Customers who wait for a person")
        owed = select(func.count(), func.min(turns.c.created_at)).where(turns.c.done_at.is_(None))
        yield from self._pile(db, owed, "desk_turns", "Messages that the assistant owes an answer to")
        kept = select(func.count(), func.min(updates.c.received_at)).where(updates.c.done_at.is_(None))
        yield from self._pile(db, kept, "desk_updates", "Updates of messaging apps that are not worked off")
        there = select(func.count()).where(agents.c.available, agents.c.disabled_at.is_(None))
        yield _gauge("desk_agents_available", "Agents who take customers", db.execute(there).scalar_one())
        yield from self._deliveries(db)

    def _pile(self, db: Connection, query: Select, name: str, meaning: str) -> Iterator[Metric]:
        number, oldest = db.execute(query).one()
        yield _gauge(f"{name}_length", meaning, number)
        yield _gauge(f"{name}_oldest_seconds", f"{meaning}: how long the oldest has waited", self._age(oldest))

    def _deliveries(self, db: Connection) -> Iterator[Metric]:
        late = GaugeMetricFamily("desk_deliveries_length", "Messages on their way to an app", labels=["channel"])
        lag = GaugeMetricFamily("desk_deliveries_oldest_seconds", "How long the oldest has waited", labels=["channel"])
        for channel, number, oldest in db.execute(_undelivered()):
            late.add_metric([channel], number)
            lag.add_metric([channel], self._age(oldest))
        yield from (late, lag)
        dead = select(func.count()).where(dead_letters.c.resolved_at.is_(None))
        yield _gauge("desk_dead_letters", "Messages that an app refused for good", db.execute(dead).scalar_one())

    def _age(self, since: datetime | None) -> float:
        return max(0.0, (self._now - since).total_seconds()) if since else 0.0


def _undelivered() -> Select:
    """Only of conversations in which something is due: their number is small, that of all conversations is not."""
    theirs = messages.c.conversation_id == deliveries.c.conversation_id
    after = messages.c.seq > deliveries.c.delivered_seq
    return (
        select(deliveries.c.channel, func.count(), func.min(messages.c.created_at))
        .join(messages, theirs & after & (messages.c.author != "customer"))
        .where(deliveries.c.due_at.is_not(None), deliveries.c.stopped_at.is_(None))
        .group_by(deliveries.c.channel)
    )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
