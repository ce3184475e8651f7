"""What every start would derive anew, in seconds, from an installed package that never changes.

It is kept beside the compiled Python, trusted as that is, and named by the release that it came from. Where nothing may
be written, every start derives it."""

import contextlib
import os
import pickle
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "__pycache__"


def kept(name: str) -> Any | None:
    """None when there is nothing, or what lies there cannot be read: a damaged pickle may raise anything, and costs
    no more than deriving it anew."""
    try:
        return pickle.loads(_file(name).read_bytes())
    except Exception:
        return None


def keep(name: str, thing: Any) -> None:
    """Whole or not at all: another process may read, or keep the same, at the same moment."""
    with contextlib.suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        fresh = _file(f"{name}-{os.getpid()}")
        fresh.write_bytes(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))
        fresh.replace(_file(name))


def _file(name: str) -> Path:
    return FOLDER / f"{name}.{sys.implementation.cache_tag}.pickle"


def _derive() -> None:
    """`python -m bot.nlu.derived`: for a place, such as an image, where it cannot be kept later."""
    from bot.nlu.moments import moments
    from bot.nlu.words import words

    for text in ("明天下午三点", "tomorrow at 3 pm"):
        moments(text, datetime.now())
        list(words(text))


if __name__ == "__main__":
    _derive()
