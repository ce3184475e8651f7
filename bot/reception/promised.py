"""What a customer sees of our promises, as long as they are open."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import promises
from bot.phrases import Phrases
from bot.promises import Promise
from bot.standard import Standard

# In a chat there is room for the most pressing ones.
MOST = 3


def promise_lines(
    db: Connection, conversation_id: str, language: str, now: datetime, standard: Standard, phrases: Phrases
) -> list[str]:
    """One sentence each, the earliest due first; the place in the queue says what a waiting customer is told."""
    open_ones = [one for one in promises.of_conversation(db, conversation_id) if one.state(now) == "open"]
    shown = [one for one in open_ones if one.handoff_id is None][:MOST]
    return [_line(one, language, now, standard, phrases) for one in shown]


def _line(one: Promise, language: str, now: datetime, standard: Standard, phrases: Phrases) -> str:
    due = standard.say(one.due_at, language, now)
    if one.renews_id is not None:
        return phrases.say("utter_promise_answer", language, due_time=due)
    if one.ticket and one.clock:
        what = standard.clocks[one.clock].name(language)
        return phrases.say("utter_promise_ticket", language, due_time=due, ticket_no=one.ticket, what=what)
    return phrases.say("utter_promise_own", language, due_time=due, what=one.what.rstrip("。.！!"))
