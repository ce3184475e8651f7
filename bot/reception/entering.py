"""Signing in: password, second factor, and what is kept of it (SYS-39, S0-7.2-c)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import agents, audit, second_factor
from bot.agents import SignIn
from bot.reception import guard

RECOVERED = "second_factor.recovered"


def let_in(db: Connection, login: str, password: str, code: str, address: str, now: datetime) -> SignIn:
    """`code`: of the second factor, "" where it was not asked for yet. A wrong one counts like a wrong password.

    Raises: NotSignedIn "wrong_login", "code_needed" (the password was right) or "wrong_code"; TooMany."""

    def proof(agent_id: int) -> None:
        if second_factor.prove(db, agent_id, code, now) == "recovery":
            left = second_factor.standing(db, agent_id).recovery_left
            audit.record(db, login, RECOVERED, f"agent:{login}", now, left=left)

    who = agents.sign_in(db, login, password, address, now, proof)
    guard.signed_in(db, who.agent, address, now)
    return who
