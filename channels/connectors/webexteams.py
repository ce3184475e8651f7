"""Webex: a request only names a message; Rasa fetches it with our token, so nobody can make one up."""

from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.core.channels.webexteams import WebexTeamsBot, WebexTeamsInput
from webexteamssdk import ApiError, WebexTeamsAPI  # type: ignore[import-untyped]

from channels.connectors.connector import Connector
from channels.connectors.faults import of_status

TIMEOUT_SECONDS = 15


class WebexTeams(Connector):
    needs = ("access_token",)
    longest = 3500  # 7,439 bytes
    number_at = ("data", "id")

    def output(self, address: dict[str, Any]) -> OutputChannel:
        assert isinstance(self.input, WebexTeamsInput)
        return Bot(self.credentials, self.input.room)


class Bot(WebexTeamsBot):
    """`api_url`: for a proxy or a stand-in."""

    def __init__(self, credentials: dict[str, Any], room: str | None) -> None:
        self.room, self.sent_as, address = room, "", credentials.get("api_url")
        further: dict[str, Any] = {"base_url": f"{str(address).rstrip('/')}/"} if address else {}
        further.update(single_request_timeout=TIMEOUT_SECONDS, wait_on_rate_limit=False)
        self.api = WebexTeamsAPI(credentials["access_token"], **further)

    async def send_text_message(self, recipient_id: str, text: str, **more: Any) -> None:
        try:
            sent = self.api.messages.create(roomId=self.room or recipient_id, text=text)
        except ApiError as error:
            raise of_status(error.status_code, str(error), error.response.headers.get("Retry-After")) from error
        self.sent_as = str(sent.id)
