"""What counts as an answer, and what becomes of a deadline that a customer was told."""

from pydantic import Field, validator

from bot.standard.entry import Clauses, Entry, Limit
from bot.standard.plain import fold
from bot.standard.signals import Signals


class FirstReply(Entry):
    """The entry `first_reply`: greetings, which are no answer yet."""

    clauses: Clauses = ()
    greetings: Signals

    def has_substance(self, text: str) -> bool:
        """Is anything left of a message without its greetings?"""
        left = fold(text)
        for pattern in (*self.greetings.zh, *self.greetings.en):
            left = pattern.sub(" ", left)
        return any(sign.isalnum() for sign in left)


class PromiseRules(Entry):
    """The entry `promises`. `new_time`: told with the apology, in agents' hours; `warned_at`: percent of the time that
    an agent took, when the agent is reminded; `furthest`: what lies further ahead is no promise of a time."""

    clauses: Clauses = ()
    new_time: Limit
    warned_at: int = Field(gt=0, lt=100)
    furthest: Limit

    @validator("new_time", "furthest")
    def _of_real_length(cls, limit: Limit) -> Limit:
        if limit.unit == "working_days":
            raise ValueError("state it in minutes, hours or days")
        return limit
