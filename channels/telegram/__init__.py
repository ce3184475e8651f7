"""Telegram: updates in by webhook or polling, worked off by workers of their own; deliveries out."""

from channels.telegram.webhook import blueprint

__all__ = ["blueprint"]
