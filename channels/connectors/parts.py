"""A message of the transcript as an app without files shows it: texts, each in one request, and buttons or numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.phrases import Phrases
from bot.transcript import Message
from channels.connectors.buttons import SCORES, choice_token, rating_token
from channels.connectors.connector import Button, Connector
from channels.connectors.files import link
from channels.delivery.splitting import split


@dataclass(frozen=True)
class Part:
    """One request."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Showing:
    """`language`: the conversation's."""

    connector: Connector
    phrases: Phrases
    language: str

    def parts(self, message: Message) -> list[Part]:
        """The words, then the files; what can be chosen stands below the last."""
        parts = [Part(piece) for text in self._texts(message) for piece in self._pieces(text)]
        buttons = tuple(choices(message))
        if not buttons:
            return parts
        if not parts:
            parts = [Part("…")]  # buttons cannot stand alone
        if shown_as_buttons(self.connector, message):
            return [*parts[:-1], replace(parts[-1], buttons=buttons)]
        return [*parts, Part(self._asked(message))]

    def _pieces(self, text: str) -> Iterator[str]:
        """Rasa sends each paragraph by itself; here each is one request, so that what went out is known."""
        for paragraph in text.split("\n\n"):
            yield from split(paragraph, self.connector.longest)

    def _texts(self, message: Message) -> Iterator[str]:
        speaker = _speaker(message)
        if not message.extras.get("wordless"):
            yield f"{speaker}\n{message.text}" if speaker else message.text
        for file in message.extras.get("attachments") or []:
            yield self._file(message, str(file["id"]), str(file["name"] or file["kind"]), "file")
        calendar = message.extras.get("file") or {}
        if calendar.get("kind") == "appointment":
            number = str(calendar.get("number"))
            yield self._file(message, number, f"{number}.ics", "calendar")
        further = message.extras.get("link") or {}
        if str(further.get("url", "")).startswith(("https://", "http://")):
            yield f"{further.get('title') or ''}\n{further['url']}".strip()

    def _file(self, message: Message, id: str, name: str, kind: str) -> str:
        """The same each time: a link is good from when the message was sent."""
        url = link(self.connector, message.conversation_id, id, kind, message.created_at)
        key = "utter_connector_file" if url else "utter_connector_file_elsewhere"
        return self.phrases.say(key, self.language, name=name, **({"url": url} if url else {}))

    def _asked(self, message: Message) -> str:
        """To be answered by a number; what a score is needs no list."""
        titles = [str(button["title"]) for button in message.extras.get("buttons") or []]
        if not titles:
            return self.phrases.say("utter_connector_rate", self.language)
        numbered = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
        return "\n".join([self.phrases.say("utter_connector_choose", self.language), *numbered])


def choices(message: Message) -> Iterator[Button]:
    for number, button in enumerate(message.extras.get("buttons") or []):
        yield {"title": str(button["title"]), "payload": choice_token(message.seq, number)}
    if message.extras.get("rating"):
        for score in SCORES:
            yield {"title": f"{score} ★", "payload": rating_token(score)}


def shown_as_buttons(connector: Connector, message: Message) -> bool:
    return connector.has_room([button["title"] for button in choices(message)])


def _speaker(message: Message) -> str:
    """Name and staff number of a person; the assistant and the desk need no name."""
    if message.author != "agent" or not message.agent_name:
        return ""
    return " · ".join(filter(None, (message.agent_name.strip(), message.agent_no)))
