"""A second factor to sign in with: six digits that an app makes of a secret and the time (TOTP, RFC 6238), and recovery
codes for when the app is lost (S0-7.2-c, S4-6.1-b).

Each code is taken once: whoever looked over a shoulder has nothing."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from bot.errors import Conflict, Invalid, NotFound, NotSignedIn
from bot.store.inserts import insert_unless_taken
from bot.store.tables import recovery_codes, second_factors

STEP = 30  # seconds for which a code is shown
AROUND = (0, -1, 1)  # steps from now that are taken: clocks differ
RECOVERY = 10  # codes
RECOVERY_LENGTH = 8  # letters and digits of each: 40 bits, and guesses are few
ISSUER = "Courtesy Desk"


@dataclass(frozen=True)
class Standing:
    """`is_set`: asked for at the next sign-in; `recovery_left`: codes that were not used yet."""

    is_set: bool
    recovery_left: int


def standing(db: Connection, agent_id: int) -> Standing:
    left = select(func.count()).where(recovery_codes.c.agent_id == agent_id, recovery_codes.c.used_at.is_(None))
    return Standing(is_set(db, agent_id), int(db.execute(left).scalar_one()))


def is_set(db: Connection, agent_id: int) -> bool:
    row = _row(db, agent_id)
    return row is not None and row.confirmed_at is not None


def begin(db: Connection, agent_id: int, now: datetime) -> str:
    """A new secret, which counts once a code of it was given. Raises: Conflict "second_factor_set"."""
    mine = second_factors.c.agent_id == agent_id
    db.execute(delete(second_factors).where(mine, second_factors.c.confirmed_at.is_(None)))
    secret = pyotp.random_base32()
    if insert_unless_taken(db, second_factors, agent_id=agent_id, secret=secret, begun_at=now) is None:
        raise Conflict("second_factor_set", "there is one already")
    return secret


def address(login: str, secret: str) -> str:
    """What an app reads from the picture."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER))


def confirm(db: Connection, agent_id: int, code: str, now: datetime) -> list[str]:
    """The app shows the right digits: from now on they are asked for. Returns the recovery codes, told this once.

    Raises: NotFound; Conflict "second_factor_set"; Invalid "wrong_code"."""
    row = _row(db, agent_id)
    if row is None:
        raise NotFound("no_second_factor", "begin first")
    if row.confirmed_at is not None:
        raise Conflict("second_factor_set", "there is one already")
    if not _take(db, row, code, now):
        raise Invalid("wrong_code", "not the code that the app shows now", fields={"code": "wrong"})
    db.execute(update(second_factors).where(second_factors.c.agent_id == agent_id).values(confirmed_at=now))
    codes = [_recovery_code() for _ in range(RECOVERY)]
    db.execute(insert(recovery_codes), [{"agent_id": agent_id, "code_hash": _hash(one)} for one in codes])
    return codes


def prove(db: Connection, agent_id: int, code: str, now: datetime) -> str:
    """By what it was proven: "code" or "recovery", or "" where none is set.

    Raises: NotSignedIn "code_needed" without a code; NotSignedIn "wrong_code", also for one that was used."""
    row = _row(db, agent_id)
    if row is None or row.confirmed_at is None:
        return ""
    if not code.strip():
        raise NotSignedIn("code_needed", "the code of the second factor is needed")
    if _take(db, row, code, now):
        return "code"
    if _take_recovery(db, agent_id, code, now):
        return "recovery"
    raise NotSignedIn("wrong_code")


def remove(db: Connection, agent_id: int) -> bool:
    """Whether one was set."""
    db.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent_id))
    return bool(db.execute(delete(second_factors).where(second_factors.c.agent_id == agent_id)).rowcount)


def _row(db: Connection, agent_id: int) -> Row | None:
    found: Row | None = db.execute(select(second_factors).where(second_factors.c.agent_id == agent_id)).first()
    return found


def _take(db: Connection, row: Row, code: str, now: datetime) -> bool:
    """Of two who give the same code at once one is let in; a code before the last one is no longer good either."""
    step = _step_of(row.secret, _bare(code), now)
    if step is None:
        return False
    fresh = or_(second_factors.c.last_step.is_(None), second_factors.c.last_step < step)
    taken = update(second_factors).where(second_factors.c.agent_id == row.agent_id, fresh).values(last_step=step)
    return bool(db.execute(taken).rowcount == 1)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    here, totp = int(now.timestamp()) // STEP, pyotp.TOTP(secret, interval=STEP)
    for step in (here + off for off in AROUND):
        if hmac.compare_digest(totp.at(step * STEP).encode(), code.encode()):
            return step
    return None


def _take_recovery(db: Connection, agent_id: int, code: str, now: datetime) -> bool:
    mine = (recovery_codes.c.agent_id == agent_id, recovery_codes.c.code_hash == _hash(code))
    used = update(recovery_codes).where(*mine, recovery_codes.c.used_at.is_(None)).values(used_at=now)
    return bool(db.execute(used).rowcount == 1)


def _recovery_code() -> str:
    letters = pyotp.random_base32()[:RECOVERY_LENGTH]
    return f"{letters[:4]}-{letters[4:]}".lower()


def _bare(code: str) -> str:
    """Without what people put between the parts."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _hash(code: str) -> str:
    return hashlib.sha256(_bare(code).encode()).hexdigest()
