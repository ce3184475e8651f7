"""Who came in, who could not, who looked at what is sensitive: recorded, and told when it is too much (SYS-39, SYS-21,
S1-1.5-b)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import agents, audit, notices
from bot.access import may
from bot.agents import Agent
from bot.store.engine import act_now
from bot.store.tables import agents as people
from bot.store.tables import audit as entries

# The same person looking at the same thing again is one look.
ONE_LOOK = timedelta(minutes=30)
WITHIN = timedelta(hours=1)
FAILURES = 10  # failed sign-ins for one login, or from one address
LOOKS = 60  # different things looked at by one person
EXPORTS = 5

FAILED = "sign_in.failed"
EXPORTED = "exported"
LOOKED = ("conversation.read", "ticket.read", "appointment.read", "attachment.read", "history.read")


def signed_in(db: Connection, who: Agent, address: str, now: datetime) -> None:
    audit.record(db, who.login, "sign_in", f"agent:{who.login}", now, address=address)


def sign_in_failed(db: Connection, login: str, address: str, why: str, now: datetime) -> None:
    """For a login that exists, by its name; what else was typed there is kept nowhere: it may be a password.

    Beyond the tenth within the hour nothing more is recorded, so that nobody fills the audit."""
    known = db.execute(select(people.c.login).where(people.c.login == login)).scalar()
    subject = f"agent:{known}" if known else f"address:{address}"
    count = _count(db, now, entries.c.subject == subject, entries.c.action == FAILED)
    if count >= FAILURES:
        return
    audit.record(db, "desk", FAILED, subject, now, why=why, address=address)
    if count + 1 == FAILURES:
        _alert(db, "sign_ins_failed", subject, now, count=FAILURES, where=subject)


def looked(db: Connection, who: Agent, action: str, subject: str, now: datetime) -> None:
    """`action`: one of LOOKED. One who looks at very much within an hour is told of."""
    lately = entries.c.at > now - ONE_LOOK
    same = (entries.c.actor == who.login, entries.c.action == action, entries.c.subject == subject)
    if db.execute(select(entries.c.id).where(lately, *same).limit(1)).first() is not None:
        return
    audit.record(db, who.login, action, subject, now)
    act_now(db)
    different = func.count(entries.c.subject.distinct())
    if _count(db, now, entries.c.actor == who.login, entries.c.action.in_(LOOKED), counted=different) == LOOKS:
        _alert(db, "looks_at_much", f"agent:{who.login}", now, count=LOOKS, login=who.login)


def exported(db: Connection, login: str, subject: str, reason: str, now: datetime, **data: object) -> None:
    """Personal data, or a list of records, left the desk. `reason`: a purpose, without anybody's data."""
    audit.record(db, login, EXPORTED, subject, now, reason=reason, **data)
    act_now(db)
    if _count(db, now, entries.c.actor == login, entries.c.action == EXPORTED) == EXPORTS:
        _alert(db, "exports_much", f"agent:{login}", now, count=EXPORTS, login=login)


def _count(db: Connection, now: datetime, *conditions: object, counted: object = None) -> int:
    counted = func.count() if counted is None else counted
    query = select(counted).select_from(entries).where(entries.c.at > now - WITHIN, *conditions)
    return int(db.execute(query).scalar_one())


def _alert(db: Connection, kind: str, subject: str, now: datetime, **told: object) -> None:
    """To the administrators and the supervisors, once an hour at most."""
    audit.record(db, "desk", f"alert.{kind}", subject, now, **told)
    whom = [one.id for one in agents.listing(db) if one.disabled_at is None and _in_charge(one)]
    notices.tell(db, whom, kind, subject, f"{kind}:{subject}:{now:%Y%m%d%H}"[-120:], now, **told)


def _in_charge(one: Agent) -> bool:
    return may(one.role, "administer") or may(one.role, "supervise")
