"""Ratings in messaging apps: after the score its parts and a comment are asked for, one at a time (S4-4.3-c). Each may
be skipped; the widget's form asks for all of it at once and needs none of this."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy.engine import Connection

from bot import customers, handoff, surveys, transcript
from bot.errors import NotFound
from bot.phrases import Phrases, in_script
from bot.reception.gate import Choice, customer_said, desk_said
from bot.reception.rated import rated
from bot.standard import Standard
from bot.store.locks import lock_conversation
from bot.surveys import Answer, Rating
from bot.transcript import Message

COMMENT, SKIP = "comment", "skip"
# What the buttons below utter_survey_part and utter_survey_comment mean.
_MEANING = re.compile(r"rating:(\d{1,18}):([a-z_]{1,32}):([1-5]|skip)", re.ASCII)
Meant = tuple[int, str, str]  # the rating, which part of it, the score or "skip"


def answers_survey(meaning: str) -> Meant | None:
    found = _MEANING.fullmatch(meaning)
    return (int(found[1]), found[2], found[3]) if found else None


def rated_in_app(
    db: Connection, conversation_id: str, score: int, now: datetime, *, standard: Standard, phrases: Phrases
) -> Rating:
    """reception.rated; its first part is asked for. Raises: as that."""
    rating = rated(db, conversation_id, Answer(score), now, standard=standard)
    _ask(db, conversation_id, rating.id, next(iter(standard.survey.dimensions), COMMENT), now, standard, phrases)
    return rating


def survey_answered(
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
    """The customer's message; the next question stands behind it. Who skips a part is asked for no further one.
    Raises: as customer_said."""
    lock_conversation(db, conversation_id)
    known = transcript.keyed(db, conversation_id, client_key)
    message = customer_said(db, conversation_id, "", client_key, now, choice=choice, owed=False)
    if known is None:
        rating_id, part, answer = meant
        if part == COMMENT:
            _thank(db, conversation_id, rating_id, now, phrases)
        else:
            if answer != SKIP:
                _keep(db, rating_id, {part: int(answer)}, "", standard)
            _ask(db, conversation_id, rating_id, _after(part, answer, standard), now, standard, phrases)
    return message


def asked_for_comment(db: Connection, conversation_id: str, text: str, standard: Standard) -> int | None:
    """The rating that these words are the comment to: it was asked for last, and they want no answer of their own."""
    last = transcript.last_seq(db, conversation_id)
    if not last or handoff.holder(db, conversation_id).kind != "assistant":
        return None
    asked = transcript.at(db, conversation_id, last)
    if asked.author != "desk" or asked.extras.get("key") != "utter_survey_comment":
        return None
    if len(text.strip()) > standard.survey.comment_at_most or standard.survey.wants_answer(text):
        return None
    meant = answers_survey(transcript.payload(db, conversation_id, last, 0))
    return meant[0] if meant else None


def commented(
    db: Connection,
    conversation_id: str,
    rating_id: int,
    text: str,
    now: datetime,
    *,
    standard: Standard,
    phrases: Phrases,
) -> None:
    """The words were said already; they are kept with the rating too."""
    _keep(db, rating_id, {}, text, standard)
    _thank(db, conversation_id, rating_id, now, phrases)


def _after(part: str, answer: str, standard: Standard) -> str:
    parts = [*standard.survey.dimensions, COMMENT]
    return parts[parts.index(part) + 1] if answer != SKIP and part in parts else COMMENT


def _keep(db: Connection, rating_id: int, dimensions: Mapping[str, int], comment: str, standard: Standard) -> None:
    # It may have been erased meanwhile, as its customer wished.
    with suppress(NotFound):
        surveys.add(db, rating_id, dimensions, comment, standard)


def _ask(
    db: Connection, conversation_id: str, rating_id: int, part: str, now: datetime, standard: Standard, phrases: Phrases
) -> None:  # fmt: skip
    language = customers.conversation(db, conversation_id).language
    about: dict[str, object] = {"rating": rating_id}
    if part != COMMENT:
        survey = standard.survey
        about |= {"part": part, "name": in_script(survey.dimensions[part].name(language), language)}
        about |= {f"score_{score}": named.name(language) for score, named in survey.scores.items()}
    key, once = "utter_survey_comment" if part == COMMENT else "utter_survey_part", f"rating:{rating_id}:{part}"
    desk_said(db, conversation_id, key, now, {"notice": "rate"}, phrases=phrases, client_key=once, **about)


def _thank(db: Connection, conversation_id: str, rating_id: int, now: datetime, phrases: Phrases) -> None:
    once = f"rating:{rating_id}:thanks"
    desk_said(db, conversation_id, "utter_survey_thanks", now, {"notice": "told"}, phrases=phrases, client_key=once)
