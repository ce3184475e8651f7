"""A handoff's deadlines, computed from what happened to it; nothing is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, func, insert, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.record import Handoff, handoff_rows
from bot.standard import Clock, ClockState, Standard
from bot.standard.running import in_order, run
from bot.store.engine import wake_after_commit
from bot.store.tables import handoff_events, handoffs, messages
from bot.wakeups import Wakeup

KIND = "handoff"
# Who no longer waits is owed no answer: every clock stops then.
ENDED = "ended"
PLAN_TOLD = "plan_told"

Facts = list[tuple[str, datetime]]


def happened(db: Connection, ones: Sequence[Handoff], standard: Standard) -> dict[int, Facts]:
    """By the standard's names of events, for each handoff's id."""
    facts: dict[int, Facts] = {one.handoff_id: [("handoff_asked", one.asked_at)] for one in ones}
    for one in ones:
        if one.ended_at is not None:
            facts[one.handoff_id].append((ENDED, one.ended_at))
    for row in db.execute(_steps(facts)):
        facts[row.handoff_id].append(("handoff_claimed" if row.kind == "claimed" else row.kind, row.at))
    for row in db.execute(_answers(facts)):
        if standard.first_reply.has_substance(row.text):
            facts[row.id].append(("agent_said", row.created_at))
    return facts


def clocks(one: Handoff, facts: Facts, standard: Standard, now: datetime) -> list[ClockState]:
    """`facts`: of `happened`. Those that have started, the earliest due first."""
    return in_order(run(clock, facts, now) for clock in clock_rules(one, standard))


def clock_rules(one: Handoff, standard: Standard) -> list[Clock]:
    """The clocks of the standard that apply to it."""
    found = standard.clocks_for(KIND, "urgent" if one.urgent else "ordinary")
    return [replace(clock, rule=clock.rule.copy(update={"stop": (*clock.rule.stop, ENDED)})) for clock in found]


def in_play(db: Connection, since: datetime) -> list[Handoff]:
    """The open ones, and those that ended after `since`."""
    query = handoff_rows().where(or_(handoffs.c.ended_at.is_(None), handoffs.c.ended_at > since))
    return [Handoff(**row._mapping) for row in db.execute(query.order_by(handoffs.c.id))]


def tell_plan(db: Connection, one: Handoff, agent_id: int, now: datetime) -> None:
    """Its customer has been told what will be done and by when (C-02). Said again, it is no new event."""
    told = and_(handoff_events.c.handoff_id == one.handoff_id, handoff_events.c.kind == PLAN_TOLD)
    if db.execute(select(handoff_events.c.id).where(told)).first() is None:
        _record(db, one, PLAN_TOLD, now, agent_id)


def warned(db: Connection, one: Handoff, kind: str, clock: str, now: datetime) -> None:
    """Into its history that a deadline came near ("at_risk") or passed ("overdue")."""
    _record(db, one, kind, now, note=clock)


def _record(
    db: Connection, one: Handoff, kind: str, now: datetime, agent_id: int | None = None, note: str | None = None
) -> None:
    row = {"handoff_id": one.handoff_id, "kind": kind, "agent_id": agent_id, "note": note, "at": now}
    db.execute(insert(handoff_events).values(**row))
    wake_after_commit(db, Wakeup("conversation", one.conversation_id))


def _steps(ids: Iterable[int]) -> object:
    wanted = handoff_events.c.kind.in_(("claimed", PLAN_TOLD))
    columns = (handoff_events.c.handoff_id, handoff_events.c.kind, handoff_events.c.at)
    return select(*columns).where(handoff_events.c.handoff_id.in_(list(ids)), wanted)


def _answers(ids: Iterable[int]) -> object:
    """What agents said while it was open."""
    meant = and_(
        messages.c.conversation_id == handoffs.c.conversation_id,
        messages.c.seq > handoffs.c.asked_seq,
        messages.c.author == "agent",
        messages.c.created_at <= func.coalesce(handoffs.c.ended_at, messages.c.created_at),
    )
    columns = (handoffs.c.id, messages.c.text, messages.c.created_at)
    return select(*columns).join(messages, meant).where(handoffs.c.id.in_(list(ids)))
