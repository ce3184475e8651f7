"""What an agent's draft promises: the words, and by when. The agent confirms it; nothing is stored unasked.

The recognisers are loaded with the first draft that names a time, which costs some two seconds of a processor: a web
process reads one of its own when it starts (`warm`), and a process that reads none need not have them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.nlu.folding import fold
from bot.nlu.moments import Moment, moments
from bot.standard import Standard
from bot.standard.entry import Limit
from bot.standard.hours import at

# A sentence ends at its mark; a comma does not end it, for "前给您回电" belongs to what stands before.
_SENTENCES = re.compile(r"[^。!?;\n]+[。!?;\n]?")
# We, or one of us, will: without that a time is told and not promised.
_OURS_ZH = re.compile(
    r"给您|为您|向您|帮您|与您|跟您|和您|(联系|回复|答复|通知|告知|告诉)您"
    r"|(我|我们|同事|师傅|工程师|专员|主管|技术|维修人员|客服|部门).{0,12}(会|将|一定|去|到|来|处理|完成|修复)"
    r"|会在|将在|将于|(处理|解决|修复|完成|恢复|办)(好|完|毕)"
)
_OURS_EN = re.compile(
    r"\b(i|we|they|he|she|our \w+|(an?|the|my|your) (engineer|technician|colleague|supervisor|team|agent|manager))"
    r"('ll| will| shall| am going to| are going to| can get| should have)\b"
    r"|\bwill (be|get|come|call|reply|have)\b|\bwithin\b.*\byou\b"
)
# Theirs to do, or not to be done at all: no promise of ours.
_NOT_OURS = re.compile(
    r"请您?(在|于)|您(需要?|可以?|得|最好|应该?)|麻烦您|如果您|营业|服务时间|有效期"
    r"|无法|不能|没法|可能不|之前已|已经?(于|在)"
    r"|\b(please|could you|can you|you (can|need|must|should|have to|may))\b|opening hours"
    r"|\b(can|could|will) ?not\b|\b(can't|won't|unable)\b|\b(if|when) you\b|\bwas\b|\bwere\b"
)
_FIGURES = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {word: value for value, word in enumerate(_ENGLISH)} | {"a": 1, "an": 1, "half an": 0.5}
_WORDS |= {"twelve": 12, "twenty-four": 24, "forty-eight": 48}
_SPAN_ZH = re.compile(
    r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]|半) ?个? ?"
    r"(分钟|小时|钟头|工作日|天|日|周|星期) ?(?:之内|以内|内|后)"
)
_SPAN_EN = re.compile(
    r"\b(?:within|in|inside)(?: the)?(?: next)? (\d+(?:\.\d+)?|half an|an?|[a-z]+(?:-eight|-four)?)"
    r" (minute|min|hour|working day|business day|day|week)s?\b"
)
_UNITS = {"分钟": "minutes", "小时": "hours", "钟头": "hours", "工作日": "working_days", "天": "days", "日": "days"}
_UNITS |= {"周": "weeks", "星期": "weeks", "minute": "minutes", "min": "minutes", "hour": "hours", "day": "days"}
_UNITS |= {"working day": "working_days", "business day": "working_days", "week": "weeks"}
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
_END_OF_WORK = re.compile(
    r"(?:今天|今日|明天|明日|当天)?下班(?:之?前|时)"
    r"|\b(?:by|before) (?:the )?(?:end|close) of (?:the |business )?(?:day|business)\b"
)
_TOMORROW = re.compile(r"明天|明日|\btomorrow\b")
# The recognisers know "by 3pm tomorrow" and find no time at all in "tomorrow by 3pm".
_DAY_FIRST = re.compile(
    r"\b(today|tomorrow|(?:on |this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?: morning| afternoon| evening)?,? (?:by|before|until|at the latest by)"
    r" (\d{1,2}(?::\d\d)? ?(?:[ap]m|[ap]\.m\.)?|noon|midday)"
)
# A day is over when its agents go home, unless an hour is named.
_WHOLE = ("day", "week", "part")


@dataclass(frozen=True)
class Found:
    """`start` and `end` count code points of the draft; `text` is what stands there, `due_at` in UTC."""

    start: int
    end: int
    text: str
    due_at: datetime


@dataclass(frozen=True)
class Timed:
    """A time, and where it stands in its sentence."""

    due: datetime
    start: int
    end: int


def found(draft: str, standard: Standard, now: datetime) -> list[Found]:
    """What it promises, in reading order; what is past, or further ahead than the standard allows, is left out."""
    folded = fold(draft)
    latest = now + standard.promises.furthest.length
    read: list[Found] = []
    for sentence in _SENTENCES.finditer(folded.text):
        due = _due(sentence.group(), standard, now)
        if due is not None and now < due <= latest:
            start, end = folded.span(sentence.start(), sentence.end())
            text = draft[start:end]
            start += len(text) - len(text.lstrip())
            read.append(Found(start, start + len(text.strip()), text.strip(), due))
    return read


def warm(standard: Standard, now: datetime) -> None:
    """What the first draft in each language would wait for. It may run in a thread beside the event loop."""
    for draft in ("我们明天下午三点前会完成。", "We will be there tomorrow at 3pm."):
        found(draft, standard, now)


def _due(sentence: str, standard: Standard, now: datetime) -> datetime | None:
    """The latest time that a sentence promises."""
    return max((one.due for one in times(sentence, standard, now)), default=None)


def times(sentence: str, standard: Standard, now: datetime) -> list[Timed]:
    """All times of a folded sentence that is a promise, none of any other."""
    if sentence.rstrip().endswith("?") or _NOT_OURS.search(sentence):
        return []
    if not (_OURS_ZH.search(sentence) or _OURS_EN.search(sentence)):
        return []
    return list(_times(sentence, standard, now))


def _times(sentence: str, standard: Standard, now: datetime) -> Iterator[Timed]:
    for span in (*_SPAN_ZH.finditer(sentence), *_SPAN_EN.finditer(sentence)):
        for due in _after(span[1], _UNITS[span[2]], standard, now):
            yield Timed(due, *span.span())
    ends = _END_OF_WORK.search(sentence)
    if ends:
        later = timedelta(days=1 if _TOMORROW.search(ends.group()) else 0)
        yield Timed(_end_of_work(standard, now + later), *ends.span())
        return
    local = now.astimezone(standard.zone).replace(tzinfo=None, microsecond=0)
    plain = _SPAN_EN.sub(_blank, _SPAN_ZH.sub(_blank, sentence))
    for first in _DAY_FIRST.finditer(plain):
        for one in moments(f"by {first[2]} {first[1]}", local):
            yield Timed(_end(one, standard), *first.span())
    for one in moments(_DAY_FIRST.sub(_blank, plain), local):
        yield Timed(_end(one, standard), one.start, one.end)


def _blank(taken: "re.Match[str]") -> str:
    return "," * len(taken.group())


def _after(figure: str, unit: str, standard: Standard, now: datetime) -> Iterator[datetime]:
    amount = _FIGURES.get(figure, _WORDS.get(figure))
    if amount is None:
        try:
            amount = float(figure)
        except ValueError:
            return
    if unit == "working_days":
        yield standard.working_calendar.after(now, Limit(max(1, int(amount)), "working_days"))
    else:
        yield now + timedelta(minutes=amount * _MINUTES[unit])


def _end(one: Moment, standard: Standard) -> datetime:
    """Of "Friday" the end of its work, of "in the morning" noon, of "at three" three o'clock."""
    if one.grain in _WHOLE and one.until is not None:
        last = one.until - timedelta(seconds=1)
        if one.grain == "part":
            return one.until.replace(tzinfo=standard.zone).astimezone(timezone.utc)
        return _end_of_work(standard, last.replace(tzinfo=standard.zone))
    return one.begin.replace(tzinfo=standard.zone).astimezone(timezone.utc)


def _end_of_work(standard: Standard, moment: datetime) -> datetime:
    closes = standard.working_days.closes
    day = moment.astimezone(standard.zone).date()
    return at(day, closes.hour * 60 + closes.minute, standard.zone)
