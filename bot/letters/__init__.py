"""Written replies (FORM-WRITTEN-REPLY): numbered, dated, and kept byte for byte as they were sent."""

from bot.letters.record import Letter, content, find, keyed, of_ticket, read_number
from bot.letters.sending import Head, keep, number_of
from bot.letters.writing import rendered, written

__all__ = [
    "Head",
    "Letter",
    "content",
    "find",
    "keep",
    "keyed",
    "number_of",
    "of_ticket",
    "read_number",
    "rendered",
    "written",
]
