"""A figure that a clock of the standard has is not written a second time: sentences name the clock instead."""

import re
from collections.abc import Iterator

from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.variations import variations
from bot.standard import Standard
from bot.standard.entry import UNITS, Limit
from bot.standard.plain import fold
from bot.standard.stated import STATED, unknown

_NUMBERS_ZH = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBERS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNITS_ZH = {"秒": "seconds", "分钟": "minutes", "小时": "hours", "天": "days", "日": "days", "工作日": "working_days"}
_NUMBER_ZH, _NUMBER_EN = r"(\d+|[一二两三四五六七八九十])", rf"(\d+|{'|'.join(_NUMBERS_EN)})"
_LENGTH_ZH = re.compile(rf"{_NUMBER_ZH}\s*个?(秒|分钟|小时|工作日|天|日)(之内|以内|内)?")
_LENGTH_EN = re.compile(
    rf"(\bwithin (?:the )?(?:committed )?)?\b{_NUMBER_EN}[ -](second|minute|hour|working day|day)s?\b", re.I
)
_PROMISES = re.compile(r"承诺|\bcommit(ment|ted|s)?\b", re.I)
_SENTENCE = re.compile(r"[。!?;\n]|\.(?=\s|$)")
OWN = "own_figures"  # in a variation's metadata: its figures are facts of the operator, and no deadline of the desk


def check(project: Project, standard: Standard) -> Iterator[Finding]:
    limits = {_length(rule.limit): clock for clock, rule in standard.clocks.items() if rule.active}
    for one in variations(project):
        for what in unknown(one.text, standard):
            yield one.error(f"{what} is no figure of the standard")
        if one.own_figures:
            continue
        text = fold(STATED.sub(" ", one.text))
        for said, clock in _repeated(text, limits):
            yield one.error(
                f"“{said}” repeats a figure of the standard; write {{limit:{clock or 'SLA-…'}}}, or say with "
                f"`{OWN}: true` in the metadata that it is another one"
            )


def _repeated(text: str, limits: dict[tuple[int, str], str]) -> Iterator[tuple[str, str | None]]:
    """Each length of time that is a clock's, or that stands in a sentence that speaks of a commitment."""
    for sentence in _SENTENCE.split(text):
        for said, limit, is_deadline in _lengths(sentence):
            clock = limits.get(_length(limit))
            if (is_deadline and clock) or _PROMISES.search(sentence):
                yield said, clock


def _lengths(sentence: str) -> Iterator[tuple[str, Limit, bool]]:
    for found in _LENGTH_ZH.finditer(sentence):
        number = _NUMBERS_ZH.get(found[1]) or int(found[1])
        yield found[0], Limit(number, _UNITS_ZH[found[2]]), bool(found[3])
    for found in _LENGTH_EN.finditer(sentence):
        word = found[2].lower()
        number = _NUMBERS_EN.index(word) if word in _NUMBERS_EN else int(word)
        yield found[0], Limit(number, found[3].lower().replace(" ", "_") + "s"), bool(found[1])


def _length(limit: Limit) -> tuple[int, str]:
    """The same for 24 hours and for a day."""
    if limit.unit in UNITS:
        return limit.amount * UNITS[limit.unit], "seconds"
    return limit.amount, limit.unit
