"""A button that the customer pressed: some the desk itself answers, in the same transaction; the others are the
assistant's."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import callbacks, handoff, transcript
from bot.callbacks import Attempt
from bot.phrases import Phrases
from bot.reception.after import follow_up
from bot.reception.case_buttons import answers_case, case_answered
from bot.reception.gate import TEXT_LIMIT, Choice, customer_said, desk_said
from bot.reception.joining import answers_code, code_answered
from bot.reception.person import ask_now
from bot.reception.rated import ask_to_rate
from bot.reception.survey_buttons import answers_survey, asked_for_comment, commented, survey_answered
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.tickets import Ticket
from bot.tickets.afterwards import called_back, must_find, numbers_of
from bot.transcript import Message

# What the buttons below utter_callback_1 … 3 mean.
_CALLBACK = re.compile(r"callback:(\d{1,18}):(solved|not_solved|person)", re.ASCII)


def customer_chose(
    db: Connection,
    conversation_id: str,
    choice: Choice,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Message:
    """The customer's message; what the desk answers by itself is said behind it.

    Call it first in its transaction. Raises: as customer_said; NotFound also when there is no such button."""
    meaning = transcript.payload(db, conversation_id, choice.seq, choice.option)
    if answers_code(meaning):
        return code_answered(db, conversation_id, choice, client_key, now, phrases=phrases)
    told: dict[str, Any] = {"standard": standard, "phrases": phrases}
    case = answers_case(meaning)
    if case is not None:
        return case_answered(db, conversation_id, choice, case, client_key, now, **told)
    survey = answers_survey(meaning)
    if survey is not None:
        return survey_answered(db, conversation_id, choice, survey, client_key, now, **told)
    found = _CALLBACK.fullmatch(meaning)
    if found is None:
        return customer_said(db, conversation_id, "", client_key, now, choice=choice)
    lock_conversation(db, conversation_id)
    known = transcript.keyed(db, conversation_id, client_key)
    message = customer_said(db, conversation_id, "", client_key, now, choice=choice, owed=False)
    if known is None:
        attempt = callbacks.find(db, int(found[1]))
        callback_answered(db, conversation_id, attempt, found[2], now, words=message.text, **told)
    return message


def customer_wrote(
    db: Connection,
    conversation_id: str,
    text: str,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    attachments: Sequence[str] = (),
    longest: int = TEXT_LIMIT,
) -> Message:
    """customer_said; words that answer a callback, straight after it was asked, are taken for its button, and what
    follows the request for a comment is the comment.

    Raises: as customer_said."""
    lock_conversation(db, conversation_id)
    told: dict[str, Any] = {"attachments": attachments, "phrases": phrases, "longest": longest}
    known = transcript.keyed(db, conversation_id, client_key)
    fresh = not known and not attachments
    attempt = _just_asked(db, conversation_id) if fresh else None
    meant = standard.callbacks.meant(text) if attempt else None
    rating_id = asked_for_comment(db, conversation_id, text, standard) if fresh else None
    if rating_id is not None:
        message = customer_said(db, conversation_id, text, client_key, now, **told, owed=False)
        commented(db, conversation_id, rating_id, message.text, now, standard=standard, phrases=phrases)
        return message
    if attempt is None or meant is None:
        return customer_said(db, conversation_id, text, client_key, now, **told)
    message = customer_said(db, conversation_id, text, client_key, now, **told, owed=False)
    answer: dict[str, Any] = {"standard": standard, "phrases": phrases, "words": message.text}
    callback_answered(db, conversation_id, attempt, meant, now, **answer)
    return message


def _just_asked(db: Connection, conversation_id: str) -> Attempt | None:
    """The callback whose question is the last that was said here, while the assistant holds the conversation."""
    attempt = callbacks.unanswered(db, conversation_id)
    asked = transcript.keyed(db, conversation_id, f"callback:{attempt.id}") if attempt else None
    if asked is None or asked.seq != transcript.last_seq(db, conversation_id):
        return None
    return attempt if handoff.holder(db, conversation_id).kind == "assistant" else None


def callback_answered(
    db: Connection,
    conversation_id: str,
    attempt: Attempt,
    outcome: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
    words: str = "",
) -> None:
    """By a button, or in words. The customer is told what follows from it."""
    number = numbers_of(db, [attempt.ticket_id])[attempt.ticket_id]
    ticket = must_find(db, number)
    counts = callbacks.end(db, attempt.id, outcome, {"reached": True, "effect": _effect(outcome)}, now)
    if counts:
        told: dict[str, Any] = {"attempt": attempt.attempt, "by": "customer", "outcome": outcome}
        called_back(db, ticket, attempt.phase, None, now, **told)
    fits = counts and follow_up(db, ticket, attempt, outcome, None, now, standard=standard, words=words)
    if outcome == "person":
        ask_now(db, conversation_id, now, standard=standard, phrases=phrases)
    elif not fits:
        desk_said(db, conversation_id, "utter_callback_noted", now, {"notice": "told"}, phrases=phrases)
    elif outcome == "not_solved":
        _say_reopened(db, conversation_id, must_find(db, number), now, standard, phrases)
    else:
        desk_said(db, conversation_id, "utter_callback_solved", now, {"notice": "told"}, phrases=phrases)
        ask_to_rate(db, conversation_id, now, standard=standard, phrases=phrases, ticket=ticket)


def _effect(outcome: str) -> bool | None:
    return {"solved": True, "not_solved": False}.get(outcome)


def _say_reopened(
    db: Connection, conversation_id: str, ticket: Ticket, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    language = "en" if ticket.language == "en" else "zh"
    desk_said(
        db,
        conversation_id,
        "utter_callback_not_solved",
        now,
        {"notice": "told"},
        phrases=phrases,
        ticket_no=ticket.number,
        department=standard.departments[ticket.department].name(language),
        due_time=standard.say(standard.promise(ticket.kind).due(now), language, now),
    )
