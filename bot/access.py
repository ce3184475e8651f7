"""Who may do what (SYS-19, S1-1.5-c, S4-6.1-a): the roles of people, and for each right the roles that have it.

Whatever no right names is refused. Doors ask for a right, never for a role, so that one table says it all."""

from typing import Final

from bot.errors import Forbidden

ROLES: Final = ("agent", "senior", "investigator", "supervisor", "quality", "designer", "admin")

_SERVING = frozenset({"agent", "senior", "investigator", "supervisor"})

RIGHTS: Final[dict[str, frozenset[str]]] = {
    # Take conversations from the queue, talk in them, do work for their customers.
    "serve": _SERVING,
    # See tickets, appointments, and the conversations that concern one: bot/reception/insight.py.
    "read": _SERVING | {"quality"},
    # See every conversation, and search them all.
    "browse": frozenset({"investigator", "supervisor", "quality"}),
    # See telephone numbers, names of places and identities as they are; everybody else sees them masked (S4-6.1-b).
    "contact": _SERVING,
    # See one masked value as it is, with a reason, of what they may read (S4-6.1-b, S1-1.5-b).
    "reveal": _SERVING | {"quality"},
    # Take personal data out of the desk, with a reason (S1-1.5-b).
    "export": frozenset({"supervisor", "admin"}),
    # Move tickets and appointments on.
    "work": _SERVING,
    # Find out what happened in a complaint, and conclude it (S0-6.1-h, S0-6.2-c).
    "investigate": frozenset({"investigator", "supervisor"}),
    # Say yes to what goes beyond somebody's limit (SYS-35).
    "approve": frozenset({"supervisor"}),
    # The live board: watch, whisper, take over, declare incidents (SYS-03, SYS-22, SYS-28).
    "supervise": frozenset({"supervisor"}),
    # Figures: KPIs, trends, the rows behind them (SYS-22).
    "figures": frozenset({"supervisor", "quality"}),
    # Score conversations and settle appeals (SYS-27).
    "assess": frozenset({"quality", "supervisor"}),
    # Try the wording, read what was not understood (SYS-24).
    "design": frozenset({"designer", "supervisor"}),
    # Say what each agent can do and carry: grade, department, skills, languages, conversations at a time (SYS-34).
    "roster": frozenset({"supervisor", "admin"}),
    # Employ people, give them roles, set legal holds.
    "administer": frozenset({"admin"}),
    # Read and verify the audit (SYS-21).
    "audit": frozenset({"admin", "quality"}),
}


def may(role: str, right: str) -> bool:
    """KeyError for a right that does not exist: a misspelt one must not be a silent refusal."""
    return role in RIGHTS[right]


def require(role: str, right: str) -> None:
    """Raises: Forbidden "not_allowed"."""
    if not may(role, right):
        raise Forbidden("not_allowed", f"this needs the right to {right}", right=right)


def rights_of(role: str) -> list[str]:
    """In the order of the table."""
    return [right for right, roles in RIGHTS.items() if role in roles]
