"""A server of one's own: it posts to us with a bearer token, and what is answered is posted to its address.

A message may carry a `message_id`: the same one is one message. Without it each request is a message of its own."""

from typing import Any

from rasa.core.channels.callback import CallbackOutput
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, OutputChannel
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from channels.connectors.connector import WithToken
from channels.connectors.faults import of_status


class Callback(WithToken):
    needs = ("url", "webhook_token")
    most_buttons, longest = 20, 4000
    number_at = ("message_id",)

    def built(self, kind: type[InputChannel]) -> InputChannel:
        """Rasa's endpoint would take our token for an argument of its requests."""
        return kind.from_credentials(
            {name: value for name, value in self.credentials.items() if name != "webhook_token"}
        )

    def output(self, address: dict[str, Any]) -> OutputChannel:
        return Bot(self.input.callback_endpoint)


class Bot(CallbackOutput):
    """Rasa's logs what is refused, and goes on."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        super().__init__(endpoint)
        self.sent_as = ""

    async def _persist_message(self, message: dict[str, Any]) -> None:
        await CollectingOutputChannel._persist_message(self, message)
        try:
            answer = await self.callback_endpoint.request("post", content_type="application/json", json=message)
        except ClientResponseError as error:
            raise of_status(error.status, str(error.text)[:200]) from error
        if isinstance(answer, dict):
            self.sent_as = str(answer.get("id") or "")
