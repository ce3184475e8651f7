"""Where a ticket stands on its way, where it may go next, and what that needs: read off the standard and the events."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from bot.standard import Standard
from bot.standard.flow import Condition, Step, TicketKind
from bot.tickets.record import MERGED, REOPENED, Event, Ticket
from bot.tickets.scores import weight

BEGINNING = datetime.min.replace(tzinfo=timezone.utc)
# Reached by calls of their own, never by a plain move.
OWN_WAYS = (MERGED, REOPENED)
CLOSED = "closed"


@dataclass(frozen=True)
class Stage:
    """One part of the short bar (S0-6.1-a). `state`: done | now | ahead; `at`: when it was first reached."""

    key: str
    zh: str
    en: str
    state: str
    at: datetime | None


def forward(ticket: Ticket, kind: TicketKind) -> list[str]:
    """The next step, and those behind it as far as what lies between may be passed over."""
    steps = list(kind.steps)
    ahead = steps[steps.index(ticket.step) + 1 :] if ticket.step in steps else steps[1:]
    allowed: list[str] = []
    for key in ahead:
        allowed.append(key)
        if not _may_be_passed(ticket, kind.steps[key]):
            break
    return allowed


def next_steps(ticket: Ticket, standard: Standard) -> list[str]:
    """Where the ticket may go now: forward, aside, and from the end only back to work."""
    kind = standard.tickets[ticket.kind]
    if ticket.state == MERGED:
        return []
    if ticket.state == CLOSED:
        return [REOPENED]
    return forward(ticket, kind) + [key for key in kind.side if key not in (ticket.state, *OWN_WAYS)]


def reopens(ticket: Ticket, standard: Standard) -> list[str]:
    """The steps that it may be returned to, to be done again: those it has been at, but for the first."""
    if ticket.state == MERGED:
        return []
    kind = standard.tickets[ticket.kind]
    steps = list(kind.steps)
    reached = steps[: steps.index(ticket.step) + 1] if ticket.step in steps else []
    been = {name for name, _ in ticket.happened}
    return [key for key in reached[1:] if key in been and key != CLOSED]


def step_before(ticket: Ticket, to: str, standard: Standard) -> str:
    """The one at which a ticket stands that is to do the step `to` again."""
    steps = list(standard.tickets[ticket.kind].steps)
    been = {name for name, _ in ticket.happened}
    return [key for key in steps[: steps.index(to)] if key in been][-1]


def conditions(ticket: Ticket, key: str, standard: Standard) -> list[tuple[Condition, bool]]:
    """What must have happened before this step, for a ticket like this one, and whether it has."""
    step, grade = standard.tickets[ticket.kind].step(key), weight(ticket, standard).grade
    needed = [one for one in step.after if one.holds_for(ticket.level, grade, ticket.features)]
    return [(one, _has_happened(ticket, one)) for one in needed]


def unmet(ticket: Ticket, key: str, standard: Standard) -> list[Condition]:
    return [one for one, met in conditions(ticket, key, standard) if not met]


def ticks(ticket: Ticket, standard: Standard) -> dict[str, Event]:
    """The ticks of the closing check that people have set since it was last reopened, with who and when."""
    form = standard.tickets[ticket.kind].ticks
    if form is None:
        return {}
    since = _latest(ticket, REOPENED)
    set_: dict[str, Any] = {}
    for event in ticket.events:
        if event.kind == "checked" and event.at >= since:
            set_[event.data.get("tick", "")] = event if event.data.get("done") else None
    return {name: set_[name] for name in standard.forms[form].ticks if set_.get(name)}


def stages(ticket: Ticket, standard: Standard) -> list[Stage]:
    """The short bar: what is done, where it is, what lies ahead."""
    kind = standard.tickets[ticket.kind]
    keys = list(kind.stages)
    here = keys.index(_stage_now(ticket, kind)) if keys else 0
    over = ticket.state == CLOSED
    return [
        Stage(key, name.zh, name.en, _place(place, here, over), _reached(ticket, kind, key))
        for place, (key, name) in enumerate(kind.stages.items())
    ]


def _place(place: int, here: int, over: bool) -> str:
    return "done" if over or place < here else "now" if place == here else "ahead"


def _stage_now(ticket: Ticket, kind: TicketKind) -> str:
    """A reopened ticket is where the step that it has to do again belongs."""
    ahead = forward(ticket, kind) if ticket.state == REOPENED else []
    key = ahead[0] if ahead else ticket.step
    return (kind.steps[key].stage if key in kind.steps else None) or next(iter(kind.stages))


def _reached(ticket: Ticket, kind: TicketKind, stage: str) -> datetime | None:
    of_stage = {key for key, step in kind.steps.items() if step.stage == stage}
    return min((at for name, at in ticket.happened if name in of_stage), default=None)


def _may_be_passed(ticket: Ticket, step: Step) -> bool:
    return step.optional or (step.unless is not None and _has_happened(ticket, step.unless))


def _has_happened(ticket: Ticket, condition: Condition) -> bool:
    since = _latest(ticket, condition.since) if condition.since else BEGINNING
    if condition.people > 1:
        wrote = {event.agent_id for event in ticket.events if event.kind in condition.any_of and event.at >= since}
        return len(wrote - {None}) >= condition.people
    return any(name in condition.any_of and at >= since for name, at in ticket.happened)


def _latest(ticket: Ticket, name: str) -> datetime:
    return max((at for happened, at in ticket.happened if happened == name), default=BEGINNING)
