"""What customers hear of an incident: with the greeting, with answers it concerns, and when it is over (S0-7.3-f)."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import customers, incidents, tickets
from bot.incidents import Incident
from bot.incidents.affected import Untold, concerned, reached_by, untold
from bot.phrases import Phrases
from bot.reception.gate import Reply, desk_said
from bot.standard import Standard
from bot.store.locks import lock_conversation, lock_name

FOLLOW = "/incident_follow"
AT_A_TIME = 50  # conversations in one transaction
OUTAGE = "utter_faq_fault_outage"
GREETING = "utter_greet"
FAQ = "utter_faq_"
STEPS = "utter_fault_steps_"


def notice(incident: Incident, language: str, now: datetime, standard: Standard, phrases: Phrases) -> str:
    """What was entered, in the customer's language, and until when it is expected to last."""
    words = incident.notice["en" if language == "en" else "zh"]
    # Once the expected end has passed it would be untrue.
    if incident.until is None or incident.until <= now:
        return phrases.say("utter_incident_notice", language, notice=words)
    until = standard.say(incident.until, language, now)
    return phrases.say("utter_incident_notice_until", language, notice=words, due_time=until)


def incident_notices(db: Connection, language: str, now: datetime, standard: Standard, phrases: Phrases) -> list[str]:
    """Of everything that customers hear of now, oldest first; never of a drill."""
    return [notice(one, language, now, standard, phrases) for one in incidents.reaching(db)]


def informed(
    db: Connection, replies: list[Reply], language: str, district: str | None, now: datetime,
    *, standard: Standard, phrases: Phrases,
) -> list[Reply]:  # fmt: skip
    """The assistant's replies with what an incident adds to them: its notice before a greeting, before an answer of the
    FAQ and before the first steps of a fault that it concerns, there with the offer to be told of its end.

    “Is there an outage in my area” (F21) is answered from what is declared."""
    known = incidents.reaching(db)
    told: list[Reply] = []
    for reply in replies:
        key = str(reply.extras.get("key", ""))
        of_it = [one for one in known if _concerns(one, key, district, standard)]
        told += [Reply(notice(one, language, now, standard, phrases), _marked(one)) for one in of_it]
        if key.startswith(STEPS):
            told += [_reply("utter_incident_offer", language, phrases, incident=one.id) for one in of_it]
        if key == OUTAGE:
            told += [_reply("utter_incident_elsewhere" if of_it else "utter_incident_none", language, phrases)]
        if key != OUTAGE or not of_it:
            told.append(reply)
    return told


def incident_followed(
    db: Connection, payload: str, conversation_id: str, language: str, now: datetime, phrases: Phrases
) -> list[Reply]:
    """The customer pressed “tell me when it is back”. `payload` is our own button's."""
    incident = incidents.find(db, int("".join(filter(str.isdigit, payload))))
    if not incident.reaches_customers:
        return [_reply("utter_incident_over_already", language, phrases)]
    incidents.follow(db, incident.id, conversation_id, now)
    return [_reply("utter_incident_following", language, phrases)]


def tell_affected(db: Connection, now: datetime, *, standard: Standard, phrases: Phrases) -> int:
    """To be called now and then, by any number of processes: customers with an open fault, or who asked to hear, are
    told of a new notice and of the end, each once. Returns how many were told by this look."""
    lock_name(db, "incidents:tell")
    count = 0
    for one in untold(db, now):
        people = {} if one.overtaken else concerned(db, one.incident, standard)
        reached = reached_by(db, one.key)
        left = [conversation_id for conversation_id in people if conversation_id not in reached]
        for conversation_id in left[: AT_A_TIME - count]:
            _tell(db, one, conversation_id, people[conversation_id], now, standard, phrases)
            count += 1
        if count >= AT_A_TIME:
            break
        incidents.mark_told(db, one.incident, one.event.id, len(people), now)
    return count


def _tell(
    db: Connection, one: Untold, conversation_id: str, numbers: list[str], now: datetime,
    standard: Standard, phrases: Phrases,
) -> None:  # fmt: skip
    lock_conversation(db, conversation_id)
    language, incident = customers.conversation(db, conversation_id).language, one.incident
    if incident.over:
        names = [standard.incidents.services[key].name(language) for key in incident.services]
        key, words = "utter_incident_back", {"services": ("、" if language != "en" else ", ").join(names)}
    elif incident.until is not None and incident.until > now:
        told = {"notice": incident.notice["en" if language == "en" else "zh"]}
        key, words = "utter_incident_notice_until", {**told, "due_time": standard.say(incident.until, language, now)}
    else:
        key, words = "utter_incident_notice", {"notice": incident.notice["en" if language == "en" else "zh"]}
    desk_said(db, conversation_id, key, now, _marked(incident), phrases=phrases, client_key=one.key, **words)
    for number in numbers:
        tickets.note(db, number, f"incident #{incident.id}: {one.event.kind}", None, now)


def _concerns(incident: Incident, key: str, district: str | None, standard: Standard) -> bool:
    if key.startswith(GREETING):
        return True
    if key.startswith(STEPS):
        return incident.hits(standard.incidents.about_product(key[len(STEPS) :]), district)
    return key.startswith(FAQ) and incident.hits(standard.incidents.about_topic(key[len(FAQ) :]), district)


def _marked(incident: Incident) -> dict[str, Any]:
    return {"notice": "incident", "incident": incident.id}


def _reply(key: str, language: str, phrases: Phrases, **params: Any) -> Reply:
    buttons = phrases.buttons(key, language, **params)
    extras: dict[str, Any] = {"key": key}
    if buttons:
        extras["buttons"] = [{"title": button.title} for button in buttons]
    return Reply(phrases.say(key, language, **params), extras, [button.payload for button in buttons])
