"""The first words of a conversation, on every channel alike."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import reception
from bot.phrases import Phrases
from bot.reception import Reply
from bot.standard import Standard
from bot.standard.times import SHANGHAI, say
from bot.transcript import Message

# Hours of the day at which the greeting changes.
MORNING, AFTERNOON, EVENING = 5, 12, 18


def greet(
    db: Connection, conversation_id: str, language: str, now: datetime, standard: Standard, phrases: Phrases
) -> list[Message]:
    """By the time of day (S1-1.4-b), with what can be done here; and when no agent is there, until when.
    An incident that was declared is told at once (S0-7.3-f).

    Nothing is said once the queue or a person holds the conversation."""
    replies = [Reply(phrases.say(f"utter_welcome_{part_of_day(now)}", language))]
    notices = reception.incident_notices(db, language, now, standard, phrases)
    replies += [Reply(notice, {"notice": "incident"}) for notice in notices]
    if not standard.hours.open_at(now):
        opening = say(standard.hours.next_opening(now), language, now)
        replies.append(Reply(phrases.say("utter_welcome_closed", language, opening=opening)))
    buttons = phrases.buttons("utter_welcome_topics", language)
    titles = {"buttons": [{"title": button.title} for button in buttons]}
    topics = phrases.say("utter_welcome_topics", language)
    replies.append(Reply(topics, titles, [button.payload for button in buttons]))
    return reception.assistant_said(db, conversation_id, replies, now)


def part_of_day(now: datetime) -> str:
    """morning | afternoon | evening, where the desk is."""
    hour = now.astimezone(SHANGHAI).hour
    if MORNING <= hour < AFTERNOON:
        return "morning"
    return "afternoon" if AFTERNOON <= hour < EVENING else "evening"
