"""How a ticket is weighed: the assistant proposes urgency, importance, scope and difficulty, a person confirms (C-11).

So with what divides its clocks: whether a fault needs a visit, whether a request is complex."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.errors import Invalid
from bot.standard import Standard
from bot.standard.priority import Scores
from bot.store.tables import tickets
from bot.tickets.adding import add_event, must_have, working
from bot.tickets.record import Ticket

RANGE = range(1, 5)


@dataclass(frozen=True)
class Weight:
    """The scores as they count, raised to the least of the complaint's level (C-09); `confirmed`: by a person."""

    urgency: int
    importance: int
    scope: int
    difficulty: int
    grade: str
    quadrant: str
    senior: bool
    confirmed: bool


def scores(ticket: Ticket, standard: Standard) -> Scores:
    own = Scores(ticket.urgency, ticket.importance, ticket.scope, ticket.difficulty)
    return standard.priority.scores_for(ticket.level, own)


def weight(ticket: Ticket, standard: Standard) -> Weight:
    counted = scores(ticket, standard)
    first = counted[:3]
    return Weight(
        *counted,
        grade=standard.priority.grade(*first),
        quadrant=standard.priority.quadrant(*first),
        senior=standard.priority.needs_senior(counted.difficulty),
        confirmed=any(event.kind == "prioritised" for event in ticket.events),
    )


def prioritise(
    db: Connection, number: str, wanted: Scores, by: int, now: datetime, note: str = "", *, standard: Standard
) -> Ticket:
    """A person confirms or corrects what was proposed. Raises: NotFound; Forbidden; Invalid "no_score"."""
    ticket = working(db, number)
    must_have(db, by, "work")
    if any(score not in RANGE for score in wanted):
        raise Invalid("no_score", "scores run from 1 to 4")
    before, was = weight(ticket, standard), Scores(ticket.urgency, ticket.importance, ticket.scope, ticket.difficulty)
    db.execute(update(tickets).where(tickets.c.id == ticket.id).values(wanted._asdict()))
    facts = {**wanted._asdict(), "was": {**was._asdict(), "grade": before.grade}}
    return add_event(db, ticket, "prioritised", by, now, note, facts, facts=facts)


def proposed_features(ticket: Ticket, standard: Standard) -> list[str]:
    """What its words and steps speak for; a visit that is booked speaks against none being needed."""
    text = " ".join([ticket.title, *(str(value) for value in ticket.fields.values())])
    known = standard.tickets[ticket.kind].features
    visited = any(name in ("visit_booked", "on_site") for name, _ in ticket.happened)
    found = [key for key, feature in known.items() if feature.proposed(text) and not (key == "remote" and visited)]
    hard = "complex" in known and standard.priority.needs_senior(ticket.difficulty)
    return found + (["complex"] if hard and "complex" not in found else [])


def mark(
    db: Connection, number: str, features: Collection[str], by: int, now: datetime, *, standard: Standard
) -> Ticket:
    """A person says what holds for it: clocks of these features count from then on, from its beginning.

    Raises: NotFound; Forbidden; Invalid "no_such_feature"."""
    ticket = working(db, number)
    must_have(db, by, "work")
    unknown = set(features) - set(standard.tickets[ticket.kind].features)
    if unknown:
        raise Invalid("no_such_feature", f"a {ticket.kind} has no feature {', '.join(sorted(unknown))}")
    data = {"features": sorted(set(features))}
    return add_event(db, ticket, "marked", by, now, data=data, facts={**data, "was": list(ticket.features)})
