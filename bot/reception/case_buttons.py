"""Cases in messaging apps: each as one message, with buttons below it that the desk itself answers."""

import re
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import customers, transcript
from bot.errors import Conflict, NotFound
from bot.phrases import Phrases
from bot.reception.gate import Choice, customer_said, desk_said
from bot.reception.progress import Case, case
from bot.reception.proving import own_case, own_cases
from bot.reception.urging import hurried, not_solved
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.transcript import Message

# What the buttons below utter_case_shown_… mean.
_CASE = re.compile(r"case:(T[0-9A-Z]{4}-[0-9A-Z]{4}):(hurry|not_solved)", re.ASCII)
SHOWN = 3  # cases at once
MARKS = {"done": "✓", "now": "▶", "ahead": "·"}
Meant = tuple[str, str]  # the ticket's number, and what is wanted


def answers_case(meaning: str) -> Meant | None:
    found = _CASE.fullmatch(meaning)
    return (found[1], found[2]) if found else None


def cases_told(
    db: Connection, conversation_id: str, key: str, now: datetime, *, standard: Standard, phrases: Phrases
) -> None:
    """The customer's latest cases; `key`: the same asking is answered once."""
    lock_conversation(db, conversation_id)
    ours = own_cases(db, conversation_id, SHOWN)
    if not ours:
        desk_said(db, conversation_id, "utter_case_none", now, {"notice": "told"}, phrases=phrases, client_key=key)
    language = customers.conversation(db, conversation_id).language
    for place, one in enumerate(ours):
        seen = case(db, one, language, now, standard=standard, phrases=phrases)
        _say(db, conversation_id, seen, now, phrases, key if place == 0 else f"{key}:{place}", language)


def case_answered(
    db: Connection,
    conversation_id: str,
    choice: Choice,
    meant: Meant,
    client_key: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> Message:
    """The customer's message; what became of it is said behind it. Raises: as customer_said."""
    lock_conversation(db, conversation_id)
    known = transcript.keyed(db, conversation_id, client_key)
    message = customer_said(db, conversation_id, "", client_key, now, choice=choice, owed=False)
    if known is not None:
        return message
    number, wanted = meant
    key = f"button:{conversation_id}:{choice.seq}"
    told = {"standard": standard, "phrases": phrases, "here": conversation_id}
    try:
        ticket = own_case(db, conversation_id, number)
        (hurried if wanted == "hurry" else not_solved)(db, ticket, key, now, **told)  # type: ignore[arg-type]
    except (Conflict, NotFound) as refused:
        _say_why_not(db, conversation_id, number, refused, now, standard, phrases)
    return message


def _say_why_not(
    db: Connection,
    conversation_id: str,
    number: str,
    refused: Conflict | NotFound,
    now: datetime,
    standard: Standard,
    phrases: Phrases,
) -> None:
    again = refused.facts.get("again_at")
    key = {"hurried_lately": "utter_case_hurry_later", "hurried_enough": "utter_case_hurry_enough"}
    language = customers.conversation(db, conversation_id).language
    time = standard.say(datetime.fromisoformat(str(again)), language, now) if again else ""
    desk_said(
        db,
        conversation_id,
        key.get(refused.code, "utter_case_no_more"),
        now,
        {"notice": "told"},
        phrases=phrases,
        ticket_no=number,
        again_time=time,
    )


def _say(
    db: Connection, conversation_id: str, seen: Case, now: datetime, phrases: Phrases, key: str, language: str
) -> None:
    can = [name for name, may in (("hurry", seen.hurry.allowed), ("not_solved", seen.not_solved)) if may]
    suffix = "_both" if len(can) == 2 else f"_{can[0]}" if can else ""
    desk_said(
        db,
        conversation_id,
        f"utter_case_shown{suffix}",
        now,
        {"notice": "told"},
        phrases=phrases,
        client_key=key,
        title=seen.title,
        ticket_no=seen.number,
        bar=" ".join(f"{MARKS[one.state]}{one.name}" for one in seen.stages),
        state=seen.state,
        department=seen.department,
        more="".join(_more(seen, phrases, language)),
    )


def _more(seen: Case, phrases: Phrases, language: str) -> list[str]:
    lines = []
    if seen.promised:
        key = "utter_case_late" if seen.promised.late else "utter_case_due"
        lines.append(phrases.say(key, language, due_time=seen.promised.when))
    if seen.happened:
        latest = seen.happened[0]
        lines.append(phrases.say("utter_case_latest", language, text=latest.text, when=latest.when))
    if seen.letters:
        numbers = ", ".join(one.number for one in seen.letters)
        lines.append(phrases.say("utter_case_letters", language, numbers=numbers))
    return lines
