"""When the assistant calls a person (G-01), and what the waiting customer is told (G-03)."""

from typing import Literal

from pydantic import Field

from bot.standard.entry import Clauses, Entry, Limit
from bot.standard.plain import fold
from bot.standard.signals import Signals


class WaitingRules(Entry):
    notice_every: Limit
    offer_message_after: Limit
    expected_handling: Limit


class HandoffRules(Entry):
    """The entry `handoff` of the standard; every figure counts messages of the customer."""

    clauses: Clauses = ()
    misses_in_a_row: int = Field(ge=1)
    misses_in_conversation: int = Field(ge=1)
    angry: int = Field(ge=1)
    negative_in_a_row: int = Field(ge=1)
    negative: tuple[Literal["worried", "dissatisfied", "angry"], ...]
    same_question: int = Field(ge=1)
    refusals_of_a_field: int = Field(ge=1)
    levels: tuple[Literal["ordinary", "major", "urgent"], ...]
    danger: Signals
    vanished_after: Limit
    waiting: WaitingRules

    def is_negative(self, emotion: str) -> bool:
        return emotion in self.negative

    def is_dangerous(self, text: str) -> bool:
        """The text holds a safety word: a person is called at once, first in the queue."""
        return bool(self.danger.found(fold(text)))

    def needs_person(self, level: str) -> bool:
        """A complaint of this level is not left to the assistant."""
        return level in self.levels
