"""An agent has called a customer after the service, and filled in FORM-CALLBACK (S1-3.5-a)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import audit, surveys
from bot.agents import Agent
from bot.callbacks import Attempt
from bot.reception.after import recorded
from bot.reception.rated import tell_if_low
from bot.standard import Standard
from bot.surveys import Answer


@dataclass(frozen=True)
class Call:
    """FORM-CALLBACK. Where nobody was reached the rest is empty."""

    reached: bool
    problem_confirmed: bool | None = None
    solution_carried_out: bool | None = None
    effect: bool | None = None
    feedback: str = ""
    rating: int | None = None

    @property
    def outcome(self) -> str:
        if not self.reached:
            return "unreached"
        return "solved" if self.effect else "not_solved"

    def answers(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def called(
    db: Connection, number: str, phase: int, agent: Agent, call: Call, now: datetime, *, standard: Standard
) -> Attempt:
    """Recorded once, with the rating that was given on the telephone.

    Raises: NotFound; Invalid; Conflict "nothing_to_ask" when this callback is not open any more."""
    attempt = recorded(db, number, phase, agent.id, call.outcome, call.answers(), now, standard=standard)
    if call.reached and call.rating is not None:
        answer = Answer(call.rating, call.feedback, solved=call.effect)
        about = (attempt.id, attempt.ticket_id, attempt.conversation_id)
        tell_if_low(db, surveys.rate_callback(db, *about, answer, now, standard), now, standard)
    told = {"phase": phase, "attempt": attempt.attempt, "outcome": call.outcome}
    audit.record(db, agent.login, "callback", f"ticket:{number}", now, **told)
    return attempt
