"""Microsoft's Bot Framework (Teams): Rasa checks the signed token of each request with Microsoft's keys."""

import datetime
import json
from typing import Any

import requests
from rasa.core.channels.botframework import BotFramework as RasasBot
from rasa.core.channels.botframework import BotFrameworkInput
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage

from channels.connectors.connector import Connector
from channels.connectors.faults import checked

TIMEOUT_SECONDS = 15


class BotFramework(Connector):
    needs = ("app_id", "app_password")
    most_buttons, longest_title, longest = 6, 80, 4000
    number_at = ("id",)

    def built(self, kind: type[InputChannel]) -> InputChannel:
        return Input(self.credentials["app_id"], self.credentials["app_password"])

    def address(self, message: UserMessage) -> dict[str, Any]:
        """The conversation is at a server that Microsoft names in each request."""
        through: Any = message.output_channel
        server, where = through.global_uri.removesuffix("v3/"), {"id": through.conversation["id"]}
        return {"to": message.sender_id, "server": server, "where": where, "bot": {"id": through.bot["id"]}}

    def output(self, address: dict[str, Any]) -> OutputChannel:
        told = self.credentials
        return Bot(told["app_id"], told["app_password"], address["where"], address["bot"], address["server"])


class Input(BotFrameworkInput):
    """Rasa's asks Microsoft for its keys when it is made: the desk would not start without a line."""

    def __init__(self, app_id: str, app_password: str) -> None:
        self.app_id, self.app_password = app_id, app_password
        self.jwt_keys: dict[str, Any] = {}
        self.jwt_update_time = datetime.datetime.fromtimestamp(0)  # asks at the first request


class Bot(RasasBot):
    """Rasa's logs what is refused, and goes on."""

    sent_as = ""

    async def send(self, message_data: dict[str, Any]) -> None:
        for attachment in message_data.get("attachments") or []:
            for button in attachment["content"].get("buttons") or []:
                button.update(type="messageBack", displayText=button["title"], text=button.pop("payload"))
        headers = await self._get_headers()
        if headers is None:
            raise ConnectionError("no token from Microsoft")
        address = f"{self.global_uri}conversations/{self.conversation['id']}/activities"
        answer = requests.post(address, headers=headers, data=json.dumps(message_data), timeout=TIMEOUT_SECONDS)
        self.sent_as = str(checked(answer).json().get("id") or "")
