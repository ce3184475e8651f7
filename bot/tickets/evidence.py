"""What people write into a form of the standard is held against it before it is kept."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.errors import Conflict, Invalid
from bot.standard import Standard
from bot.standard.forms import Form
from bot.store.tables import agents
from bot.tickets.record import Ticket
from bot.tickets.steps import CLOSED, ticks, unmet
from bot.tickets.subtasks import open_subtasks

Data = dict[str, Any]


def must_be_ready(db: Connection, ticket: Ticket, step: str, standard: Standard) -> None:
    """Raises: Conflict "not_ready" with what must happen before: `needs`, a list of alternatives each; `subtasks`."""
    needs = [list(one.any_of) for one in unmet(ticket, step, standard)]
    if needs:
        why = "; ".join(" or ".join(names) for names in needs)
        raise Conflict("not_ready", f"not before: {why}", needs=needs, subtasks=[])
    if step == CLOSED:
        must_have_no_open_subtask(db, ticket)


def must_have_no_open_subtask(db: Connection, ticket: Ticket) -> None:
    """Raises: Conflict "not_ready" with the ids of those that are open (SYS-33)."""
    subtasks = [one.id for one in open_subtasks(db, ticket.id)]
    if subtasks:
        raise Conflict("not_ready", "a sub-task is open", needs=[], subtasks=subtasks)


def filled(db: Connection, ticket: Ticket, key: str | None, data: Data, by: int | None, standard: Standard) -> Data:
    """The data to keep, with the ticks that were set before. Raises: Invalid "evidence_missing" with the fields."""
    if key is None:
        return data
    form = standard.forms[key]
    if key == standard.tickets[ticket.kind].ticks:
        data = _ticked(ticket, form, data, by, standard)
    wrong = form.wrong(data) or _strangers(db, form, data)
    if wrong:
        said = ", ".join(f"{name}: {why}" for name, why in wrong.items())
        raise Invalid("evidence_missing", said, form=key, fields=wrong)
    return data


def _ticked(ticket: Ticket, form: Form, data: Data, by: int | None, standard: Standard) -> Data:
    """Each tick with the name of who has set it (S0-6.1-q)."""
    before = ticks(ticket, standard)
    named = {name: by for name in form.ticks if data.get(name) is True}
    named |= {name: event.agent_id for name, event in before.items()}
    return {**data, **dict.fromkeys(before, True), "ticked_by": named}


def _strangers(db: Connection, form: Form, data: Data) -> dict[str, str]:
    people = [name for name, field in form.fields_.items() if field.kind == "agent" and data.get(name)]
    here = select(agents.c.id).where(agents.c.id.in_([data[name] for name in people]), agents.c.disabled_at.is_(None))
    known = {row.id for row in db.execute(here)} if people else set()
    return {name: "not_known" for name in people if data[name] not in known}
