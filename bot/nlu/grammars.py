"""The recognisers' date grammars, compiled once and not at every start: 300 expressions, two seconds of a processor.

They are imported from here, so that they ask here for their expressions."""

from importlib.metadata import version

import emoji
import regex  # type: ignore[import-untyped]  # as in channels/delivery/splitting.py

from bot.nlu import derived

# The recognisers want a name that newer releases of emoji have dropped.
vars(emoji).setdefault("UNICODE_EMOJI", emoji.EMOJI_DATA)

from recognizers_text.utilities import RegExpUtility  # noqa: E402

NAME = f"date-grammars-{version('regex')}-{version('recognizers-text-date-time')}"

_compiled: dict[tuple[str, int], regex.Pattern[str]] = derived.kept(NAME) or {}
_known = len(_compiled)


def compiled(source: str, flags: int = regex.I | regex.S) -> regex.Pattern[str]:
    if (source, flags) not in _compiled:
        _compiled[source, flags] = regex.compile(source, flags=flags)
    return _compiled[source, flags]


def keep() -> None:
    """For the next start, what this one had to compile."""
    global _known
    if len(_compiled) > _known:
        derived.keep(NAME, _compiled)
        _known = len(_compiled)


RegExpUtility.get_safe_reg_exp = staticmethod(compiled)

from recognizers_date_time import DateTimeRecognizer  # noqa: E402
from recognizers_text import Culture  # noqa: E402

__all__ = ["Culture", "DateTimeRecognizer", "compiled", "keep"]
