"""What is to be asked of whom, and when: it follows from what happened to a ticket, and from the attempts made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.callbacks.record import Attempt
from bot.standard import Standard
from bot.standard.callbacks import Planned

Happened = Sequence[tuple[str, datetime]]
REOPENED = "reopened"


@dataclass(frozen=True)
class Standing:
    """Where one planned callback stands. `attempt`: the next one, from 1, at `at`; None when nothing more is to do.

    `last`: the latest attempt. `reached`: the customer has answered. `given_up`: all attempts were in vain (G-04)."""

    planned: Planned
    attempt: int | None
    at: datetime | None
    last: Attempt | None
    reached: bool
    given_up: bool


def expected(kind: str, happened: Happened, standard: Standard) -> list[Planned]:
    """The callbacks of the present solution, and of the present end of the service; none while work goes on.

    `kind`, `happened`: of the ticket, oldest first. What was solved before it was reopened counts no more."""
    reopened = [place for place, (name, _) in enumerate(happened) if name == REOPENED]
    latest = happened[reopened[-1] + 1 :] if reopened else happened
    found = []
    for number, phase in enumerate(standard.callbacks.phases, 1):
        rule = standard.clocks[phase.clock]
        starts = [at for name, at in latest if name in rule.start]
        if kind in rule.scope.kinds and starts:
            found.append(standard.callback(number, min(starts)))
    return found


def standing(planned: Planned, attempts: Sequence[Attempt], standard: Standard) -> Standing:
    """`attempts`: those of the ticket, in any order."""
    rule = standard.callbacks.phase(planned.phase)
    made = [one for one in attempts if (one.phase, one.since) == (planned.phase, planned.since)]
    last = max(made, key=lambda one: one.attempt, default=None)
    if last is None:
        return Standing(planned, 1, planned.at, None, reached=False, given_up=False)
    if any(one.reached for one in made):
        return Standing(planned, None, None, last, reached=True, given_up=False)
    again = standard.contact_hours.next_opening(last.asked_at + standard.callbacks.again_after.length)
    if last.attempt < rule.attempts:
        return Standing(planned, last.attempt + 1, again, last, reached=False, given_up=False)
    return Standing(planned, None, again, last, reached=False, given_up=last.outcome is not None)


def waits(one: Standing, standard: Standard, now: datetime) -> bool:
    """Whether the next attempt is due: not before its time, and not so late that it would only surprise."""
    latest = one.planned.due + standard.callbacks.late_until.length
    return one.at is not None and one.attempt is not None and one.at <= now <= latest
