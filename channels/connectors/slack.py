"""Slack: Rasa checks the signature of each request (`slack_signing_secret`)."""

import json
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.channels.slack import SlackBot, SlackInput
from sanic.request import Request
from slack_sdk.errors import SlackApiError

from channels.connectors.connector import Connector, Told, at
from channels.connectors.faults import seconds
from channels.delivery.sender import Blocked, Gone, Rejected, Slow

GONE = ("channel_not_found", "user_not_found", "is_archived", "user_disabled", "not_in_channel")
BLOCKED = ("cannot_dm_bot", "messages_tab_disabled", "restricted_action")
REJECTED = ("msg_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")


class Slack(Connector):
    needs = ("slack_token", "slack_signing_secret")
    most_buttons, longest_title, longest = 5, 75, 3000

    def built(self, kind: type[InputChannel]) -> InputChannel:
        """Rasa drops what Slack brings again after a time-out. It may not have arrived the first time: we know what
        we have."""
        built = super().built(kind)
        assert isinstance(built, SlackInput)
        built.errors_ignore_retry = ()
        return built

    def told(self, request: Request, message: UserMessage) -> Told:
        told = super().told(request, message)
        return replace(told, text=_meant(told.text))

    def number(self, request: Request, message: UserMessage) -> str:
        """A message by its place and time: a mention comes as two events. A press by its own time."""
        if request.form.get("payload"):
            payload = json.loads(request.form["payload"][0])
            action = payload["actions"][0]
            return f"press:{payload['user']['id']}:{action.get('action_ts')}:{action.get('value')}"
        event = at(request.json, ("event",)) or {}
        return f"{event.get('channel')}:{event.get('ts')}"

    def address(self, message: UserMessage) -> dict[str, Any]:
        about, threads = message.metadata or {}, self.input.use_threads
        place = {"channel": about.get("out_channel"), "thread": about.get("thread_id") if threads else None}
        return {"to": message.sender_id, **{name: value for name, value in place.items() if value}}

    def output(self, address: dict[str, Any]) -> OutputChannel:
        return Bot(self.credentials, address)

    async def say(self, channel: OutputChannel, *what: Any) -> str:
        try:
            return await super().say(channel, *what)
        except SlackApiError as error:
            raise _meaning(error) from error


class Bot(SlackBot):
    """Rasa's, which keeps the number of what it sent. `api_url`: for a proxy or a stand-in."""

    def __init__(self, credentials: dict[str, Any], address: dict[str, Any]) -> None:
        channel = address.get("channel") or credentials.get("slack_channel")
        super().__init__(credentials["slack_token"], channel, address.get("thread"), credentials.get("proxy"))
        if credentials.get("api_url"):
            self.client.base_url = f"{str(credentials['api_url']).rstrip('/')}/"
        self.sent_as = ""

    async def _post_message(self, channel: str, **what: Any) -> None:
        """Nothing in a text is formatting, or calls a person or a channel. `as_user` is of Slack's old apps."""
        what.pop("as_user", None)
        what.update(text=_plain(what.get("text") or ""), mrkdwn=False)
        if self.thread_id:
            what["thread_ts"] = self.thread_id
        answer = await self.client.chat_postMessage(channel=channel, **what)
        self.sent_as = str(answer.get("ts") or "")


def _meant(text: str) -> str:
    """Slack writes three characters of a text as HTML does."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(text: str) -> str:
    """What Slack would read as markup (<!channel>, <@U1>) is text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _meaning(error: SlackApiError) -> Exception:
    """What the delivery understands. What a new token or another time may mend stays a fault."""
    told = str(error.response.get("error"))
    if told == "ratelimited" or error.response.status_code == 429:
        return Slow(seconds(error.response.headers.get("Retry-After")))
    for names, kind in ((GONE, Gone), (BLOCKED, Blocked), (REJECTED, Rejected)):
        if told in names:
            return kind(told)
    return error
