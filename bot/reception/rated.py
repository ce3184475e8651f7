"""The customer is asked to rate, and what they think of us goes where it must (SYS-13, S4-4.3-c)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import audit, customers, notices, surveys
from bot.phrases import Phrases, in_script
from bot.quality.opened import open_for_rating
from bot.reception.gate import desk_said
from bot.reception.staff import supervisors
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.surveys import Answer, Rating, Survey
from bot.tickets import Ticket


def ask_to_rate(
    db: Connection, conversation_id: str, now: datetime, *, standard: Standard, phrases: Phrases, ticket: Ticket
) -> bool:
    """About a ticket that was closed, or found solved. False when the customer was asked lately (C-15)."""
    lock_conversation(db, conversation_id)
    survey = surveys.ask(db, conversation_id, now, standard, ticket_id=ticket.id)
    if survey:
        _say(db, survey, "utter_survey_ticket", now, standard, phrases, ticket_no=ticket.number)
    return survey is not None


def ask_in_campaign(
    db: Connection, conversation_id: str, campaign: str, now: datetime, *, standard: Standard, phrases: Phrases
) -> bool:
    """One customer of a quarterly campaign (S0-6.3-g); False when they were asked lately, or in it already."""
    lock_conversation(db, conversation_id)
    survey = surveys.ask(db, conversation_id, now, standard, campaign=campaign)
    if survey:
        _say(db, survey, "utter_survey_campaign", now, standard, phrases)
    return survey is not None


def remind_to_rate(db: Connection, survey: Survey, now: datetime, *, standard: Standard, phrases: Phrases) -> bool:
    """Once for each request; not when it was answered meanwhile, nor when we are blocked."""
    lock_conversation(db, survey.conversation_id)
    if not surveys.remind(db, survey.id, now):
        return False
    key = f"survey:{survey.id}:again"
    extras = asking(db, survey.conversation_id, "rate", standard)
    desk_said(db, survey.conversation_id, "utter_survey_reminder", now, extras, phrases=phrases, client_key=key)
    return True


def rated(db: Connection, conversation_id: str, answer: Answer, now: datetime, *, standard: Standard) -> Rating:
    """surveys.rate, and a low one is told to the supervisors at once. Raises: as surveys.rate."""
    rating = surveys.rate(db, conversation_id, answer, now, standard)
    tell_if_low(db, rating, now, standard)
    return rating


def rated_further(
    db: Connection, conversation_id: str, dimensions: Mapping[str, int], comment: str, *, standard: Standard
) -> Rating:
    """surveys.say_more. Raises: as that."""
    return surveys.say_more(db, conversation_id, dimensions, comment, standard)


def tell_if_low(db: Connection, rating: Rating, now: datetime, standard: Standard) -> None:
    """With a way to what was rated; the deadline for it is survey.low_told_within. Its quality is reviewed."""
    if rating.score > standard.survey.low_until:
        return
    told = supervisors(db)
    subject = f"conversation:{rating.conversation_id}" if rating.conversation_id else f"rating:{rating.id}"
    notices.tell(db, told, "low_rating", subject, f"rating:{rating.id}", now, score=rating.score)
    if rating.conversation_id and told:
        here, talk = rating.conversation_id, rating.handoff_id
        opened = open_for_rating(db, rating.id, here, talk, told[0], now)
        if opened is not None:
            audit.record(db, "desk", "quality.opened", f"sample:{opened}", now, score=rating.score)


def asking(db: Connection, conversation_id: str, notice: str, standard: Standard) -> dict[str, Any]:
    """Extras of a message below which the customer may rate: with what can be rated one by one, in their language."""
    language = customers.conversation(db, conversation_id).language
    names = {key: in_script(one.name(language), language) for key, one in standard.survey.dimensions.items()}
    return {"notice": notice, "rating": True, "dimensions": names}


def _say(
    db: Connection, survey: Survey, key: str, now: datetime, standard: Standard, phrases: Phrases, **about: Any
) -> None:
    once, extras = f"survey:{survey.id}", asking(db, survey.conversation_id, "rate", standard)
    desk_said(db, survey.conversation_id, key, now, extras, phrases=phrases, client_key=once, **about)
