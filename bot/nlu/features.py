"""What the classifiers look at: words, word pairs, pieces of words and, for the emotion, how it was typed."""

import re
from functools import lru_cache
from typing import Iterator, List, Tuple

from opencc import OpenCC

from bot.nlu.folding import HAN, fold
from bot.nlu.words import words

# Far longer than any question; what follows no longer changes the answer but would cost time.
LONGEST = 600

_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")


@lru_cache(maxsize=64)
def meaning(text: str) -> Tuple[str, ...]:
    """For the intent: what is asked, whatever its script, region or spelling."""
    plain = mainland(fold(text[:LONGEST]).text)
    cut = ["0" if plain[a:b].isdigit() else plain[a:b] for a, b in words(plain)]
    return (*cut, *pairs(cut), *_han_pieces(plain), *_latin_pieces(plain))


def manner(text: str) -> Tuple[str, ...]:
    """For the emotion: the same, and how it was typed."""
    return (*meaning(text), *_typing(text[:LONGEST]))


def mainland(text: str) -> str:
    """Taiwan's words for the trade in those of the mainland: 寬頻 and 宽频 are 宽带, 簡訊 is 短信."""
    return _converter().convert(text) if _HAN_RUN.search(text) else text


def pairs(cut: List[str]) -> Iterator[str]:
    framed = ["<", *cut, ">"]
    return (f"{a} {b}" for a, b in zip(framed, framed[1:]))


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


def _typing(text: str) -> Iterator[str]:
    marks = fold(text).text
    yield from ("!" * min(count, 3) for count in [marks.count("!")] if count)
    yield from ("?" * min(count, 3) for count in [marks.count("?")] if count)
    if _SHOUTED.search(text):
        yield "SHOUTED"


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("tw2sp")
