"""Facebook Messenger: the signature of each request is checked with the app's `secret`."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fbmessenger import MessengerClient  # type: ignore[import-untyped]
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.facebook import FacebookInput, MessengerBot
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from bot.errors import Forbidden
from channels.connectors.connector import Connector, at
from channels.connectors.faults import SLOW_SECONDS, of_status
from channels.delivery.sender import Blocked, Gone, Slow

TIMEOUT_SECONDS = 15
# https://developers.facebook.com/docs/messenger-platform/error-codes
SLOW, BLOCKED, GONE = (4, 32, 613), (10, 551), (2018001,)


class Facebook(Connector):
    needs = ("verify", "secret", "page-access-token")
    most_buttons, longest_title, longest = 3, 20, 640

    def built(self, kind: type[InputChannel]) -> InputChannel:
        return Input.from_credentials(self.credentials)

    def verify(self, request: Request) -> None:
        how, _, shown = request.headers.get("x-hub-signature-256", "").partition("=")
        digest = hmac.new(str(self.credentials["secret"]).encode(), request.body, hashlib.sha256).hexdigest()
        if how != "sha256" or not hmac.compare_digest(shown.encode("utf-8", "replace"), digest.encode()):
            raise Forbidden("wrong_signature")

    def number(self, request: Request, message: UserMessage) -> str:
        return message.message_id

    def output(self, address: dict[str, Any]) -> OutputChannel:
        client = Client(self.credentials["page-access-token"])
        if self.credentials.get("api_url"):
            client.graph_url = str(self.credentials["api_url"]).rstrip("/")
        return Bot(client)


class Input(FacebookInput):
    """Rasa's hears the first of several messages in a request, and waits for Facebook before it has kept it."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("fb_webhook")

        @blueprint.get("/webhook")
        async def known(request: Request) -> HTTPResponse:
            """Facebook asks once whether the address is ours."""
            shown = str(request.args.get("hub.verify_token", ""))
            if not hmac.compare_digest(shown.encode("utf-8", "replace"), str(self.fb_verify).encode()):
                raise Forbidden("wrong_token")
            return text(str(request.args.get("hub.challenge", "")))

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            """Messages, and presses of buttons."""
            for event in events(request.json):
                said, number = words(event)
                if said:
                    await on_new_message(UserMessage(said, None, event["sender"]["id"], None, self.name(), number))
            return text("success")

        return blueprint


class Client(MessengerClient):
    """Facebook says what is wrong in its answer, and fbmessenger does not look at it."""

    sent_as = ""

    def send(self, payload: Any, recipient_id: str, messaging_type: str = "RESPONSE", **more: Any) -> Any:
        answer = super().send(payload, recipient_id, messaging_type, timeout=TIMEOUT_SECONDS, **more)
        if "error" in answer:
            raise _meaning(answer["error"])
        self.sent_as = str(answer.get("message_id") or "")
        return answer


class Bot(MessengerBot):
    @property
    def sent_as(self) -> str:
        return str(self.messenger_client.sent_as)


def events(body: Any) -> Iterator[dict[str, Any]]:
    """Of customers; an echo is our own."""
    for entry in at(body, ("entry",)) or []:
        for event in entry.get("messaging") or []:
            if at(event, ("sender", "id")) and not at(event, ("message", "is_echo")):
                yield event


def words(event: dict[str, Any]) -> tuple[str, str]:
    """What was said, with the addresses of its files, and Facebook's number for it."""
    message, press = event.get("message") or {}, event.get("postback") or {}
    if press:
        number = press.get("mid") or f"{event['sender']['id']}:{event.get('timestamp')}:{press.get('payload')}"
        return str(press.get("payload") or ""), str(number)
    files = [at(one, ("payload", "url")) for one in message.get("attachments") or []]
    chosen = at(message, ("quick_reply", "payload"))
    said = "\n".join(str(part) for part in (chosen or message.get("text"), *files) if part)
    return said, str(message.get("mid") or "")


def _meaning(error: dict[str, Any]) -> Exception:
    codes, told = (error.get("code"), error.get("error_subcode")), str(error.get("message"))
    if codes[0] in SLOW:
        return Slow(SLOW_SECONDS)
    for known, kind in ((GONE, Gone), (BLOCKED, Blocked)):
        if set(codes) & set(known):
            return kind(told)
    return of_status(400 if codes[0] == 100 else 500, told)
