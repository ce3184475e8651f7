"""Proposed by a person, granted at once within their limit, or decided by another one who may approve."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.access import require
from bot.errors import Conflict, Forbidden, Invalid
from bot.remedies.record import Remedy, find, given
from bot.standard import Standard
from bot.store.inserts import insert_unless_taken
from bot.store.locks import lock_name
from bot.store.tables import agents, remedies, remedy_decisions

MOST = 1_000_000  # of any unit: far above what anybody may give


@dataclass(frozen=True)
class Proposal:
    """`amount`: whole units of the kind; None where it has none. `words`: for the customer; `reason`: for the desk."""

    kind: str
    amount: int | None
    words: str
    reason: str = ""


def propose(
    db: Connection,
    ticket_id: int,
    wanted: Proposal,
    agent_id: int | None,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
) -> tuple[Remedy, bool]:
    """The remedy, and whether it is new: the same key again is the same one. Only people give (G-05).

    Raises: Forbidden "not_allowed"; Invalid; Conflict "other_remedy" for the key of another one."""
    role = _role(db, agent_id, "work")
    _check(wanted, standard)
    lock_name(db, f"remedies {ticket_id}")
    known = _keyed(db, ticket_id, client_key)
    if known is not None:
        if (known.kind, known.amount, known.words) != (wanted.kind, wanted.amount, wanted.words):
            raise Conflict("other_remedy", "this key was used for another remedy")
        return known, False
    rule = standard.remedies.kinds[wanted.kind]
    in_all = None if wanted.amount is None else wanted.amount + given(db, ticket_id, wanted.kind)
    row = {"ticket_id": ticket_id, "client_key": client_key, "unit": rule.unit, "agent_id": agent_id, "at": now}
    made = db.execute(insert(remedies).values(**row, **vars(wanted))).inserted_primary_key[0]
    if rule.within(role, in_all):
        _decide(db, made, True, agent_id or 0, "", now)
    return find(db, made), True


def decide(db: Connection, remedy_id: int, granted: bool, agent_id: int, note: str, now: datetime) -> Remedy:
    """By another than who proposed it; a refusal says why.

    Raises: NotFound; Forbidden "not_allowed" or "own_proposal"; Invalid "reason_needed"; Conflict "decided"."""
    _role(db, agent_id, "approve")
    one = find(db, remedy_id)
    if one.agent_id == agent_id:
        raise Forbidden("own_proposal", "somebody else decides what one has proposed oneself")
    if not granted and not note.strip():
        raise Invalid("reason_needed", "say why it is refused")
    if not _decide(db, remedy_id, granted, agent_id, note.strip(), now):
        raise Conflict("decided", f"it was {find(db, remedy_id).state} before", state=find(db, remedy_id).state)
    return find(db, remedy_id)


def _decide(db: Connection, remedy_id: int, granted: bool, agent_id: int, note: str, now: datetime) -> bool:
    row = {"remedy_id": remedy_id, "granted": granted, "agent_id": agent_id, "note": note, "at": now}
    return insert_unless_taken(db, remedy_decisions, **row) is not None


def _check(wanted: Proposal, standard: Standard) -> None:
    rule = standard.remedies.kinds.get(wanted.kind)
    wrong = {} if rule else {"kind": "not_known"}
    if rule and (rule.unit is None) != (wanted.amount is None):
        wrong["amount"] = "missing" if rule.unit else "not_right"
    elif wanted.amount is not None and not 0 < wanted.amount <= MOST:
        wrong["amount"] = "not_right"
    if not wanted.words.strip():
        wrong["words"] = "missing"
    if wrong:
        said = ", ".join(f"{name}: {why}" for name, why in wrong.items())
        raise Invalid("invalid", said, fields=wrong)


def _role(db: Connection, agent_id: int | None, right: str) -> str:
    if agent_id is None:
        raise Forbidden("not_allowed", f"only a person with the right to {right} may do this", right=right)
    role = str(db.execute(select(agents.c.role).where(agents.c.id == agent_id)).scalar_one())
    require(role, right)
    return role


def _keyed(db: Connection, ticket_id: int, client_key: str) -> Remedy | None:
    mine = (remedies.c.ticket_id == ticket_id, remedies.c.client_key == client_key)
    found = db.execute(select(remedies.c.id).where(*mine)).scalar()
    return find(db, found) if found else None
