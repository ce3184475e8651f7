"""A customer presses a button below a message: used once, and acknowledged in any case."""

from telegram import Bot, CallbackQuery

from bot import deliveries, handoff, reception, transcript
from bot.customers import Visit, use_language
from bot.errors import Conflict, Invalid, NotFound
from bot.reception import Choice
from channels.telegram.buttons import choice_of, rating_of
from channels.telegram.commands import language_meant
from channels.telegram.heard import Effect, Heard, Hearing

USED, UNKNOWN, RATED = "utter_telegram_button_used", "utter_telegram_button_unknown", "utter_telegram_rated"


def press(hearing: Hearing, query: CallbackQuery) -> Heard:
    chat_id = query.message.chat.id if query.message else query.from_user.id
    visit, data = hearing.known(chat_id), query.data
    choice, score = choice_of(data), rating_of(data)
    if visit and choice and _stands_there(hearing, visit, query, choice.seq):
        key = _choose(hearing, visit, choice, query.id)
    elif visit and score:
        key = _rate(hearing, visit, score)
    else:
        key = UNKNOWN
    toast = hearing.say(key, hearing.language(chat_id, query.from_user)) if key else None
    effects = (_acknowledge(query, toast), *([] if key == UNKNOWN else [_put_away(query)]))
    return Heard("ignored" if key in (USED, UNKNOWN) else "said", effects)


def _stands_there(hearing: Hearing, visit: Visit, query: CallbackQuery, seq: int) -> bool:
    """The message that the button is below is the one it speaks of, as far as we know what that one became."""
    if query.message is None:
        return False
    known = deliveries.said_as(hearing.db, visit.conversation_id, str(query.message.message_id))
    return known in (seq, None)


def _choose(hearing: Hearing, visit: Visit, choice: Choice, query_id: str) -> str | None:
    """The key of what the customer is told, if anything."""
    db, here, key, phrases = hearing.db, visit.conversation_id, f"tg:press:{query_id}"[:64], hearing.desk.phrases
    try:
        meaning = transcript.payload(db, here, choice.seq, choice.option)
        standard = hearing.desk.standard
        reception.customer_chose(db, here, choice, key, hearing.now, standard=standard, phrases=phrases)
    except NotFound:
        return UNKNOWN
    except Conflict:
        return USED
    wanted = language_meant(meaning)
    if wanted and handoff.holder(db, here).kind != "assistant":
        use_language(db, here, wanted, fixed=True)
        reception.desk_said(db, here, "utter_language_switched", hearing.now, phrases=phrases)
    return None


def _rate(hearing: Hearing, visit: Visit, score: int) -> str:
    try:
        told = {"standard": hearing.desk.standard, "phrases": hearing.desk.phrases}
        reception.rated_in_app(hearing.db, visit.conversation_id, score, hearing.now, **told)  # type: ignore[arg-type]
    except Conflict:
        return USED
    except (NotFound, Invalid):
        return UNKNOWN
    return RATED


def _acknowledge(query: CallbackQuery, toast: str | None) -> Effect:
    async def answer(bot: Bot) -> None:
        await bot.answer_callback_query(query.id, toast)

    return answer


def _put_away(query: CallbackQuery) -> Effect:
    """A used button is not offered any more."""

    async def put_away(bot: Bot) -> None:
        if query.message:
            await bot.edit_message_reply_markup(query.message.chat.id, query.message.message_id)

    return put_away
