"""Sends what was said to Telegram, and tells its refusals apart."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram import Bot, InputFile, LinkPreviewOptions
from telegram import Message as Sent
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot import appointments, attachments, customers
from bot.calendar_file import ics
from bot.errors import Conflict, NotFound
from bot.numbers import read_number
from bot.store import Store
from bot.transcript import Message
from channels.delivery.sender import Blocked, Gone, Rejected, Slow
from channels.telegram.parts import Part, parts_of

# Words of Telegram's refusals (there are no codes for them).
GONE = ("chat not found", "user is deactivated", "not a member", "was kicked", "peer_id_invalid", "chat was deleted")
BLOCKED = ("blocked by the user", "can't initiate conversation", "user_is_blocked")
# A photo has to be of a kind that Telegram shows, and small; anything else goes as a file.
PHOTO_TYPES = ("image/jpeg", "image/png")
PHOTO_BYTES = 10 * 1024 * 1024
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sending:
    """The Sender of Telegram."""

    def __init__(self, bot: Bot, store: Store) -> None:
        self._bot, self._store = bot, store

    def parts(self, message: Message) -> list[Part]:
        return parts_of(message)

    async def send(self, address: str, message: Message, part: Part) -> str:
        with _told_apart():
            sent = await self._send(int(address), message.conversation_id, part)
        return str(sent.message_id)

    async def _send(self, chat_id: int, conversation_id: str, part: Part) -> Sent:
        if part.kind == "text":
            return await self._bot.send_message(
                chat_id,
                part.text,
                entities=part.entities,
                reply_markup=part.keyboard,
                link_preview_options=NO_PREVIEW,
            )
        if part.kind == "location":
            place = part.about
            return await self._bot.send_location(
                chat_id, place["latitude"], place["longitude"], reply_markup=part.keyboard
            )
        content = await asyncio.to_thread(self._content, conversation_id, part)
        if part.kind == "image" and part.about["media_type"] in PHOTO_TYPES and len(content) <= PHOTO_BYTES:
            try:
                return await self._bot.send_photo(chat_id, content, filename=part.about["name"], **_beside(part))
            except BadRequest as refused:
                if _reason(refused) is not Rejected:
                    raise
        return await self._bot.send_document(chat_id, InputFile(content, filename=_name(part)), **_beside(part))

    def _content(self, conversation_id: str, part: Part) -> bytes:
        """Raises: Rejected when the desk does not have it any more."""
        with self._store.reading() as db:
            if part.kind == "calendar":
                for booked in appointments.of_conversation(db, conversation_id):
                    if read_number(booked.number) == read_number(part.about):
                        return ics(booked, customers.conversation(db, conversation_id).language)
                raise Rejected("there is no such appointment")
            try:
                return attachments.content(db, conversation_id, part.about["id"])
            except (NotFound, Conflict) as missing:
                raise Rejected("the file is no longer there") from missing


def _beside(part: Part) -> dict:  # type: ignore[type-arg]
    return {"caption": part.text or None, "caption_entities": part.entities, "reply_markup": part.keyboard}


def _name(part: Part) -> str:
    return f"{part.about}.ics" if part.kind == "calendar" else str(part.about["name"])


@contextmanager
def _told_apart() -> Iterator[None]:
    """Raises: Slow, Blocked, Gone, Rejected; anything else, a wrong token too, may pass and is tried again."""
    try:
        yield
    except RetryAfter as slow:
        wait = slow.retry_after
        raise Slow(wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) from slow
    except (Forbidden, BadRequest, ChatMigrated) as refused:
        raise _reason(refused)(str(refused)) from refused


def _reason(refused: Exception) -> type[Blocked | Gone | Rejected]:
    told = str(refused).lower()
    if any(words in told for words in BLOCKED):
        return Blocked
    if isinstance(refused, ChatMigrated) or any(words in told for words in GONE):
        return Gone
    return Blocked if isinstance(refused, Forbidden) else Rejected
