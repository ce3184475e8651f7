"""Figures for Prometheus: what the store knows, read when asked; what happened in this process, counted."""

from bot.metrics.door import CONTENT_TYPE, admit
from bot.metrics.exposition import exposition

__all__ = ["CONTENT_TYPE", "admit", "exposition"]
