"""Words that mean something: lists of patterns in both languages, looked for in what a customer wrote."""

import re
from collections.abc import Iterator
from functools import lru_cache
from re import Pattern
from typing import Any

from pydantic import validator

from bot.standard.entry import Entry

_FIGURE = r"(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<times>万|千|百|k(?![a-z]))?"
_AMOUNTS = (
    re.compile(_FIGURE + r"(?:多|余|来)?\s*(?:元|块|圆|人民币|yuan|rmb|cny)", re.IGNORECASE),
    re.compile(r"(?:¥|¥|rmb|cny)\s*" + _FIGURE, re.IGNORECASE),
    re.compile(r"(?P<figure>[一二两三四五六七八九十几])(?P<times>万|千|百)(?:多|余|来)?(?:元|块|圆)"),
)
_FIGURES = {character: value for value, character in enumerate("〇一二三四五六七八九十")} | {"两": 2, "几": 2}
_TIMES = {"万": 10_000, "千": 1_000, "百": 100, "k": 1_000}


class Signals(Entry):
    """Searched in folded text (`bot.standard.plain.fold`); English ignores case."""

    zh: tuple[Pattern, ...] = ()  # type: ignore[type-arg]
    en: tuple[Pattern, ...] = ()  # type: ignore[type-arg]

    @validator("zh", "en", pre=True)
    def _compiled(cls, value: list[str]) -> Any:
        try:
            return tuple(re.compile(item, re.IGNORECASE) for item in value)
        except re.error as error:
            raise ValueError(f"the pattern {error.pattern!r} cannot be read: {error}") from error

    def found(self, folded: str, negation: "Negation | None" = None, languages: str = "zh en") -> list[str]:
        """One hit a pattern, as it stands in the text."""
        patterns = [pattern for language in languages.split() for pattern in getattr(self, language)]
        return [hit for hit in (_first(pattern, folded, negation) for pattern in patterns) if hit]


class Negation(Entry):
    """What undoes a signal that stands straight behind it."""

    zh: str
    en: str

    @validator("zh", "en")
    def _readable(cls, value: str) -> str:
        re.compile(value)
        return value

    def ends(self, before: str) -> bool:
        return bool(_at_end(f"(?:{self.zh}|(?:{self.en})\\s+)").search(before))


@lru_cache(maxsize=8)
def _at_end(pattern: str) -> "Pattern[str]":
    return re.compile(f"(?:{pattern})$", re.IGNORECASE)


def _first(pattern: "Pattern[str]", folded: str, negation: Negation | None) -> str | None:
    for found in pattern.finditer(folded):
        if negation is None or not negation.ends(folded[: found.start()]):
            return found[0]
    return None


def amounts(folded: str) -> Iterator[float]:
    """Sums of money named in the text, in yuan."""
    for pattern in _AMOUNTS:
        for found in pattern.finditer(folded):
            figure = found["figure"].replace(",", "")
            value = float(_FIGURES[figure]) if figure in _FIGURES else float(figure)
            yield value * _TIMES.get((found["times"] or "").lower(), 1)
