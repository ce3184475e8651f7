"""The service standard: read from standard.yml, pure, knows neither store nor web."""

from bot.standard.clocks import Clock
from bot.standard.loader import InvalidStandard, load
from bot.standard.running import ClockState
from bot.standard.schema import Standard
from bot.standard.wording import Finding

__all__ = ["Clock", "ClockState", "Finding", "InvalidStandard", "Standard", "load"]
