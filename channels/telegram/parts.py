"""A message of the transcript as Telegram shows it: in one or several requests, all of its text as plain text.

Nothing is told as markup: what is bold or set apart is told beside the text, so no text can turn into formatting."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.transcript import Message
from channels.delivery.splitting import split, units
from channels.telegram.buttons import choice_data, rating_data

Kind = Literal["text", "image", "document", "location", "calendar"]
Row = list[InlineKeyboardButton]
SCORES = range(1, 6)
# About what fits beside one another on a telephone, in narrow characters.
ROW_WIDTH, ROW_BUTTONS = 24, 3


@dataclass(frozen=True)
class Part:
    """One request. `text`: a file's caption; `about`: the attachment, or the appointment's number."""

    kind: Kind
    text: str = ""
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None
    about: Any = None


def parts_of(message: Message) -> list[Part]:
    """The words, then the files; the buttons stand below the last."""
    parts = [*_words(message), *_files(message)]
    keyboard = _keyboard(message)
    if keyboard and not parts:
        parts = [Part("text", "…")]  # buttons cannot stand alone
    if keyboard:
        parts[-1] = replace(parts[-1], keyboard=keyboard)
    return parts


def _words(message: Message) -> Iterator[Part]:
    if message.extras.get("wordless"):
        return
    speaker = _speaker(message)
    for number, piece in enumerate(split(f"{speaker}\n{message.text}" if speaker else message.text)):
        yield Part("text", piece, _set_apart(message, piece, speaker if number == 0 else ""))


def _speaker(message: Message) -> str:
    """Name and staff number of a person; the assistant needs no name, and a notice is set apart in another way."""
    if message.author != "agent" or not message.agent_name:
        return ""
    return " · ".join(filter(None, (message.agent_name.strip(), message.agent_no)))


def _set_apart(message: Message, piece: str, speaker: str) -> tuple[MessageEntity, ...]:
    if speaker:
        return (MessageEntity(MessageEntity.BOLD, 0, units(speaker)),)
    if message.author == "desk":
        return (MessageEntity(MessageEntity.BLOCKQUOTE, 0, units(piece)),)
    return ()


def _files(message: Message) -> Iterator[Part]:
    speaker = _speaker(message) if message.extras.get("wordless") else ""
    for enclosed in message.extras.get("attachments") or []:
        kind: Kind = enclosed["kind"] if enclosed["kind"] in ("image", "location") else "document"
        yield Part(kind, speaker, _set_apart(message, speaker, speaker) if speaker else (), about=enclosed)
    file = message.extras.get("file") or {}
    if file.get("kind") == "appointment":
        yield Part("calendar", about=str(file.get("number")))


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    rows = list(_options(message))
    link = message.extras.get("link") or {}
    if _is_web(link.get("url")):
        rows.append([InlineKeyboardButton(link.get("title") or link["url"], url=link["url"])])
    if message.extras.get("rating"):
        rows.append([InlineKeyboardButton(f"{score} ★", callback_data=rating_data(score)) for score in SCORES])
    return InlineKeyboardMarkup(rows) if rows else None


def _options(message: Message) -> Iterator[Row]:
    titles = [str(button["title"]) for button in message.extras.get("buttons") or []]
    widest = max(map(_width, titles), default=1)
    in_row = max(1, min(ROW_BUTTONS, ROW_WIDTH // max(1, widest)))
    buttons = [
        InlineKeyboardButton(title, callback_data=choice_data(message.seq, number))
        for number, title in enumerate(titles)
    ]
    for first in range(0, len(buttons), in_row):
        yield buttons[first : first + in_row]


def _width(title: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in title)


def _is_web(address: Any) -> bool:
    return isinstance(address, str) and urlsplit(address).scheme in ("http", "https")
