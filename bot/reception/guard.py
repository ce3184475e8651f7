"""Who came in, who could not, who looked at what is sensitive: recorded, and told when it is too much (SYS-39, SYS-21,
S1-1.5-b)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot import agents, audit, notices
from bot.access import may
from bot.agents import Agent
from bot.errors import TooMany
from bot.logs import masked
from bot.standard.guard import GuardRules
from bot.store.engine import act_now
from bot.store.tables import agents as people
from bot.store.tables import audit as entries

FAILED = "sign_in.failed"
EXPORTED = "exported"
REVEALED = "revealed"
LOOKED = ("conversation.read", "ticket.read", "appointment.read", "attachment.read", "history.read")


def signed_in(db: Connection, who: Agent, address: str, now: datetime) -> None:
    audit.record(db, who.login, "sign_in", f"agent:{who.login}", now, address=address)


def sign_in_failed(db: Connection, login: str, address: str, why: str, now: datetime, rules: GuardRules) -> None:
    """For a login that exists, by its name; what else was typed there is kept nowhere: it may be a password.

    Beyond the one that is told nothing more is recorded, so that nobody fills the audit."""
    known = db.execute(select(people.c.login).where(people.c.login == login)).scalar()
    subject = f"agent:{known}" if known else f"address:{address}"
    count = _count(db, now, rules, entries.c.subject == subject, entries.c.action == FAILED)
    if count >= rules.failed_sign_ins:
        return
    audit.record(db, "desk", FAILED, subject, now, why=why, address=address)
    if count + 1 == rules.failed_sign_ins:
        _alert(db, "sign_ins_failed", subject, now, count=count + 1, where=subject)


def looked(db: Connection, who: Agent, action: str, subject: str, now: datetime, rules: GuardRules) -> None:
    """`action`: one of LOOKED. One who looks at very much is told of."""
    lately = entries.c.at > now - rules.one_look.length
    same = (entries.c.actor == who.login, entries.c.action == action, entries.c.subject == subject)
    if db.execute(select(entries.c.id).where(lately, *same).limit(1)).first() is not None:
        return
    audit.record(db, who.login, action, subject, now)
    act_now(db)
    different = func.count(entries.c.subject.distinct())
    looks = entries.c.action.in_(LOOKED)
    if _count(db, now, rules, entries.c.actor == who.login, looks, counted=different) == rules.looks:
        _alert(db, "looks_at_much", f"agent:{who.login}", now, count=rules.looks, login=who.login)


def exported(
    db: Connection, login: str, subject: str, reason: str, now: datetime, rules: GuardRules, **data: object
) -> None:
    """Personal data, or a list of records, left the desk. `reason`: a purpose, without anybody's data."""
    audit.record(db, login, EXPORTED, subject, now, reason=reason, **data)
    act_now(db)
    if _count(db, now, rules, entries.c.actor == login, entries.c.action == EXPORTED) == rules.exports:
        _alert(db, "exports_much", f"agent:{login}", now, count=rules.exports, login=login)


def revealed(
    db: Connection, who: Agent, subject: str, field: str, of: str, reason: str, now: datetime, rules: GuardRules
) -> None:
    """A masked value was shown, of the customer `of`. Whoever has done it as often as the standard allows is told of,
    and shown no more until the time is over.

    Raises: TooMany "reveals_much"."""
    count = _count(db, now, rules, entries.c.actor == who.login, entries.c.action == REVEALED)
    if count >= rules.reveals:
        wait = int(rules.within.length.total_seconds())
        raise TooMany("reveals_much", "very much was shown lately; please try again later", retry_after=wait)
    audit.record(db, who.login, REVEALED, subject, now, field=field, of=of, reason=masked(reason))
    if count + 1 == rules.reveals:
        _alert(db, "reveals_much", f"agent:{who.login}", now, count=rules.reveals, login=who.login)


def _count(db: Connection, now: datetime, rules: GuardRules, *conditions: object, counted: object = None) -> int:
    counted = func.count() if counted is None else counted
    query = select(counted).select_from(entries).where(entries.c.at > now - rules.within.length, *conditions)
    return int(db.execute(query).scalar_one())


def _alert(db: Connection, kind: str, subject: str, now: datetime, **told: object) -> None:
    """To the administrators and the supervisors, once in an hour of the day at most."""
    audit.record(db, "desk", f"alert.{kind}", subject, now, **told)
    whom = [one.id for one in agents.listing(db) if one.disabled_at is None and _in_charge(one)]
    notices.tell(db, whom, kind, subject, f"{kind}:{subject}:{now:%Y%m%d%H}"[-120:], now, **told)


def _in_charge(one: Agent) -> bool:
    return may(one.role, "administer") or may(one.role, "supervise")
