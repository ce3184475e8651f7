"""A long text in as few pieces as an app takes, cut where a reader would pause."""

from collections.abc import Iterator

import regex  # type: ignore[import-untyped]  # its stubs would be one more package for one pattern

LIMIT = 4096  # UTF-16 code units: Telegram's limit for a message
# Best first: after a paragraph, a line, a sentence, a clause, a word.
_PAUSES = [
    regex.compile(f"(?:{pause})(?![\\p{{M}}\u200d])")
    for pause in (
        r"\n\s*\n\s*",
        r"\s*\n\s*",
        r"[。！？!?…]+[”’」』）)\"']*\s*|\.[”’)\"']*\s+",
        r"[，、；：]\s*|[,;:]\s+",
        r"\s+",
    )
]
# What a reader sees as one character is never cut: letters with their marks, emoji with their joiners.
_CHARACTER = regex.compile(r"\X")


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Pieces of at most `limit` units, none of them blank; together they are the text but for blanks at the cuts."""
    return list(_pieces(text.strip(), limit))


def units(text: str) -> int:
    """How long a text is for Telegram."""
    return len(text) + sum(character > "\uffff" for character in text)


def _pieces(text: str, limit: int) -> Iterator[str]:
    while text:
        if units(text) <= limit:
            yield text
            return
        end = _cut(text[: _fitting(text, limit)])
        yield text[:end].rstrip()
        text = text[end:].lstrip()


def _fitting(text: str, limit: int) -> int:
    """How many code points fit without cutting a character; at least a few, of a character that is longer by itself."""
    end = taken = 0
    for found in _CHARACTER.finditer(text):
        taken += units(found[0])
        if taken > limit:
            break
        end = found.end()
    return end or min(len(text), limit // 2)


def _cut(text: str) -> int:
    """After the last good pause in the second half: a short piece reads worse than a sentence cut at a comma."""
    for pause in _PAUSES:
        ends = [found.end() for found in pause.finditer(text) if found.end() > len(text) // 2 - 1]
        if ends:
            return int(ends[-1])
    return len(text)
