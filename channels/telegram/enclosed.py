"""What a message carries besides words: files to fetch later, a place, or something to be told in words."""

from dataclasses import dataclass, field
from typing import Any

from telegram import Message


@dataclass(frozen=True)
class Enclosed:
    """As bot.attachments takes it: `kind` image | document | audio | video | location, `size` in bytes."""

    kind: str
    name: str
    media_type: str
    size: int
    facts: dict[str, Any] = field(default_factory=dict)


def enclosed(message: Message) -> Enclosed | None:
    """None when there is nothing that the desk keeps as an attachment."""
    if message.photo:
        return _file("image", max(message.photo, key=lambda one: one.width * one.height), "photo.jpg", "image/jpeg")
    if message.animation:  # comes with the same thing as a document beside it
        return _file("video", message.animation, "animation.mp4", "video/mp4")
    if message.document:
        kind = (message.document.mime_type or "").partition("/")[0]
        return _file(kind if kind in ("image", "audio", "video") else "document", message.document, "document", "")
    if message.voice:
        return _file("audio", message.voice, "voice.ogg", "audio/ogg")
    if message.audio:
        return _file("audio", message.audio, "audio.mp3", "audio/mpeg")
    if message.video or message.video_note:
        return _file("video", message.video or message.video_note, "video.mp4", "video/mp4")
    if message.sticker and not message.sticker.is_animated and not message.sticker.is_video:
        return _file("image", message.sticker, "sticker.webp", "image/webp")
    return _place(message)


def words(message: Message) -> str:
    """The text, the caption, or what can be said in words of the rest; empty when there is nothing to say."""
    if message.text or message.caption:
        return message.text or message.caption or ""
    if message.venue:
        return ", ".join(part for part in (message.venue.title, message.venue.address) if part)
    if message.contact:
        told = (message.contact.first_name, message.contact.last_name, message.contact.phone_number)
        return " ".join(part for part in told if part)
    if message.dice:
        return message.dice.emoji
    if message.sticker and enclosed(message) is None:
        return message.sticker.emoji or ""
    return ""


def _file(kind: str, file: Any, name: str, media_type: str) -> Enclosed:
    """`file`: any of Telegram's kinds of file; not each has a name and a type."""
    told_name, told_type = getattr(file, "file_name", None), getattr(file, "mime_type", None)
    facts = {"file_id": file.file_id}
    return Enclosed(kind, told_name or name, told_type or media_type, file.file_size or 0, facts)


def _place(message: Message) -> Enclosed | None:
    if message.location is None:
        return None
    facts = {"latitude": message.location.latitude, "longitude": message.location.longitude}
    return Enclosed("location", "", "", 0, facts)
