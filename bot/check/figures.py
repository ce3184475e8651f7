"""Figures in a text, in a form in which Chinese and English can be compared."""

import re

from bot.standard.plain import PLACEHOLDER, fold

_TIME = re.compile(r"(?<![\d.])(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\b\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d.:])(\d{1,2}):(\d{2})(?!\d)")
_HOUR_ZH = re.compile(r"(上午|早上|中午|下午|晚上)?\s*(?<![\d.])(\d{1,2})点(?:(\d{1,2})分|(半))?")
_TEN_THOUSAND = re.compile(r"(\d+(?:\.\d+)?)\s*万")
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WORDS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS_EN = {"first": "1", "second": "2", "third": "3", "once": "1", "twice": "2"}
_WORDS_ZH = "〇一二三四五六七八九十"


def figures(text: str) -> set[str]:
    """Numbers and clock times written in figures; placeholders do not count."""
    plain = PLACEHOLDER.sub(" ", fold(text))
    plain = _HOUR_ZH.sub(_from_chinese, _TIME.sub(_from_english, plain))
    found = {f"{int(hour)}:{minute}" for hour, minute in _CLOCK.findall(plain)}
    plain = _TEN_THOUSAND.sub(lambda match: f"{float(match[1]) * 10_000:g}", _CLOCK.sub(" ", plain))
    return found | {_number(figure) for figure in _NUMBER.findall(plain)}


def named(text: str, language: str) -> set[str]:
    """The figures and, besides, the small numbers and months that the text gives in words."""
    return figures(text) | (_english_words(text) if language == "en" else _chinese_words(fold(text)))


def _english_words(text: str) -> set[str]:
    words = re.findall(r"[a-z]+", text.lower())
    months = {str(_MONTHS_EN.index(word[:3]) + 1) for word in words if word[:3] in _MONTHS_EN}
    numbers = {str(_WORDS_EN.index(word)) for word in words if word in _WORDS_EN}
    return months | numbers | {_ORDINALS_EN[word] for word in words if word in _ORDINALS_EN}


def _chinese_words(folded: str) -> set[str]:
    found = {str(_WORDS_ZH.index(character)) for character in folded if character in _WORDS_ZH}
    return found | ({"2"} if "两" in folded else set()) | ({"12"} if "十二" in folded else set())


def _from_english(match: "re.Match[str]") -> str:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return f"{hour}:{match[2] or '00'}"


def _from_chinese(match: "re.Match[str]") -> str:
    hour = int(match[2])
    if match[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    return f" {hour}:{'30' if match[4] else (match[3] or '0').zfill(2)}"


def _number(figure: str) -> str:
    return f"{float(figure.replace(',', '')):g}" if len(figure) < 12 else figure
