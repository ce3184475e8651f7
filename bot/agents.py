"""The people who answer: who they are, whether they are there, and how they sign in."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from bot.access import ROLES, may
from bot.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from bot.store.engine import wake_after_commit
from bot.store.inserts import insert_unless_taken
from bot.store.tables import agents, sign_in_failures, sign_ins
from bot.wakeups import Wakeup

UNTRAINED = "junior"  # the grade that serves nobody before a passed test (S0-5.4-b)
PASSWORD_MIN = 8  # characters
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FAILURES_ALLOWED = 5
FAILURES_WITHIN = timedelta(minutes=15)

# A sign of life is written at most this often, so that reading costs no write: of a session, and of an agent, whose
# conversations go back to the queue after 90 s without one.
SEEN_EVERY = timedelta(minutes=1)
HERE_EVERY = timedelta(seconds=10)

# OWASP's figures for argon2id: 19 MiB, two passes.
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Checked for an unknown login, so that the answer takes as long as for a known one.
NOBODY = hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Agent:
    """`staff_no` and `name` are told to customers; `role`: one of bot.access.ROLES; `grade`: one of bot.routing.GRADES.

    `skills`: topics that go to them first; `capacity`: conversations at a time."""

    id: int
    login: str
    name: str
    staff_no: str
    role: str
    languages: list[str]
    available: bool
    disabled_at: datetime | None
    grade: str
    department: str
    skills: list[str]
    capacity: int
    trained_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True)
class SignIn:
    """`token` goes into the session cookie and is stored only as a hash; `csrf` into the page. `seen_at`: its last
    sign of life that was written."""

    token: str
    csrf: str
    agent: Agent
    seen_at: datetime


# Asked with every request of an agent: put together once (docs/decisions/0013-speed.md).
SESSION = (
    select(agents, sign_ins.c.csrf, sign_ins.c.seen_at.label("session_seen_at"))
    .join(sign_ins, agents.c.id == sign_ins.c.agent_id)
    .where(
        sign_ins.c.token_hash == bindparam("token_hash"),
        sign_ins.c.ended_at.is_(None),
        sign_ins.c.seen_at > bindparam("idle_since"),
        sign_ins.c.created_at > bindparam("begun_after"),
        agents.c.disabled_at.is_(None),
    )
)


def add(
    db: Connection,
    login: str,
    name: str,
    staff_no: str,
    password: str,
    role: str,
    now: datetime,
    languages: tuple[str, ...] = ("zh", "en"),
) -> Agent:
    """Raises: Invalid; Conflict "agent_exists" when the login or the staff number is taken."""
    if role not in ROLES:
        raise Invalid("role", f"one of {', '.join(ROLES)}")
    if len(password) < PASSWORD_MIN:
        raise Invalid("password", f"at least {PASSWORD_MIN} characters")
    agent_id = insert_unless_taken(
        db,
        agents,
        login=login,
        name=name,
        staff_no=staff_no,
        role=role,
        password_hash=hasher.hash(password),
        languages=list(languages),
        created_at=now,
    )
    if agent_id is None:
        raise Conflict("agent_exists", f"the login {login} or the staff number {staff_no} is taken")
    return get(db, agent_id)


def get(db: Connection, agent_id: int) -> Agent:
    """Raises: NotFound."""
    row = db.execute(select(agents).where(agents.c.id == agent_id)).first()
    if row is None:
        raise NotFound("no_such_agent")
    return _agent(row)


def named(db: Connection, login: str) -> Agent:
    """Raises: NotFound."""
    row = db.execute(select(agents).where(agents.c.login == login)).first()
    if row is None:
        raise NotFound("no_such_agent", f"nobody has the login {login}")
    return _agent(row)


def listing(db: Connection) -> list[Agent]:
    """All, by staff number; those who left are marked."""
    return [_agent(row) for row in db.execute(select(agents).order_by(agents.c.staff_no))]


def sign_in(
    db: Connection, login: str, password: str, address: str, now: datetime, proof: Callable[[int], None] | None = None
) -> SignIn:
    """`address`: where the attempt comes from. A wrong password and an unknown login are the same refusal.

    `proof`: a second one, asked with the agent's id once the password was right; it raises NotSignedIn "wrong_code",
    which is a failure like a wrong password, or "code_needed", which is none.

    Raises: NotSignedIn "wrong_login"; TooMany after five failures in 15 minutes for the login or the address."""
    _refuse_after_failures(db, login, address, now)
    row = db.execute(select(agents).where(agents.c.login == login, agents.c.disabled_at.is_(None))).first()
    if not _matches(row.password_hash if row else NOBODY, password) or row is None:
        _record_failure(db, login, address, now)
        raise NotSignedIn("wrong_login")
    if proof is not None:
        _prove(db, login, address, now, lambda: proof(row.id))
    db.execute(delete(sign_in_failures).where(sign_in_failures.c.login == login))
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session = {"token_hash": _hash(token), "agent_id": row.id, "csrf": csrf}
    db.execute(insert(sign_ins).values(**session, created_at=now, seen_at=now))
    db.execute(update(agents).where(agents.c.id == row.id).values(seen_at=now))
    return SignIn(token, csrf, _agent(row), now)


def prove(db: Connection, login: str, address: str, now: datetime, proof: Callable[[], object]) -> None:
    """Once more who they are, by somebody who is signed in: wrong ones count like wrong passwords.

    Raises: NotSignedIn "wrong_code"; TooMany."""
    _refuse_after_failures(db, login, address, now)
    _prove(db, login, address, now, proof)


def signed_in(db: Connection, token: str, now: datetime) -> Agent:
    """Who this is; ends after 30 minutes without a sign of life, and after 12 hours. Needs a writing transaction.

    Raises: NotSignedIn."""
    found = session(db, token, now)
    return (noted(db, found, now) if is_stale(found, now) else found).agent


def session(db: Connection, token: str, now: datetime) -> SignIn:
    """Like `signed_in`, but no sign of life: nothing is written. Raises: NotSignedIn."""
    told = {"token_hash": _hash(token), "idle_since": now - IDLE, "begun_after": now - ABSOLUTE}
    row = db.execute(SESSION, told).first()
    if row is None:
        raise NotSignedIn("not_signed_in")
    return SignIn(token, row.csrf, _agent(row), row.session_seen_at)


def is_stale(found: SignIn, now: datetime) -> bool:
    """Whether the last sign of life, of the session or of its agent, is so old that this one has to be written."""
    return now - found.seen_at > SEEN_EVERY or must_be_noted(found.agent, now)


def noted(db: Connection, found: SignIn, now: datetime) -> SignIn:
    """This sign of life is written where the last is too old."""
    if now - found.seen_at > SEEN_EVERY:
        db.execute(update(sign_ins).where(sign_ins.c.token_hash == _hash(found.token)).values(seen_at=now))
        found = replace(found, seen_at=now)
    if must_be_noted(found.agent, now):
        note_here(db, found.agent.id, now)
        found = replace(found, agent=replace(found.agent, seen_at=now))
    return found


def sign_out(db: Connection, token: str, now: datetime) -> None:
    """Ends this session; an unknown one is over already."""
    here = and_(sign_ins.c.token_hash == _hash(token), sign_ins.c.ended_at.is_(None))
    db.execute(update(sign_ins).where(here).values(ended_at=now))


def set_available(db: Connection, agent_id: int, available: bool, now: datetime) -> None:
    """Raises: NotFound; Conflict "not_trained" for junior staff without a passed test (S0-5.4-b)."""
    who = get(db, agent_id)
    if available and who.grade == UNTRAINED and who.trained_at is None:
        raise Conflict("not_trained", "junior staff serve once their training test is passed")
    db.execute(update(agents).where(agents.c.id == agent_id).values(available=available, seen_at=now))
    wake_after_commit(db, Wakeup("queue"))


def must_be_noted(who: Agent, now: datetime) -> bool:
    """Whether their last sign of life is so old that this one has to be written."""
    return who.seen_at is None or now - who.seen_at >= HERE_EVERY


def note_here(db: Connection, agent_id: int, now: datetime) -> None:
    """An open console or a request: the agent is there, available or not."""
    db.execute(update(agents).where(agents.c.id == agent_id).values(seen_at=now))


def leave_unseen(db: Connection, seen_before: datetime) -> int:
    """Who gave no sign of life since then is away, until they say that they are back. Returns how many were not."""
    gone = and_(agents.c.available.is_(True), or_(agents.c.seen_at.is_(None), agents.c.seen_at < seen_before))
    left = int(db.execute(update(agents).where(gone).values(available=False)).rowcount)
    if left:
        wake_after_commit(db, Wakeup("queue"))
    return left


def give_role(db: Connection, agent_id: int, role: str) -> None:
    """What they may do changes with their next request; who no longer serves is away. Raises: NotFound; Invalid."""
    if role not in ROLES:
        raise Invalid("role", f"one of {', '.join(ROLES)}")
    stays = get(db, agent_id).available and may(role, "serve")
    db.execute(update(agents).where(agents.c.id == agent_id).values(role=role, available=stays))
    wake_after_commit(db, Wakeup("queue"))


def disable(db: Connection, login: str, now: datetime) -> None:
    """The agent leaves: every session ends at once. Raises: NotFound."""
    agent_id = named(db, login).id
    db.execute(update(agents).where(agents.c.id == agent_id).values(disabled_at=now, available=False))
    db.execute(update(sign_ins).where(sign_ins.c.agent_id == agent_id).values(ended_at=now))
    wake_after_commit(db, Wakeup("queue"))


def _refuse_after_failures(db: Connection, login: str, address: str, now: datetime) -> None:
    recent = sign_in_failures.c.at > now - FAILURES_WITHIN
    for of_one in (sign_in_failures.c.login == login, sign_in_failures.c.address == address):
        query = select(func.count(), func.min(sign_in_failures.c.at)).where(recent, of_one)
        failures, first = db.execute(query).one()
        if failures >= FAILURES_ALLOWED:
            retry_after = int((first + FAILURES_WITHIN - now).total_seconds()) + 1
            raise TooMany("sign_in_locked", "too many failures; please try again later", retry_after=retry_after)


def _prove(db: Connection, login: str, address: str, now: datetime, proof: Callable[[], object]) -> None:
    try:
        proof()
    except NotSignedIn as refused:
        if refused.code == "wrong_code":
            _record_failure(db, login, address, now)
        raise


def _matches(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except VerifyMismatchError:
        return False


def _record_failure(db: Connection, login: str, address: str, now: datetime) -> None:
    db.execute(delete(sign_in_failures).where(sign_in_failures.c.at <= now - FAILURES_WITHIN))
    db.execute(insert(sign_in_failures).values(login=login[:64], address=address[:64], at=now))
    # Kept although the sign-in is refused, and a refusal keeps nothing else: otherwise failures would never count.
    transaction = db.get_transaction()
    assert transaction is not None
    transaction.commit()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _agent(row: Row) -> Agent:
    own = (row.id, row.login, row.name, row.staff_no, row.role, row.languages, row.available, row.disabled_at)
    return Agent(*own, row.grade, row.department, row.skills, row.capacity, row.trained_at, row.seen_at)
