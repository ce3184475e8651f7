"""The attempts that were made: each once, and each ended once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import NotFound
from bot.standard import Standard
from bot.standard.callbacks import Planned
from bot.store.inserts import insert_unless_taken
from bot.store.tables import callbacks, ticket_events, tickets

OUTCOMES = ("solved", "not_solved", "person", "unreached")
# Put together once: this is asked for every message.
_UNANSWERED = (
    select(callbacks)
    .where(callbacks.c.conversation_id == bindparam("here"), callbacks.c.outcome.is_(None))
    .order_by(callbacks.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Attempt:
    """`way`: assistant | agent; `outcome`: one of OUTCOMES, None while an answer may come; `answers`: FORM-CALLBACK."""

    id: int
    ticket_id: int
    phase: int
    since: datetime
    attempt: int
    way: str
    conversation_id: str | None
    agent_id: int | None
    answers: dict[str, Any]
    asked_at: datetime
    ended_at: datetime | None
    outcome: str | None

    @property
    def reached(self) -> bool:
        return self.outcome not in (None, "unreached")


def begin(
    db: Connection,
    ticket_id: int,
    planned: Planned,
    attempt: int,
    way: str,
    now: datetime,
    *,
    conversation_id: str | None = None,
    agent_id: int | None = None,
) -> Attempt | None:
    """None when somebody else has made this attempt. The one before it was in vain by now."""
    about = {"ticket_id": ticket_id, "phase": planned.phase, "since": planned.since}
    made: dict[str, Any] = {
        "way": way,
        "conversation_id": conversation_id,
        "agent_id": agent_id,
        "answers": {},
        "asked_at": now,
    }
    taken = insert_unless_taken(db, callbacks, **about, attempt=attempt, **made)
    if taken is None:
        return None
    earlier = and_(*(callbacks.c[name] == value for name, value in about.items()), callbacks.c.attempt < attempt)
    in_vain = {"outcome": "unreached", "ended_at": now}
    db.execute(update(callbacks).where(earlier, callbacks.c.outcome.is_(None)).values(in_vain))
    return find(db, taken)


def end(db: Connection, attempt_id: int, outcome: str, answers: dict[str, Any], now: datetime) -> bool:
    """Once; but an answer that comes late goes before none. False when it has ended otherwise."""
    still = callbacks.c.outcome.is_(None)
    if outcome != "unreached":
        still = or_(still, callbacks.c.outcome == "unreached")
    ended = update(callbacks).where(callbacks.c.id == attempt_id, still)
    return db.execute(ended.values(outcome=outcome, answers=answers, ended_at=now)).rowcount == 1


def fill_in(db: Connection, attempt_id: int, answers: dict[str, Any]) -> None:
    """More of the form, told afterwards. Raises: NotFound."""
    known = find(db, attempt_id).answers
    db.execute(update(callbacks).where(callbacks.c.id == attempt_id).values(answers={**known, **answers}))


def find(db: Connection, attempt_id: int) -> Attempt:
    """Raises: NotFound."""
    row = db.execute(select(callbacks).where(callbacks.c.id == attempt_id)).first()
    if row is None:
        raise NotFound("no_such_callback")
    return Attempt(**row._mapping)


def of_ticket(db: Connection, ticket_id: int) -> list[Attempt]:
    """In the order in which they were made."""
    rows = db.execute(select(callbacks).where(callbacks.c.ticket_id == ticket_id).order_by(callbacks.c.id))
    return [Attempt(**row._mapping) for row in rows]


def unanswered(db: Connection, conversation_id: str) -> Attempt | None:
    """The latest attempt in this conversation, while its answer is waited for."""
    row = db.execute(_UNANSWERED, {"here": conversation_id}).first()
    return Attempt(**row._mapping) if row else None


def unfinished(db: Connection, standard: Standard, now: datetime, ahead: timedelta = timedelta()) -> list[str]:
    """Numbers of the tickets of which something may have to be asked by now, or in so much time; `standing` tells
    what. A look by index over what was solved or closed lately: it costs little, however many tickets there are."""
    numbers: dict[str, None] = {}
    for phase in range(1, len(standard.callbacks.phases) + 1):
        numbers.update(dict.fromkeys(_first(db, standard, phase, now, ahead)))
    asked_before = now + ahead - standard.callbacks.again_after.length
    numbers.update(dict.fromkeys(_again(db, asked_before - standard.callbacks.late_until.length, asked_before)))
    return list(numbers)


def _first(db: Connection, standard: Standard, phase: int, now: datetime, ahead: timedelta) -> Iterator[str]:
    """Solved long enough ago, and not yet asked at all. The shortest way to a contact time may be before `after`."""
    rule = standard.callbacks.phase(phase)
    clock = standard.clock(rule.clock)
    latest = now + ahead - min(rule.after.length, clock.limit.length) + timedelta(days=1)
    earliest = now - clock.limit.length - standard.callbacks.late_until.length
    same = (callbacks.c.ticket_id == ticket_events.c.ticket_id) & (callbacks.c.phase == phase)
    asked = exists().where(same & (callbacks.c.since >= ticket_events.c.at))
    query = (
        select(tickets.c.number)
        .join(ticket_events, ticket_events.c.ticket_id == tickets.c.id)
        .where(ticket_events.c.state.in_(clock.rule.start), ticket_events.c.at.between(earliest, min(latest, now)))
        .where(tickets.c.kind.in_(clock.rule.scope.kinds), ~asked)
        .order_by(ticket_events.c.at)
    )
    yield from _numbers(db.execute(query).all())


def _again(db: Connection, asked_after: datetime, asked_before: datetime) -> Iterator[str]:
    """Asked, and no answer; those that were found unreached are among them until the next attempt is made."""
    later = callbacks.alias("later")
    same = [later.c[name] == callbacks.c[name] for name in ("ticket_id", "phase", "since")]
    open_or_in_vain = or_(callbacks.c.outcome.is_(None), callbacks.c.outcome == "unreached")
    query = (
        select(tickets.c.number)
        .join(callbacks, callbacks.c.ticket_id == tickets.c.id)
        .where(open_or_in_vain, callbacks.c.asked_at.between(asked_after, asked_before))
        .where(~exists().where(and_(*same, later.c.attempt > callbacks.c.attempt)))
        .order_by(callbacks.c.asked_at)
    )
    yield from _numbers(db.execute(query).all())


def _numbers(rows: list[Row]) -> list[str]:
    return [str(row.number) for row in rows]
