"""From the transcript to the messaging apps: each chat in its order, many chats at once, nothing lost."""

from channels.delivery.loop import Delivery

__all__ = ["Delivery"]
