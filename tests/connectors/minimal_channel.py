"""A channel of one's own, complete: a shop's pager. It posts {"id", "from", "text"} to /webhooks/pager/heard with a
token, and takes {"to", "text"} at its own address. Named by its path in credentials.yml."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import requests
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty


class Pager(InputChannel):
    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    @classmethod
    def name(cls) -> str:
        return "pager"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "Pager":
        told = credentials or {}
        if not (told.get("url") and told.get("token")):
            cls.raise_missing_credentials_exception()
        return cls(told["url"], told["token"])

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("pager")

        @blueprint.post("/heard")
        async def heard(request: Request) -> HTTPResponse:
            """Whoever answers for a request checks who asks: here, before anything is read."""
            if not hmac.compare_digest(request.token or "", self.token):
                return empty(403)
            told = request.json
            # The pager's own number makes a repeated request the same message.
            await on_new_message(UserMessage(told["text"], None, told["from"], message_id=told["id"]))
            return empty(204)

        return blueprint

    def get_output_channel(self) -> OutputChannel:
        return PagerOutput(self.url, self.token)


class PagerOutput(OutputChannel):
    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    @classmethod
    def name(cls) -> str:
        return "pager"

    async def send_text_message(self, recipient_id: str, text: str, **more: Any) -> None:
        """What raises is tried again; what returns has arrived."""
        message, who = {"to": recipient_id, "text": text}, {"Authorization": f"Bearer {self.token}"}
        requests.post(self.url, json=message, headers=who, timeout=15).raise_for_status()
