"""What somebody who waits for a person is told, at the start and every two minutes (G-03)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import agents, customers, handoff
from bot.handoff import Handoff, Place
from bot.phrases import Phrases
from bot.reception.gate import desk_said
from bot.reception.promises import answer_promised
from bot.standard import Standard
from bot.store.locks import lock_conversation

FIRST_REPLY = "SLA-FIRST-ORDINARY"


def tell_waiting(db: Connection, now: datetime, *, standard: Standard, phrases: Phrases) -> int:
    """To be called now and then, by any number of processes: who waits hears the place every two minutes (G-03), and
    that nobody comes any more once the agents' day is over. Returns how many were told."""
    due = handoff.waiting_due(db, now, standard)
    return sum(_tell(db, one, now, standard, phrases) for one in due)


def _tell(db: Connection, one: Handoff, now: datetime, standard: Standard, phrases: Phrases) -> bool:
    lock_conversation(db, one.conversation_id)
    # Another process may have told them, or an agent come, while we waited for the lock.
    if not handoff.waiting_due(db, now, standard, one.conversation_id):
        return False
    if standard.hours.open_at(now):
        say_place(db, one.conversation_id, "utter_desk_still_waiting", now, standard, phrases, "still_waiting")
        return True
    handoff.withdraw(db, one.conversation_id, now, outcome="unattended")
    back = moment(db, one.conversation_id, standard, standard.hours.next_opening(now), now)
    extras = {"notice": "unattended"}
    desk_said(db, one.conversation_id, "utter_desk_unattended", now, extras, phrases=phrases, due_time=back)
    return True


def put_back_vanished(db: Connection, now: datetime, *, standard: Standard, phrases: Phrases) -> int:
    """To be called now and then, by any number of processes: who is served by an agent whom nobody has seen for a
    while waits again, at the head of the queue, and hears so. Returns how many."""
    seen_before = now - standard.handoff.vanished_after.length
    gone = handoff.vanished(db, seen_before)
    agents.leave_unseen(db, seen_before)
    put_back = [one for one in gone if not one.assigned and handoff.put_back(db, one, now)]
    for one in put_back:
        say_place(db, one.conversation_id, "utter_desk_put_back", now, standard, phrases, "put_back")
    # Whose agent had not even greeted them yet still waits, as far as they know.
    return len(put_back) + sum(handoff.move_on(db, one, now) for one in gone if one.assigned)


def say_place(
    db: Connection, conversation_id: str, key: str, now: datetime, standard: Standard, phrases: Phrases, notice: str
) -> Place | None:
    """With no agent there, an estimate would be invented: the standard's own limit is told instead."""
    place = handoff.place(db, conversation_id, now, standard)
    assert place is not None, "the conversation waits"
    extras = {"notice": notice, "position": place.position, "minutes": place.minutes}
    if place.minutes is None:
        key, wait = f"{key}_nobody", {"due_time": _due(db, conversation_id, standard, now)}
    else:
        wait = {"minutes": str(place.minutes)}
    desk_said(db, conversation_id, key, now, extras, phrases=phrases, position=place.position, **wait)
    return place


def _due(db: Connection, conversation_id: str, standard: Standard, now: datetime) -> str:
    asked = handoff.current(db, conversation_id)
    start = (asked.put_back_at or asked.asked_at) if asked else now
    due = standard.clock(FIRST_REPLY).due(start)
    if asked and due > now:
        answer_promised(db, asked.handoff_id, due, FIRST_REPLY, now)
    return moment(db, conversation_id, standard, due, now)


def moment(db: Connection, conversation_id: str, standard: Standard, when: datetime, now: datetime) -> str:
    """A time in the words of the conversation's language."""
    return standard.say(when, customers.conversation(db, conversation_id).language, now)
