"""One of Rasa's connectors on the desk: what is Rasa's own about it, and what the desk has to know besides."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic.request import Request

from bot.errors import Forbidden, Invalid
from bot.settings import Settings
from channels.delivery.sender import Undeliverable

ID_LIMIT = 128  # characters of the app's names and numbers; longer ones stand as their SHA-256
Button = dict[str, str]  # title, payload: as Rasa's output channels take them


@dataclass(frozen=True)
class Told:
    """What a customer said. `update_id`: the app's own number for it, the same when the app tells it again."""

    update_id: str
    sender: str
    text: str
    address: dict[str, Any]


class Connector:
    """As it is, for a connector of one's own; those that Rasa ships say in a class of theirs what differs.

    `needs`: keys of credentials.yml. `most_buttons`, `longest_title`, `longest`: what the app shows, in characters."""

    needs: tuple[str, ...] = ()
    most_buttons = 0
    longest_title = 80
    longest = 2000
    # A number that the app gives to each message, at this place of its JSON.
    number_at: tuple[str, ...] = ()

    def __init__(self, kind: type[InputChannel], credentials: dict[str, Any], settings: Settings) -> None:
        """Raises: Invalid by the name of what is missing."""
        self.name, self.settings, self.credentials = kind.name(), settings, credentials
        missing = [key for key in self.needs if not credentials.get(key)]
        if missing:
            raise Invalid("credentials", f"{self.name}: {', '.join(missing)} missing")
        self.input = self.built(kind)

    def built(self, kind: type[InputChannel]) -> InputChannel:
        return kind.from_credentials(dict(self.credentials))

    def verify(self, request: Request) -> None:
        """Whether it is the app that asks, where Rasa's connector does not look. Raises: Forbidden."""

    def told(self, request: Request, message: UserMessage) -> Told:
        """A number is one among its sender's: not every app counts all its messages together."""
        number = short(f"{message.sender_id}:{self.number(request, message)}")
        return Told(number, short(message.sender_id), message.text or "", self.address(message))

    def number(self, request: Request, message: UserMessage) -> str:
        """The app's own; else the connector's, which is a new one each time unless it took the app's."""
        told = at(request.json, self.number_at) if self.number_at else None
        return str(told) if isinstance(told, (str, int)) and told else message.message_id

    def address(self, message: UserMessage) -> dict[str, Any]:
        """All that it takes to write to the customer later, apart from the credentials."""
        return {"to": message.sender_id}

    def output(self, address: dict[str, Any]) -> OutputChannel:
        channel = self.input.get_output_channel()
        if channel is None:
            raise Undeliverable(f"{self.name} has no output channel")
        return channel

    async def send(self, address: dict[str, Any], text: str, buttons: Sequence[Button]) -> str:
        """The app's number for what was sent, empty where it tells none. Raises: as channels.delivery.sender says."""
        return await self.say(self.output(address), str(address["to"]), text, buttons)

    async def say(self, channel: OutputChannel, to: str, text: str, buttons: Sequence[Button]) -> str:
        if buttons:
            await channel.send_text_with_buttons(to, text, [dict(button) for button in buttons])
        else:
            await channel.send_text_message(to, text)
        return str(getattr(channel, "sent_as", ""))

    def has_room(self, titles: Sequence[str]) -> bool:
        """Can these be buttons? Otherwise they are numbered lines of the text."""
        return len(titles) <= self.most_buttons and all(len(title) <= self.longest_title for title in titles)

    def key(self) -> bytes:
        """For signatures of ours: every process that has the same credentials has it."""
        told = json.dumps(self.credentials, sort_keys=True, default=str)
        return hashlib.sha256(f"{self.name}:{told}".encode()).digest()


class WithToken(Connector):
    """The app shows a token that nobody else knows: in its JSON, in the address, or as a bearer token."""

    needs: tuple[str, ...] = ("webhook_token",)

    def verify(self, request: Request) -> None:
        shown = [request.args.get("token"), request.token]
        if request.body:
            shown.append(at(request.json, ("token",)))
        wanted = str(self.credentials["webhook_token"]).encode()
        if not any(hmac.compare_digest(str(one).encode("utf-8", "replace"), wanted) for one in shown if one):
            raise Forbidden("wrong_token")


def at(body: Any, place: Sequence[str]) -> Any:
    """What stands at this place of a JSON body; None when it is of another shape."""
    for name in place:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def short(name: str) -> str:
    return name if len(name) <= ID_LIMIT else f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
