"""The edge's `now`; below it, `now` is an argument."""

from datetime import datetime, timezone


def clock() -> datetime:
    return datetime.now(timezone.utc)
