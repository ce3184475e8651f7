"""Rasa's own connectors: which of them can be put on the desk, and why the others cannot."""

from channels.connectors.botframework import BotFramework
from channels.connectors.callback import Callback
from channels.connectors.connector import Connector
from channels.connectors.facebook import Facebook
from channels.connectors.mattermost import Mattermost
from channels.connectors.rocketchat import RocketChat
from channels.connectors.slack import Slack
from channels.connectors.twilio import Twilio
from channels.connectors.webexteams import WebexTeams

SHIPPED: dict[str, type[Connector]] = {
    "botframework": BotFramework,
    "callback": Callback,
    "facebook": Facebook,
    "mattermost": Mattermost,
    "rocketchat": RocketChat,
    "slack": Slack,
    "twilio": Twilio,
    "webexteams": WebexTeams,
}

ANSWERS_AT_ONCE = (
    "it can only answer within the customer's own request, so no person's answer could ever reach the customer"
)
REFUSED = {
    "cmdline": "use `desk talk`",
    "hangouts": ANSWERS_AT_ONCE,
    "rasa": "it belongs to Rasa Enterprise; use `callback`",
    "rest": f"{ANSWERS_AT_ONCE}; use `callback`, or the widget's own HTTP interface",
    "socketio": "it holds its lines in one process's memory and needs a server of its own; use the widget",
    "telegram": "the desk has a Telegram channel of its own: set DESK_TELEGRAM_TOKEN",
    "twilio_voice": ANSWERS_AT_ONCE,
}
