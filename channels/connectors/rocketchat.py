"""Rocket.Chat: an outgoing webhook shows the token that was given to it (`webhook_token`)."""

from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.channels.rocketchat import RocketChatBot
from sanic.request import Request

from channels.connectors.connector import WithToken, at
from channels.connectors.faults import checked


class RocketChat(WithToken):
    needs = ("user", "password", "server_url", "webhook_token")
    most_buttons, longest_title, longest = 20, 80, 4000

    def number(self, request: Request, message: UserMessage) -> str:
        """Of a room's message; of a live chat's, its first one's, as Rasa reads them."""
        chat = at(request.json, ("messages",))
        told = at(chat[0], ("_id",)) if isinstance(chat, list) and chat else at(request.json, ("message_id",))
        return str(told or message.message_id)

    def output(self, address: dict[str, Any]) -> OutputChannel:
        return Bot(self.credentials["user"], self.credentials["password"], self.credentials["server_url"])


class Bot(RocketChatBot):
    """Rasa's does not look at the answer."""

    def __init__(self, user: str, password: str, server_url: str) -> None:
        super().__init__(user, password, server_url)
        self.sent_as, post = "", self.rocket.chat_post_message

        def posted(*what: Any, **more: Any) -> Any:
            answer = checked(post(*what, **more))
            self.sent_as = str(at(answer.json(), ("message", "_id")) or "")
            return answer

        self.rocket.chat_post_message = posted
