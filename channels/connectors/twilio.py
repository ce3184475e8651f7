"""Twilio: SMS and WhatsApp. Rasa does not check who asks; the signature is checked here."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.twilio import TwilioInput, TwilioOutput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.errors import Forbidden, Invalid, Malformed
from bot.settings import Settings
from channels.connectors.connector import Connector
from channels.connectors.faults import of_status
from channels.delivery.sender import Blocked, Gone, Rejected

TIMEOUT_SECONDS = 15
MEDIA = 10  # at most, in one message
# https://www.twilio.com/docs/api/errors
MEANINGS: dict[int, type[Exception]] = {
    **dict.fromkeys((21610, 63032), Blocked),
    **dict.fromkeys((21211, 21614, 63003), Gone),
    **dict.fromkeys((21602, 21617, 63016), Rejected),
}


class Twilio(Connector):
    needs = ("account_sid", "auth_token", "twilio_number")
    longest = 1600

    def __init__(self, kind: type[InputChannel], credentials: dict[str, Any], settings: Settings) -> None:
        super().__init__(kind, credentials, settings)
        if not settings.public_url:
            raise Invalid("credentials", "twilio: its signatures cover our address: set DESK_PUBLIC_URL")

    def built(self, kind: type[InputChannel]) -> InputChannel:
        return Input.from_credentials(self.credentials)

    def verify(self, request: Request) -> None:
        """HMAC-SHA1 over our public address and all parameters, with the account's token."""
        query = f"?{request.query_string}" if request.query_string else ""
        address = self.settings.public_url.rstrip("/") + request.path + query
        shown = request.headers.get("x-twilio-signature", "")
        validator = RequestValidator(str(self.credentials["auth_token"]))
        if not shown.isascii() or not validator.validate(address, Parameters(posted(request)), shown):
            raise Forbidden("wrong_signature")

    def number(self, request: Request, message: UserMessage) -> str:
        return message.message_id

    def output(self, address: dict[str, Any]) -> OutputChannel:
        return Output(self.credentials)


class Parameters(dict[str, list[str]]):
    """As the validator reads them: a name may come more than once."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]


class Input(TwilioInput):
    """Rasa's fails on a message without words, and makes an intent of a place."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("twilio_webhook")

        @blueprint.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            """A message; its files and place as their addresses."""
            told = dict(posted(request))
            if not told.get("From") or not told.get("MessageSid", told.get("SmsSid")):
                raise Malformed("not_understood", "no From or no MessageSid")
            number = told.get("MessageSid") or told["SmsSid"]
            # As Rasa: some carriers spoil the @ sign.
            text = words(told).replace("¡", "@")
            await on_new_message(UserMessage(text, None, told["From"], None, self.name(), number))
            return empty(204)

        return blueprint


class Output(TwilioOutput):
    """Rasa's swallows every error; `api_url` is for a proxy or a stand-in."""

    def __init__(self, credentials: dict[str, Any]) -> None:
        super().__init__(credentials["account_sid"], credentials["auth_token"], credentials["twilio_number"])
        self.http_client = TwilioHttpClient(timeout=TIMEOUT_SECONDS)
        if credentials.get("api_url"):
            self.api.base_url = str(credentials["api_url"]).rstrip("/")
        self.sent_as = ""

    async def _send_message(self, message_data: dict[str, Any]) -> Any:
        try:
            message = self.messages.create(**message_data)
        except TwilioRestException as error:
            if error.code in MEANINGS:
                raise MEANINGS[error.code](f"{error.code}: {error.msg}") from error
            if error.status == 404:  # the account, not the customer
                raise
            raise of_status(error.status, f"{error.code}: {error.msg}") from error
        self.sent_as = str(message.sid)
        return message


def posted(request: Request) -> list[tuple[str, str]]:
    """With the empty ones, which are signed too."""
    try:
        return parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise Malformed("not_understood", "not a form") from error


def words(told: dict[str, str]) -> str:
    files = [told[f"MediaUrl{number}"] for number in range(MEDIA) if told.get(f"MediaUrl{number}")]
    place = [told.get("Latitude"), told.get("Longitude")]
    where = f"https://www.openstreetmap.org/?mlat={place[0]}&mlon={place[1]}" if all(place) else ""
    named = told.get("Label") or told.get("Address") or ""
    return "\n".join(filter(None, (told.get("Body", "").strip(), named, where, *files)))
