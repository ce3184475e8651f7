"""Cuts folded text into words: Chinese runs by jieba, the rest by the kind of character."""

import logging
import re
from collections.abc import Iterator
from functools import lru_cache

import jieba

from bot.nlu import derived
from bot.nlu.folding import HAN

DICTIONARY = f"words-{jieba.__version__}"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W\d_{HAN}]+(?:['’][^\W\d_{HAN}]+)*|\d+|[^\w\s]+|_+")


def words(text: str) -> Iterator[tuple[int, int]]:
    """The places of all words in order; every character that is no white space lies in exactly one."""
    for run in _RUN.finditer(text):
        if not run["han"]:
            yield run.span()
            continue
        start = run.start()
        for word in _segmenter().cut(run.group()):
            yield start, start + len(word)
            start += len(word)


@lru_cache(maxsize=1)
def _segmenter() -> jieba.Tokenizer:
    """jieba with its own dictionary, without the cache file that it would share in the temporary folder."""
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = derived.kept(DICTIONARY) or _dictionary(segmenter)
    segmenter.initialized = True
    return segmenter


def _dictionary(segmenter: jieba.Tokenizer) -> tuple[dict[str, int], int]:
    """Half a million words and beginnings of words with their counts, and the counts' sum: a second of a processor."""
    counts, total = segmenter.gen_pfdict(segmenter.get_dict_file())
    derived.keep(DICTIONARY, (counts, total))
    return counts, total
