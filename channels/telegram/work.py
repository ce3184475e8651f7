"""What Telegram needs done beside the webhook."""

from channels.telegram.delivering import Delivering
from channels.work import Desk, Worker


def workers(desk: Desk) -> list[Worker]:
    return [Delivering(desk.settings, desk.store)]
