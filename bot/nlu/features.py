"""What the classifiers look at: words, pairs of words, pieces of words."""

import re
from collections.abc import Iterator
from functools import lru_cache

from opencc import OpenCC

from bot.nlu.folding import HAN, fold
from bot.nlu.words import words

# Far longer than any question; what follows no longer changes the answer but would cost time.
LONGEST = 600

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_EMPHASIS = re.compile(r"!\s*!")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\W+(?:[A-Z]+\W+)*[A-Z]{3,}\b")


@lru_cache(maxsize=64)
def meaning(text: str) -> tuple[str, ...]:
    """For the intent: what is asked, whatever its script, region or spelling."""
    plain = mainland(fold(text[:LONGEST]).text)
    cut = ["0" if plain[a:b].isdigit() else plain[a:b] for a, b in words(plain) if _tells(plain[a:b])]
    return (*cut, *pairs(cut), *_han_pieces(plain), *_latin_pieces(plain))


def emphatic(text: str) -> bool:
    """Shouted or exclaimed: it makes anger likelier, and means nothing in "thanks!!"."""
    return bool(_EMPHASIS.search(fold(text).text) or _SHOUTED.search(text))


def _tells(word: str) -> bool:
    """Of the marks only the question mark: people type "thanks!!" as they type "rubbish!!"."""
    return word[0].isalnum() or "?" in word


def mainland(text: str) -> str:
    """Taiwan's words for the trade in those of the mainland: 寬頻 and 宽频 are 宽带, 簡訊 is 短信."""
    return _converter().convert(text) if _HAN_RUN.search(text) else text


def pairs(cut: list[str]) -> Iterator[str]:
    framed = ["<", *cut, ">"]
    return (f"{a} {b}" for a, b in zip(framed, framed[1:], strict=False))


def _han_pieces(text: str) -> Iterator[str]:
    for run in _HAN_RUN.findall(text):
        for size in (1, 2, 3):
            yield from (f"h{run[i : i + size]}" for i in range(len(run) - size + 1))


def _latin_pieces(text: str) -> Iterator[str]:
    """Beginnings, ends and middles of words, so that a slip of the finger does not hide the word."""
    for word in _LATIN_WORD.findall(text):
        if not _HAN_RUN.search(word):
            framed = f"<{word}>"
            for size in (3, 4, 5):
                yield from (f"l{framed[i : i + size]}" for i in range(len(framed) - size + 1))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("tw2sp")
