"""What an operator arranges with Telegram: where it brings updates, and how things stand."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Bot, BotCommand, WebhookInfo
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError

from bot.errors import Invalid, Unavailable
from bot.phrases import Phrases
from bot.settings import Settings
from channels.telegram.account import WEBHOOK_PATH
from channels.telegram.line import connected

# All that the desk understands, said explicitly: Telegram otherwise keeps what was asked for the last time.
ALLOWED_UPDATES = (UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER)
COMMANDS = ("help", "human", "status", "language", "link")
CONNECTIONS = 20  # of Telegram to us at once

T = TypeVar("T")


def set_webhook(settings: Settings, phrases: Phrases) -> str:
    """The address that Telegram brings updates to from now on; what it has waiting is kept. Raises: Invalid;
    Unavailable."""
    address = settings.public_url.rstrip("/") + WEBHOOK_PATH
    if not address.startswith("https://"):
        raise Invalid("no_public_address", "Telegram needs an https address of ours: set DESK_PUBLIC_URL")
    if not settings.telegram_secret.get_secret_value():
        raise Invalid("no_secret", "a webhook needs DESK_TELEGRAM_SECRET")

    async def arrange(bot: Bot) -> str:
        await bot.set_webhook(
            address,
            max_connections=CONNECTIONS,
            allowed_updates=list(ALLOWED_UPDATES),
            drop_pending_updates=False,
            secret_token=settings.telegram_secret.get_secret_value(),
        )
        await _tell_commands(bot, phrases)
        return address

    return _with_bot(settings, arrange)


def delete_webhook(settings: Settings) -> None:
    """Updates wait at Telegram (for a day) until they are polled. Raises: Invalid; Unavailable."""

    async def arrange(bot: Bot) -> bool:
        return await bot.delete_webhook(drop_pending_updates=False)

    _with_bot(settings, arrange)


def status(settings: Settings) -> dict[str, str]:
    """Who we are, where updates go, how many wait, and what trouble Telegram had. Raises: Invalid; Unavailable."""

    async def look(bot: Bot) -> dict[str, str]:
        me, hook = await bot.get_me(), await bot.get_webhook_info()
        return {"bot": f"@{me.username} ({me.id})", "mode": settings.telegram_mode, **_told(hook)}

    return _with_bot(settings, look)


def _told(hook: WebhookInfo) -> dict[str, str]:
    trouble = hook.last_error_message or ""
    at = f"{hook.last_error_date:%Y-%m-%d %H:%M} UTC: " if trouble and hook.last_error_date else ""
    return {
        "webhook": hook.url or "none",
        "waiting": str(hook.pending_update_count),
        "updates": ", ".join(hook.allowed_updates or ["Telegram's own choice"]),
        "last error": f"{at}{trouble}" if trouble else "none",
    }


async def _tell_commands(bot: Bot, phrases: Phrases) -> None:
    """What the app's menu offers, in both languages."""
    for language in ("en", "zh"):
        menu = [BotCommand(name, phrases.say(f"utter_telegram_command_{name}", language)) for name in COMMANDS]
        await bot.set_my_commands(menu, language_code=None if language == "en" else language)


def _with_bot(settings: Settings, arrange: Callable[[Bot], Awaitable[T]]) -> T:
    if not settings.telegram_token.get_secret_value():
        raise Invalid("no_token", "set DESK_TELEGRAM_TOKEN to the token that BotFather gave you")

    async def run() -> T:
        async with connected(settings) as bot:
            return await arrange(bot)

    try:
        return asyncio.run(run())
    except InvalidToken as error:
        # The library's own sentence has the token in it.
        raise Invalid("wrong_token", "Telegram does not know DESK_TELEGRAM_TOKEN") from error
    except TelegramError as error:
        raise Unavailable("telegram", f"Telegram: {error}") from error
