"""/status: the customer's cases, each with the buttons that it allows. What a button does, the desk answers."""

from telegram import Message

from bot import reception
from channels.telegram.heard import Hearing


def status(hearing: Hearing, message: Message, rest: str) -> None:
    """Whatever stands behind the command: a chat is its customer's, and shows nobody else's case."""
    visit, desk = hearing.visit(message.chat.id, message.from_user), hearing.desk
    key = f"tg:{message.message_id}:told"
    reception.cases_told(
        hearing.db, visit.conversation_id, key, hearing.now, standard=desk.standard, phrases=desk.phrases
    )
