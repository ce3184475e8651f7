"""Times in Chinese and English text, by Microsoft's recognisers; which of several readings is meant is decided here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from bot.nlu import grammars
from bot.nlu.folding import HAN
from bot.nlu.grammars import Culture, DateTimeRecognizer

# A recogniser takes 10 to 40 ms a sentence and far more for a long text: it sees one window, and only when a word of
# time stands in it.
WINDOW = 160

_HINTS = {
    Culture.Chinese: re.compile(
        r"[今明昨][天早晚日年]|[前后]天|[上下本这]个?(?:周|星期|礼拜|月)|周[一二三四五六日天末]|星期|礼拜"
        r"|[\d一二三四五六七八九十两半几]\s*个?\s*(?:点|时|号|日|天|周|月|分钟|小时|钟头)|\d[:/-]\d"
        r"|上午|下午|中午|早上|晚上|傍晚|凌晨|夜里|今晨|现在|刚才"
    ),
    Culture.English: re.compile(
        r"\b(?:today|tonight|tomorrow|yesterday|morning|afternoon|evening|night|noon|midnight|now|ago|weekend"
        r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:second|minute|hour|day|week|month)s?"
        r"|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|\w+uary|march|april|august|\w+ember|october|o'clock"
        r"|\d{1,2}(?:st|nd|rd|th)|\d{1,2}\s*[ap]\.?m)\b|\d[:/-]\d"
    ),
}
_HAN = re.compile(f"[{HAN}]")
# Words that are mostly something else when they stand alone.
_SELDOM = frozenset(("may", "march", "mar", "sun", "sat", "second"))
# "24号" is a day of the month, "湖滨路8号" and "3号楼" are not.
_DAY_OF_MONTH = re.compile(r"(?<![\d路街道巷弄村里])([12]\d|3[01]|[1-9])号(?![楼线院栋门店厅馆码客坐])")
_BYGONE = re.compile(
    r"从|开始|以来|当时|发生|出现|[断坏停]|\b(?:since|ago|last|was|were|went|did|broke|happened|started|stopped|been)\b"
)
_AHEAD_BEFORE = re.compile(r"(?:\bin|\bwithin|\bnext|每|every)\s*$")
_AHEAD_AFTER = re.compile(r"\s*(?:之?[内后]|以[内后]|一次|later)")
_PART = re.compile(r"T[A-Z]{2}")


@dataclass(frozen=True)
class Moment:
    """`text[start:end]` means local `begin` up to `until`; `grain`: second, minute, hour, part, day, week."""

    start: int
    end: int
    begin: datetime
    until: datetime | None
    grain: str


def moments(text: str, now: datetime) -> list[Moment]:
    """All times in folded text, read at the local time `now` (naive)."""
    found: list[Moment] = []
    for moment in sorted(_recognised(text, now), key=lambda moment: moment.start):
        whole = _joined(found[-1], moment) if found and moment.start - found[-1].end in (0, 1) else None
        found[-1:] = [whole] if whole else [*found[-1:], moment]
    return found


def _joined(day: Moment, clock: Moment) -> Moment | None:
    """In 明天 3pm: the day from the one language, the hour from the other."""
    if day.grain != "day" or clock.grain not in ("hour", "minute"):
        return None
    begin = datetime.combine(day.begin.date(), clock.begin.time())
    return Moment(day.start, clock.end, begin, None, clock.grain)


def _recognised(text: str, now: datetime) -> Iterator[Moment]:
    for culture, hint in _HINTS.items():
        if culture == Culture.Chinese and not _HAN.search(text):
            continue
        hits = [hit.span() for hit in hint.finditer(text)]
        if hits:
            offset, window = _window(text, hits)
            for result in _model(culture).parse(_DAY_OF_MONTH.sub(r"\1日", window), now):
                moment = _moment(result, window, offset, now)
                if moment:
                    yield moment


def _window(text: str, hits: list[tuple[int, int]]) -> tuple[int, str]:
    start = max(0, hits[0][0] - WINDOW // 4) if len(text) > WINDOW else 0
    return start, text[start : start + WINDOW]


@lru_cache(maxsize=2)
def _model(culture: str) -> Any:
    model = DateTimeRecognizer(culture).get_datetime_model()
    grammars.keep()
    return model


def _moment(result: Any, window: str, offset: int, now: datetime) -> Moment | None:
    start, end = result.start, result.end + 1
    if window[start:end] in _SELDOM:
        return None
    ahead = bool(_AHEAD_BEFORE.search(window[:start]) or _AHEAD_AFTER.match(window[end:]))
    values = (result.resolution or {}).get("values") or []
    readings = [reading for value in values for reading in _reading(value, now, ahead)]
    if not readings:
        return None
    begin, until, grain = _meant(readings, now, bygone=bool(_BYGONE.search(window)))
    return Moment(offset + start, offset + end, begin, until, grain)


Reading = tuple[datetime, datetime | None, str]


def _reading(value: dict[str, str], now: datetime, ahead: bool) -> Iterator[Reading]:
    """None for what is no place in time: "every day", "within three days"."""
    kind, timex = value["type"], value.get("timex", "")
    try:
        if kind == "duration":
            if not ahead:
                yield now - timedelta(seconds=float(value["value"])), now, _unit(timex)
        elif "value" in value and kind in ("date", "datetime", "time"):
            begin = _parsed(value["value"], now)
            yield begin, begin + timedelta(days=1) if kind == "date" else None, _precision(kind, timex)
        elif kind in ("daterange", "datetimerange", "timerange") and ("start" in value or "end" in value):
            begin = _parsed(value.get("start") or value["end"], now)
            until = _parsed(value["end"], now) if "start" in value and "end" in value else None
            yield begin, until, _range(kind, timex, until)
    except (ValueError, OverflowError):
        return  # a date that does not exist, or "not resolved"


def _parsed(text: str, now: datetime) -> datetime:
    if re.fullmatch(r"\d\d:\d\d:\d\d", text):
        return datetime.combine(now.date(), time.fromisoformat(text))
    return datetime.fromisoformat(text)


def _precision(kind: str, timex: str) -> str:
    if kind == "date":
        return "day"
    return {0: "hour", 1: "minute"}.get(timex.partition("T")[2].count(":"), "second")


def _range(kind: str, timex: str, until: datetime | None) -> str:
    if kind == "daterange":
        return "week" if until else "day"
    return "part" if _PART.search(timex) else "hour"


def _unit(timex: str) -> str:
    """P3D is days, PT2H hours, PT30M minutes."""
    clock = {"H": "hour", "M": "minute", "S": "second"}
    return clock.get(timex[-1:], "hour") if "T" in timex else {"D": "day"}.get(timex[-1:], "week")


def _meant(readings: list[Reading], now: datetime, bygone: bool) -> Reading:
    """Of Wednesday last and next: the next, unless the text tells of the past. Of 3 and 15 h: the one by day."""
    if len(readings) == 1:
        return readings[0]

    def unlikely(reading: Reading) -> tuple[bool, bool, float]:
        begin, until, grain = reading
        passed = (until or begin) < now
        by_night = grain != "day" and not 8 <= begin.hour < 20
        return passed != bygone, by_night, abs((begin - now).total_seconds())

    begin, until, grain = min(readings, key=unlikely)
    return begin, until, grain
