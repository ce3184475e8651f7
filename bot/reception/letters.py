"""A written reply goes out: whole, in good wording, to the customer's channel, and into the ticket (SYS-17)."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import letters, tickets
from bot.errors import Conflict, Invalid
from bot.letters import Head, Letter
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.tickets import Ticket
from bot.tickets.accused import must_not_be_accused
from bot.tickets.adding import add_event, must_find, must_have, working
from bot.tickets.evidence import must_be_ready

EVENT = "replied_in_writing"
STATUS_PAGE = "/status"


def letter_sent(
    db: Connection,
    number: str,
    parts: dict[str, Any],
    agent_id: int,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    address: str = "",
) -> Letter:
    """`parts`: by name of the standard's `letters`; `address`: the desk's own, for the link. The same key: once.

    Raises: NotFound; Forbidden; Conflict "wrong_step", "complained_about", "merged" or "other_letter" (key); Invalid
    "parts_missing" with what is missing or wrong, "wording" with the findings."""
    here = must_find(db, number).conversation_id
    if here is not None:
        lock_conversation(db, here)
    ticket = working(db, number)
    must_have(db, agent_id, "work")
    known = letters.keyed(db, ticket.id, client_key)
    if known is not None:
        if known.parts != parts:
            raise Conflict("other_letter", "this key was used for another letter")
        return known
    must_not_be_accused(db, ticket, agent_id, standard)
    _must_be_its_time(db, ticket, standard)
    letter_no, place = letters.number_of(db, ticket.id, ticket.number)
    head = head_of(ticket, letter_no, now, standard)
    must_be_whole(head, parts, standard)
    document = letters.rendered(head, parts, standard)
    seq = _tell(db, ticket, letter_no, now, phrases, address)
    about: dict[str, Any] = {"conversation_id": here, "seq": seq}
    kept = letters.keep(db, ticket.id, place, head, parts, document, agent_id, client_key, **about)
    _into_the_ticket(db, ticket, kept, now, standard)
    return kept


def head_of(ticket: Ticket, letter_no: str, now: datetime, standard: Standard) -> Head:
    department = standard.departments[ticket.department].name(ticket.language)
    return Head(letter_no, ticket.number, ticket.title, department, ticket.language, now)


def must_be_whole(head: Head, parts: dict[str, Any], standard: Standard) -> None:
    """Raises: Invalid "parts_missing" with the fields, "wording" with the findings."""
    rules = standard.letters
    wrong = rules.wrong(parts) | dict.fromkeys(set(parts) - set(rules.parts), "not_known")
    if wrong:
        said = ", ".join(f"{name}: {why}" for name, why in wrong.items())
        raise Invalid("parts_missing", said, fields=wrong)
    found = broken_rules(letters.written(head, parts, standard), standard)
    if found:
        raise Invalid("wording", "the reply goes against the wording rules", findings=found)


def broken_rules(text: str, standard: Standard) -> list[dict[str, Any]]:
    """Of severity error: {rule, text, meaning, fix}. Long as a letter is, rules on a message's length do not count."""
    found = standard.wording.check(text, scope="agent")
    lengths = {rule.id for rule in standard.wording.rules if rule.level == "metric"}
    return [
        {"rule": one.rule, "text": one.text[:80], "meaning": one.meaning, "fix": one.fix}
        for one in found
        if one.severity == "error" and one.rule not in lengths
    ]


def must_be_a_letter(db: Connection, number: str, data: dict[str, Any]) -> None:
    """The step needs one that was really sent (S0-6.1-l). Raises: Invalid "evidence_missing"."""
    sent = {one.number for one in letters.of_ticket(db, must_find(db, number).id)}
    if data.get("reply") not in sent:
        said = "send the written reply: that takes the ticket there"
        raise Invalid("evidence_missing", said, form="written_reply", fields={"reply": "not_known"})


def _must_be_its_time(db: Connection, ticket: Ticket, standard: Standard) -> None:
    """Where the kind has a step for it, not before that; later ones are corrections."""
    steps = list(standard.tickets[ticket.kind].steps)
    if standard.letters.at not in steps or _is_next(ticket, standard):
        return
    if ticket.step not in steps or steps.index(ticket.step) < steps.index(standard.letters.at):
        allowed = tickets.next_steps(ticket, standard)
        raise Conflict("wrong_step", f"not from {ticket.state}", state=ticket.state, allowed=allowed)


def _is_next(ticket: Ticket, standard: Standard) -> bool:
    return standard.letters.at in tickets.next_steps(ticket, standard)


def _tell(db: Connection, ticket: Ticket, letter_no: str, now: datetime, phrases: Phrases, address: str) -> int | None:
    """The number of the message that brings it; None where there is no conversation to bring it to."""
    if ticket.conversation_id is None:
        return None
    extras: dict[str, Any] = {"notice": "letter", "file": {"kind": "letter", "number": letter_no}}
    if address:
        title = phrases.say("utter_letter_link", ticket.language)
        # Behind the #, where no server and no log sees the number.
        extras["link"] = {"url": f"{address.rstrip('/')}{STATUS_PAGE}#{ticket.number}", "title": title}
    told = {"title": ticket.title, "ticket_no": ticket.number, "number": letter_no}
    said = desk_said(
        db,
        ticket.conversation_id,
        "utter_letter_sent",
        now,
        extras,
        phrases=phrases,
        client_key=f"letter:{letter_no}",
        **told,
    )
    return said.seq


def _into_the_ticket(db: Connection, ticket: Ticket, kept: Letter, now: datetime, standard: Standard) -> None:
    """The event stops SLA-COMPLAINT-WRITTEN; where it is the next step, the ticket takes it."""
    step = standard.letters.at if _is_next(ticket, standard) else None
    if step:
        must_be_ready(db, ticket, step, standard)
    facts = {"reply": kept.number, "sha256": kept.sha256}
    data = {**facts, "channel": kept.channel}
    add_event(db, ticket, EVENT, kept.agent_id, now, data=data, state=step, facts=facts)
