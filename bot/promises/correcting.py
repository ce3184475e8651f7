"""The time of a promise in a draft, put right: what the sentence says and what is kept are the same."""

import re
from datetime import datetime, timedelta

from bot.errors import Invalid
from bot.nlu.folding import fold
from bot.promises.reading import Timed, found, times
from bot.standard import Standard

# "In two hours" is later when it is sent than when it was read; more than this is another time.
TOLERANCE = timedelta(minutes=30)
DAWN, EARLY = 5, 8  # o'clock

_BEFORE_ZH = re.compile(r"(?:最晚|最迟|不晚于)?(?:在|于|到)?\s*$")
_TO_ZH = re.compile(r"到\s*$")  # "到三点" becomes "三点半前"; "会在" stays
_BEFORE_EN = re.compile(r"(?:\b(?:by|before|at|on|until|around|from)\s+)+$")
_AFTER_ZH = re.compile(r"\s*(?:之前|以前|前|之内|以内|内|左右|的时候)")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def corrected(draft: str, start: int, due: datetime | None, standard: Standard, now: datetime) -> str:
    """The draft with this time in the promise that begins at `start`; without a `due`, with no time in it.

    Raises: Invalid "promise" where none begins, for a time that is past or too far ahead, or where the sentence would
    still say another: then its author has to write it anew."""
    sentence = next((one for one in found(draft, standard, now) if one.start == start), None)
    if sentence is None:
        raise Invalid("promise", "no promise begins there")
    if due is not None and not now < due <= now + standard.promises.furthest.length:
        raise Invalid("promise", "a promise is due later than now, and not too far ahead")
    rewritten = _rewritten(sentence.text, due, standard, now)
    again = [one.due_at for one in found(rewritten, standard, now)]
    if again != ([] if due is None else [_minute(due)]):
        raise Invalid("promise_unclear", "please write the sentence anew: its time could not be replaced")
    return draft[: sentence.start] + rewritten + draft[sentence.end :]


def says_otherwise(text: str, due: datetime, standard: Standard, now: datetime) -> datetime | None:
    """The time that these words promise, where it is another one than `due`; what is past is refused elsewhere."""
    if due <= now:
        return None
    read = [one.due_at for one in found(text, standard, now)]
    return None if not read or any(abs(one - due) <= TOLERANCE for one in read) else max(read)


def _rewritten(text: str, due: datetime | None, standard: Standard, now: datetime) -> str:
    folded = fold(text)
    spots = sorted(times(folded.text, standard, now), key=lambda one: one.start)
    if not spots:
        raise Invalid("promise_unclear", "please write the sentence anew: its time could not be replaced")
    english = not _chinese(spots[0], folded.text)
    pieces, at = [], 0
    for number, spot in enumerate(spots):
        start, end = _whole(folded.text, spot, english, kept=due is not None)
        first, last = folded.span(start, end)
        pieces += [text[at:first], _said(due, english, standard, now) if due and number == 0 else ""]
        at = max(at, last)
    return _tidy("".join([*pieces, text[at:]]))


def _chinese(spot: Timed, text: str) -> bool:
    """By the words around it: in "明天 3pm 前" it is a Chinese sentence."""
    return bool(re.search("[\u4e00-\u9fff]", text[max(0, spot.start - 12) : spot.end + 12]))


def _whole(text: str, spot: Timed, english: bool, kept: bool) -> tuple[int, int]:
    """With the words that say before it or after it that a time is meant; `kept`: another time comes there."""
    before = (_BEFORE_EN if english else _TO_ZH if kept else _BEFORE_ZH).search(text[: spot.start])
    after = None if english else _AFTER_ZH.match(text, spot.end)
    return before.start() if before else spot.start, after.end() if after else spot.end


def _said(due: datetime, english: bool, standard: Standard, now: datetime) -> str:
    """As the reader reads it again, and a customer reads it days later."""
    local, today = due.astimezone(standard.zone), now.astimezone(standard.zone).date()
    same = local.date() == today
    early = local.hour < EARLY  # "05:30" alone would be read as the afternoon's
    if english:
        face = f"{local.hour or 12}:{local:%M} am" if early else f"{local:%H:%M}"
        return f"by {face} {'today' if same else f'on {_MONTHS[local.month - 1]} {local.day}'}"
    part = ("凌晨" if local.hour < DAWN else "早上") if early else ""
    return f"{'今天' if same else f'{local.month}月{local.day}日'}{part}{local:%H:%M}前"


def _minute(due: datetime) -> datetime:
    return due.replace(second=0, microsecond=0)


def _tidy(text: str) -> str:
    return re.sub(r"^[ ,，、]+", "", re.sub(r" +([,.!?;])", r"\1", re.sub(r" {2,}", " ", text))).rstrip()
