"""Text folded to one form for searching: half width, Simplified; each character knows where it came from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
# An English full stop ends a sentence after two letters or figures: not in "i.e." nor in the number of a list.
_SENTENCE_END = re.compile(r"[。!?;\r\n]+|(?<=[^\W_][^\W_])\.(?=\s|$)|(?<=[}\])\"'])\.(?=\s|$)")


@dataclass(frozen=True)
class Plain:
    text: str
    origin: tuple[int, ...]  # for each character of `text`, its place in the original; one more for the end

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text that a span of `text` came from."""
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Spans without the marks that end them."""
        start = 0
        for mark in _SENTENCE_END.finditer(self.text):
            if mark.start() > start:
                yield start, mark.start()
            start = mark.end()
        if start < len(self.text):
            yield start, len(self.text)


def plain(original: str) -> Plain:
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(original):
        folded = _fold(character)
        letters.append(folded)
        origin.extend([place] * len(folded))
    return Plain("".join(letters), (*origin, len(original)))


def fold(original: str) -> str:
    return "".join(map(_fold, original))


def language_of(text: str) -> str:
    """`zh` or `en`, by what most of the text is made of: a Chinese name in an English sentence leaves it English."""
    return "zh" if len(CJK.findall(text)) > len(LATIN_WORD.findall(PLACEHOLDER.sub("", text))) else "en"


@lru_cache(maxsize=20_000)
def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).replace("’", "'").replace("‘", "'")
    # OpenCC leaves 著 alone for words such as 著名; customers write it in 著火 and 著急.
    return str(_simplified().convert(folded)).replace("著", "着") if CJK.search(folded) else folded


@lru_cache(maxsize=1)
def _simplified() -> OpenCC:
    return OpenCC("t2s")
