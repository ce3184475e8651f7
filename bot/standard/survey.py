"""Ratings (S4-4.3-c, C-07, C-15): the scale, the dimensions, how often a customer is asked, what counts as low."""

from pydantic import Field, root_validator

from bot.standard.entry import Clauses, Entry, Limit, Named
from bot.standard.plain import fold
from bot.standard.signals import Signals


class Survey(Entry):
    """`remind_after`, `remind_until`: a request without an answer is repeated once, in that time. `no_comment`: words
    that are none, also where one was asked for. `campaign_every`: longer without a campaign, and the supervisors are
    reminded of it."""

    clauses: Clauses = ()
    at_most_every: Limit
    satisfied_from: int
    low_until: int
    low_told_within: Limit
    remind_after: Limit
    remind_until: Limit
    campaign_every: Limit
    ticket_asked_within: Limit
    comment_at_most: int = Field(ge=1, le=4000)
    scores: dict[int, Named]
    dimensions: dict[str, Named]
    no_comment: Signals

    @root_validator(skip_on_failure=True)
    def _on_the_scale(cls, values: dict) -> dict:  # type: ignore[type-arg]
        if sorted(values["scores"]) != [1, 2, 3, 4, 5]:
            raise ValueError("the scale is 1 to 5 (S4-4.3-c)")
        if not 1 <= values["low_until"] < values["satisfied_from"] <= 5:
            raise ValueError("low_until comes before satisfied_from, both on the scale")
        if values["remind_until"].length > values["at_most_every"].length:
            raise ValueError("a reminder after at_most_every would meet the next request: lessen remind_until")
        return values

    def wants_answer(self, text: str) -> bool:
        """A question or a wish: it goes to the assistant, not only into the rating."""
        return bool(self.no_comment.found(fold(text)))
