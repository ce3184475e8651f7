"""THE GATE: the only place where something is said."""

from bot.reception.after import call_back, callbacks_due, recorded
from bot.reception.assessing import Assessed, appeal_settled, assessed, review_given
from bot.reception.case_buttons import cases_told
from bot.reception.cases import subtask_answered, subtask_asked, ticket_moved
from bot.reception.changes import ask_for_person, claimed, closed, handed_back, transferred, withdrawn
from bot.reception.chosen import callback_answered, customer_chose, customer_wrote
from bot.reception.classed import customer_classed
from bot.reception.entered import CHANNELS, Caller, appointment_entered, ticket_entered, words_for
from bot.reception.entering import let_in
from bot.reception.gate import Choice, Reply, agent_said, assistant_said, customer_edited, customer_said, desk_said
from bot.reception.incidents import (
    Desk,
    incident_declared,
    incident_informed,
    incident_regraded,
    incident_stepped,
    incident_task_done,
    incident_task_given,
    on_duty,
)
from bot.reception.informing import FOLLOW, incident_followed, incident_notices, informed, tell_affected
from bot.reception.insight import must_see, serves, visible_to
from bot.reception.joining import answers_code, code_answered, code_brought, code_shown, phone_proven
from bot.reception.letters import head_of, letter_sent
from bot.reception.overrides import Override
from bot.reception.person import person_wanted
from bot.reception.progress import Case, case
from bot.reception.promised import promise_lines
from bot.reception.promises import Given, agent_promised, promise_kept, ticket_promised
from bot.reception.proving import own_case, own_cases, proven
from bot.reception.rated import ask_in_campaign, ask_to_rate, rated, rated_further, remind_to_rate
from bot.reception.remedies import remedy_decided, remedy_proposed
from bot.reception.revealing import revealed
from bot.reception.routing import given_next, moved_on, route
from bot.reception.supervising import taken_over, watched, whispered, whispers_for
from bot.reception.survey_buttons import rated_in_app
from bot.reception.urging import hurried, not_solved
from bot.reception.waiting import put_back_vanished, tell_waiting
from bot.reception.work import appointment_booked, appointment_cancelled, appointment_moved, ticket_opened

__all__ = [
    "CHANNELS",
    "Assessed",
    "Caller",
    "Case",
    "case",
    "cases_told",
    "head_of",
    "letter_sent",
    "own_case",
    "own_cases",
    "proven",
    "remedy_decided",
    "remedy_proposed",
    "hurried",
    "not_solved",
    "Choice",
    "Desk",
    "FOLLOW",
    "Given",
    "Override",
    "Reply",
    "answers_code",
    "appeal_settled",
    "appointment_booked",
    "appointment_cancelled",
    "appointment_entered",
    "appointment_moved",
    "agent_promised",
    "agent_said",
    "ask_for_person",
    "ask_in_campaign",
    "ask_to_rate",
    "call_back",
    "callback_answered",
    "callbacks_due",
    "customer_chose",
    "customer_classed",
    "customer_wrote",
    "rated",
    "rated_further",
    "rated_in_app",
    "recorded",
    "remind_to_rate",
    "assessed",
    "assistant_said",
    "claimed",
    "closed",
    "code_answered",
    "code_brought",
    "code_shown",
    "customer_edited",
    "customer_said",
    "desk_said",
    "given_next",
    "let_in",
    "handed_back",
    "moved_on",
    "incident_declared",
    "incident_followed",
    "incident_informed",
    "incident_notices",
    "incident_regraded",
    "incident_stepped",
    "incident_task_done",
    "incident_task_given",
    "informed",
    "must_see",
    "on_duty",
    "person_wanted",
    "phone_proven",
    "promise_kept",
    "promise_lines",
    "put_back_vanished",
    "review_given",
    "revealed",
    "route",
    "serves",
    "subtask_answered",
    "subtask_asked",
    "taken_over",
    "tell_affected",
    "tell_waiting",
    "ticket_entered",
    "ticket_moved",
    "ticket_opened",
    "ticket_promised",
    "transferred",
    "visible_to",
    "watched",
    "whispered",
    "whispers_for",
    "withdrawn",
    "words_for",
]
