"""One stored update in the transaction in which it is worked off, and what became of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection
from telegram import Bot, User

from bot import customers, deliveries
from bot.customers import Visit
from channels.telegram.account import CHANNEL, IDENTITY

if TYPE_CHECKING:
    from channels.work import Desk

# Asked of Telegram once the transaction is kept: losing one is a nuisance, never a loss.
Effect = Callable[[Bot], Awaitable[object]]


@dataclass(frozen=True)
class Heard:
    """`outcome`: said | ignored | declined, as bot.updates keeps it; failed and later are not at the end yet."""

    outcome: str
    effects: tuple[Effect, ...] = ()


SAID, IGNORED, LATER = Heard("said"), Heard("ignored"), Heard("later")


@dataclass(frozen=True)
class Hearing:
    db: Connection
    desk: "Desk"
    now: datetime

    def known(self, chat_id: int) -> Visit | None:
        return customers.find_by_identity(self.db, IDENTITY, str(chat_id))

    def visit(self, chat_id: int, user: User | None) -> Visit:
        """The chat's conversation, begun at its first word in the language that the app shows."""
        known = self.known(chat_id)
        if known:
            return known
        visit = customers.welcome(self.db, CHANNEL, IDENTITY, str(chat_id), language_of(user), self.now)
        deliveries.begin(self.db, visit.conversation_id, CHANNEL, str(chat_id))
        return visit

    def language(self, chat_id: int, user: User | None) -> str:
        known = self.known(chat_id)
        return customers.conversation(self.db, known.conversation_id).language if known else language_of(user)

    def say(self, key: str, language: str) -> str:
        return self.desk.phrases.say(key, language)


def language_of(user: User | None) -> str:
    """zh | zh-Hant | en, from a tag such as "zh-hans", "zh-TW" or "de"; the desk's own when it is not told."""
    tag = ((user.language_code if user else None) or "zh").lower().replace("_", "-")
    if not (tag == "zh" or tag.startswith("zh-")):
        return "en"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(tag.split("-")) else "zh"
