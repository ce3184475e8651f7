"""A desk that is started while its database is away: beside a server that starts too, or just after its fall."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from bot.errors import Unavailable

SECONDS = 60.0
PAUSE_SECONDS = 0.5
logger = logging.getLogger(__name__)
Result = TypeVar("Result")


def once_there(work: Callable[[], Result], seconds: float = SECONDS) -> Result:
    """What `work` returns, begun anew while the database is away, for `seconds` at most; so it must be work that can be
    begun anew.

    Raises: Unavailable, as `work` raised it last."""
    until, told = time.monotonic() + seconds, False
    while True:
        try:
            return work()
        except Unavailable as absence:
            if time.monotonic() > until:
                raise
            if not told:
                logger.warning("the database is awaited for %.0f s: %s", seconds, absence)
            told = True
            time.sleep(PAUSE_SECONDS)
