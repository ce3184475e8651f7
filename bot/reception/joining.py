"""Who proves to be the same customer is told so in both conversations: if it was not them, they can say so."""

import re
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import links, transcript
from bot.errors import Conflict, NotFound
from bot.links import Joined, Shown
from bot.phrases import Phrases
from bot.reception.gate import Choice, customer_said, desk_said
from bot.transcript import Message

# What the buttons below utter_desk_code_question mean: the code itself is kept nowhere.
_ANSWER = re.compile(r"(join|burn):([0-9a-f]{64})")


def code_shown(db: Connection, conversation_id: str, code: str, now: datetime, *, phrases: Phrases) -> Joined | None:
    """links.redeem, told. Nothing is said, and None returned, when there is no such code any more: that is kept as a
    try, so let the transaction end well. Call it first in its transaction.

    Raises: NotFound; TooMany after too many wrong codes."""
    joined = links.redeem(db, code, conversation_id, now)
    return _told(db, joined, now, phrases) if joined else None


def code_brought(
    db: Connection, conversation_id: str, code: str, client_key: str, now: datetime, *, phrases: Phrases
) -> Shown | None:
    """A code that came with a link joins nobody yet. Anybody can send a link with a code of their own, and who taps it
    has seen nothing of that: the customer is asked first. Of a code that has joined them already nothing is said.

    None as for code_shown. Raises: NotFound; TooMany after too many wrong codes."""
    shown = links.look(db, code, conversation_id, now)
    if shown and not shown.already:
        asked, key = {"notice": "join_asked"}, "utter_desk_code_question"
        about = {"client_key": client_key, "code_hash": shown.code_hash}
        desk_said(db, conversation_id, key, now, asked, phrases=phrases, **about)
    return shown


def answers_code(payload: str) -> bool:
    """Whether a button with this meaning is for code_answered, and not for the assistant."""
    return _ANSWER.fullmatch(payload) is not None


def code_answered(
    db: Connection, conversation_id: str, choice: Choice, client_key: str, now: datetime, *, phrases: Phrases
) -> Message:
    """Joined if the customer says that it was they; if not, the code is void. Told either way, once. Call it first in
    its transaction.

    Raises: NotFound, also when this is no button of code_brought; Conflict "already_chosen"."""
    found = _ANSWER.fullmatch(transcript.payload(db, conversation_id, choice.seq, choice.option))
    if found is None:
        raise NotFound("no_such_option")
    if transcript.chosen(db, conversation_id, choice.seq):
        raise Conflict("already_chosen", "these buttons have been used", seq=choice.seq)
    answer, code_hash = found.groups()
    # The join before the message: it locks the conversations of both, in an order of its own.
    joined = links.confirm(db, code_hash, conversation_id, now) if answer == "join" else None
    message = customer_said(db, conversation_id, "", client_key, now, choice=choice, owed=False)
    if joined and joined.joined_id:
        _told(db, joined, now, phrases)
    else:
        key = _outcome(db, conversation_id, answer, code_hash, joined)
        desk_said(db, conversation_id, key, now, {"notice": "told"}, phrases=phrases)
    return message


def _outcome(db: Connection, conversation_id: str, answer: str, code_hash: str, joined: Joined | None) -> str:
    """The key of what is told where nobody was joined."""
    if answer == "join":
        return "utter_desk_already_joined" if joined else "utter_desk_code_unknown"
    # The same link was tapped twice, and confirmed the other time: they hear again what they can do.
    return "utter_desk_code_burnt" if links.burn(db, code_hash, conversation_id) else "utter_desk_joined"


def phone_proven(db: Connection, conversation_id: str, phone: str, now: datetime, *, phrases: Phrases) -> Joined:
    """links.by_phone, told. Only for a number whose owner the app or the site has made sure of.

    Raises: NotFound; Invalid "phone"."""
    return _told(db, links.by_phone(db, conversation_id, phone, now), now, phrases)


def _told(db: Connection, joined: Joined, now: datetime, phrases: Phrases) -> Joined:
    """Who was one customer before hears nothing new."""
    if joined.joined_id:
        for conversation_id in dict.fromkeys(one for one in (joined.there, joined.here) if one):
            desk_said(db, conversation_id, "utter_desk_joined", now, {"notice": "joined"}, phrases=phrases)
    return joined
