"""What is given to make good: proposed by a person, told to the customer once it is granted (SYS-35, G-05)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import agents, notices, remedies
from bot.access import may
from bot.errors import Invalid
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.reception.letters import broken_rules
from bot.reception.progress import remedy_name
from bot.remedies import Proposal, Remedy
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.tickets.accused import must_not_be_accused
from bot.tickets.adding import add_event, must_find, working


def remedy_proposed(
    db: Connection,
    number: str,
    wanted: Proposal,
    agent_id: int,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Remedy:
    """Granted at once within the limit of the agent's role; otherwise who may approve is told. The same key: once.

    Raises: NotFound; Forbidden; Conflict "complained_about", "merged"; Invalid, also "wording" with the findings."""
    _lock(db, number)
    ticket = working(db, number)
    must_not_be_accused(db, ticket, agent_id, standard)
    found = broken_rules(wanted.words, standard)
    if found:
        raise Invalid("wording", "the customer's words go against the wording rules", findings=found)
    made, new = remedies.propose(db, ticket.id, wanted, agent_id, client_key, now, standard=standard)
    if new:
        facts = _facts(made)
        add_event(db, ticket, "remedy_proposed", agent_id, now, made.reason, facts, facts=facts)
        if made.state == "granted":
            _granted(db, made, now, standard, phrases)
        else:
            _ask_for_approval(db, made, now)
    return made


def remedy_decided(
    db: Connection,
    remedy_id: int,
    granted: bool,
    agent_id: int,
    note: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Remedy:
    """Who proposed it hears of it. Raises: as remedies.decide; Conflict "merged"."""
    number = remedies.find(db, remedy_id).ticket
    _lock(db, number)
    ticket = working(db, number)
    made = remedies.decide(db, remedy_id, granted, agent_id, note, now)
    if granted:
        _granted(db, made, now, standard, phrases)
    else:
        add_event(db, ticket, "remedy_refused", agent_id, now, made.note, _facts(made), facts=_facts(made))
    kind = "remedy_granted" if granted else "remedy_refused"
    told = {"number": number, "note": made.note, **_amount(made)}
    notices.tell(db, [made.agent_id], kind, f"ticket:{number}", f"remedy:{made.id}:{kind}", now, **told)
    return made


def _lock(db: Connection, number: str) -> None:
    """Conversations before tickets, as everybody locks them. Raises: NotFound."""
    here = must_find(db, number).conversation_id
    if here is not None:
        lock_conversation(db, here)


def _granted(db: Connection, made: Remedy, now: datetime, standard: Standard, phrases: Phrases) -> None:
    ticket = must_find(db, made.ticket)
    by = made.decided_by
    add_event(db, ticket, "remedy_granted", by, now, made.note, _facts(made), facts=_facts(made))
    if ticket.conversation_id is None:
        return
    own = f"utter_remedy_{made.kind}"
    desk_said(
        db,
        ticket.conversation_id,
        own if own in phrases else "utter_remedy_granted",
        now,
        {"notice": "remedy"},
        phrases=phrases,
        client_key=f"remedy:{made.id}",
        ticket_no=ticket.number,
        remedy=remedy_name(made, standard, ticket.language),
        words=made.words,
    )


def _ask_for_approval(db: Connection, made: Remedy, now: datetime) -> None:
    there = [one for one in agents.listing(db) if one.disabled_at is None]
    may_approve = [one.id for one in there if may(one.role, "approve") and one.id != made.agent_id]
    told = {"number": made.ticket, "by": made.agent_name, **_amount(made)}
    notices.tell(db, may_approve, "remedy_waiting", f"remedy:{made.id}", f"remedy:{made.id}", now, **told)


def _facts(made: Remedy) -> dict[str, object]:
    return {"remedy": made.id, "kind": made.kind, "amount": made.amount, "unit": made.unit}


def _amount(made: Remedy) -> dict[str, object]:
    return {"remedy": made.kind, "amount": made.amount, "unit": made.unit}
