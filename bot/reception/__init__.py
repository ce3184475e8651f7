"""THE GATE: the only place where something is said."""

from bot.reception.changes import ask_for_person, claimed, closed, handed_back, transferred, withdrawn
from bot.reception.gate import Choice, Reply, agent_said, assistant_said, customer_edited, customer_said, desk_said
from bot.reception.insight import must_see, visible_to
from bot.reception.joining import answers_code, code_answered, code_brought, code_shown, phone_proven
from bot.reception.overrides import Override
from bot.reception.person import person_wanted
from bot.reception.waiting import put_back_vanished, tell_waiting
from bot.reception.work import appointment_booked, appointment_cancelled, appointment_moved, ticket_opened

__all__ = [
    "Choice",
    "Override",
    "Reply",
    "answers_code",
    "appointment_booked",
    "appointment_cancelled",
    "appointment_moved",
    "agent_said",
    "ask_for_person",
    "assistant_said",
    "claimed",
    "closed",
    "code_answered",
    "code_brought",
    "code_shown",
    "customer_edited",
    "customer_said",
    "desk_said",
    "handed_back",
    "must_see",
    "person_wanted",
    "phone_proven",
    "put_back_vanished",
    "tell_waiting",
    "ticket_opened",
    "transferred",
    "visible_to",
    "withdrawn",
]
