"""Canned replies: `data/console/canned.yml`, each in both languages."""

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import ROOT

CANNED = ROOT / "data" / "console" / "canned.yml"


@lru_cache(maxsize=1)
def canned_replies() -> list[dict[str, Any]]:
    """[{"key", "topic", "title": {zh, en}, "text": {zh, en}}]; {placeholders} are for the agent to fill in."""
    written = yaml.safe_load(CANNED.read_text(encoding="utf-8"))
    return [{"key": key, **reply} for key, reply in written["canned"].items()]
