"""Our account with Telegram, as far as no line to it is needed."""

from bot.settings import Settings

CHANNEL = "telegram"
IDENTITY = "telegram"
WEBHOOK_PATH = "/telegram/webhook"


def number(settings: Settings) -> str:
    """Which bot of ours it is: the part of the token that is no secret."""
    return settings.telegram_token.get_secret_value().partition(":")[0]
