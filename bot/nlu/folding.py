"""One spelling for matching: NFKC, lower case, Traditional folded to Simplified; each place knows its origin."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN = re.compile(f"[{HAN}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Folded:
    """`text` as it is matched; character `i` of it was made from `original[starts[i]:ends[i]]`."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of the non-empty piece `text[start:end]`."""
        return self.starts[start], self.ends[end - 1]

    def blank(self, spans: list[tuple[int, int]]) -> str:
        """`text` with the pieces that lie in these spans of the original replaced by as many commas."""
        taken = {place for start, end in spans for place in range(start, end)}
        return "".join("," if self.starts[i] in taken else char for i, char in enumerate(self.text))


@lru_cache(maxsize=64)
def fold(original: str) -> Folded:
    """Never fails: a lone surrogate becomes U+FFFD."""
    safe = _SURROGATE.sub("\ufffd", original)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(safe):
        piece = unicodedata.normalize("NFKC", safe[start:end]).lower()
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    return Folded(original, simplified("".join(pieces)), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character together with the marks that combine with it, so that NFKC can compose them."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, place
            start = place


def simplified(text: str) -> str:
    """Simplified Chinese of the same length; by phrases where that keeps the length, else by characters."""
    if not _HAN.search(text):
        return text
    whole = _converter().convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(_one(char) for char in text)


def _one(char: str) -> str:
    converted = _converter().convert(char) if _HAN.match(char) else char
    return converted if len(converted) == 1 else char


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")
