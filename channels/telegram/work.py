"""What runs beside the webhook while Telegram is set up."""

from channels.telegram.delivering import Delivering
from channels.telegram.fetching import Fetching
from channels.telegram.intake import Intake
from channels.telegram.polling import Polling
from channels.work import Desk, Worker


def workers(desk: Desk) -> list[Worker]:
    here: list[Worker] = [Delivering(desk.settings, desk.store), Intake(desk), Fetching(desk)]
    return [*here, Polling(desk)] if desk.settings.telegram_mode == "polling" else here
