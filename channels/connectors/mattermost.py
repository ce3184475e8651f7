"""Mattermost: an outgoing webhook shows its token; a button carries it in its address (`webhook_url`)."""

import json
from typing import Any

import requests
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.channels.mattermost import MattermostBot
from sanic.request import Request

from channels.connectors.connector import WithToken, at
from channels.connectors.faults import checked

TIMEOUT_SECONDS = 15


class Mattermost(WithToken):
    needs = ("url", "token", "webhook_url", "webhook_token")
    most_buttons, longest_title, longest = 20, 80, 4000

    def number(self, request: Request, message: UserMessage) -> str:
        """A message by its post. A press has no number: its post and its button are what it is, once."""
        about = request.json
        if at(about, ("context",)):
            return f"press:{about.get('user_id')}:{about.get('post_id')}:{at(about, ('context', 'action'))}"
        return str(about.get("post_id") or message.message_id)

    def address(self, message: UserMessage) -> dict[str, Any]:
        return {"to": message.sender_id, "channel": message.output_channel.bot_channel}

    def output(self, address: dict[str, Any]) -> OutputChannel:
        told = self.credentials
        return Bot(str(told["url"]), str(told["token"]), str(address["channel"]), str(told["webhook_url"]))


class Bot(MattermostBot):
    """Rasa's logs what Mattermost refuses, and goes on."""

    sent_as = ""

    def _post_data_to_channel(self, data: dict[str, Any]) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.post(f"{self.url}/posts", headers=headers, data=json.dumps(data), timeout=TIMEOUT_SECONDS)
        self.sent_as = str(checked(answer).json().get("id") or "")
        return answer
