"""Rocket.Chat: an outgoing webhook shows the token that was given to it (`webhook_token`)."""

from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.rocketchat import RocketChatBot, RocketChatInput
from rocketchat_API.rocketchat import RocketChat as Server  # type: ignore[import-untyped]
from sanic.request import Request

from channels.connectors.connector import Button, WithToken, at
from channels.connectors.faults import checked
from channels.delivery.sender import Slow, Undeliverable


class RocketChat(WithToken):
    needs = ("user", "password", "server_url", "webhook_token")
    most_buttons, longest_title, longest = 20, 80, 4000
    server: Any = None

    def built(self, kind: type[InputChannel]) -> InputChannel:
        return Input.from_credentials(self.credentials)

    def number(self, request: Request, message: UserMessage) -> str:
        """Of a room's message; of a live chat's, its first one's, as Rasa reads them."""
        chat = at(request.json, ("messages",))
        told = at(chat[0], ("_id",)) if isinstance(chat, list) and chat else at(request.json, ("message_id",))
        return str(told or message.message_id)

    def output(self, address: dict[str, Any]) -> OutputChannel:
        """Signed in once: Rocket.Chat counts sign-ins."""
        told = self.credentials
        self.server = self.server or Server(told["user"], told["password"], server_url=told["server_url"])
        return Bot(self.server)

    async def say(self, channel: OutputChannel, to: str, text: str, buttons: Sequence[Button]) -> str:
        try:
            return await super().say(channel, to, text, buttons)
        except (Slow, Undeliverable):
            raise
        except Exception:
            self.server = None  # perhaps the sign-in has run out
            raise


class Input(RocketChatInput):
    """Rasa's signs in for each message that it hears, and hears nothing when it cannot."""

    def get_output_channel(self) -> OutputChannel | None:
        return None


class Bot(RocketChatBot):
    """Rasa's does not look at the answer."""

    def __init__(self, server: Any) -> None:
        self.rocket, self.server, self.sent_as = self, server, ""

    def chat_post_message(self, *what: Any, **more: Any) -> Any:
        answer = checked(self.server.chat_post_message(*what, **more))
        self.sent_as = str(at(answer.json(), ("message", "_id")) or "")
        return answer
