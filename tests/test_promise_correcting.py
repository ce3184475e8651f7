"""The time of a promise is put right in the draft: the sentence then says what is promised, or nothing."""

from datetime import datetime, timedelta

import pytest

from bot.errors import Invalid
from bot.promises.correcting import TOLERANCE, corrected, says_otherwise
from bot.promises.reading import found
from bot.standard import Standard

from .test_promise_reading import PROMISES, local

MINUTE = timedelta(minutes=1)
TODAY, LATER = "2026-11-23 13:30", "2026-11-25 11:15"


@pytest.mark.parametrize("draft", [draft for draft, _ in PROMISES])
@pytest.mark.parametrize("due", [TODAY, LATER, None])
def test_the_sentence_says_the_corrected_time_and_no_other(
    draft: str, due: str | None, standard: Standard, now: datetime
) -> None:
    at = local(due, standard) if due else None
    (read,) = found(draft, standard, now)
    said = corrected(draft, read.start, at, standard, now)
    assert [one.due_at for one in found(said, standard, now)] == ([at] if at else [])


@pytest.mark.parametrize(
    ("draft", "due", "said"),
    [
        ("您好😀。明天下午三点前给您回电。祝好", TODAY, "您好😀。今天13:30前给您回电。祝好"),
        ("我们会在两小时内答复您。", LATER, "我们会在11月25日11:15前答复您。"),
        ("好的，今天下班前给您答复。", None, "好的，给您答复。"),
        ("I will call you back tomorrow by 3pm.", TODAY, "I will call you back by 13:30 today."),
        ("Thanks. We'll ring you on Friday before 11 am.", LATER, "Thanks. We'll ring you by 11:15 on November 25."),
        ("I will call you back within two hours.", None, "I will call you back."),
    ],
)
def test_everything_else_stays_as_it_was(
    draft: str, due: str | None, said: str, standard: Standard, now: datetime
) -> None:
    (read,) = found(draft, standard, now)
    assert corrected(draft, read.start, local(due, standard) if due else None, standard, now) == said


def test_a_time_that_is_past_or_too_far_ahead_is_refused(standard: Standard, now: datetime) -> None:
    draft, furthest = "明天下午三点前给您回电", standard.promises.furthest.length
    for fine in (MINUTE, furthest):
        assert corrected(draft, 0, now + fine, standard, now) != draft
    for wrong in (-MINUTE, timedelta(0), furthest + MINUTE):
        with pytest.raises(Invalid):
            corrected(draft, 0, now + wrong, standard, now)


def test_where_no_promise_begins_there_is_nothing_to_correct(standard: Standard, now: datetime) -> None:
    with pytest.raises(Invalid):
        corrected("您好。明天下午三点前给您回电", 0, None, standard, now)


def test_words_that_name_another_time_are_told_from_those_that_grew_old(standard: Standard, now: datetime) -> None:
    two_hours, read = "两小时内给您回电", now + timedelta(hours=2)
    assert says_otherwise(two_hours, read, standard, now + TOLERANCE) is None
    assert says_otherwise(two_hours, read, standard, now + TOLERANCE + MINUTE) == read + TOLERANCE + MINUTE
    assert says_otherwise("我来给您回电", read, standard, now) is None


@pytest.mark.parametrize("hour", [0, 5, 7, 8, 20, 23])
@pytest.mark.parametrize("draft", ["两小时内给您回电", "I will call you within two hours."])
def test_a_time_by_night_is_not_read_as_one_by_day(draft: str, hour: int, standard: Standard, now: datetime) -> None:
    at = local(f"2026-11-24 {hour:02}:03", standard)
    (read,) = found(corrected(draft, 0, at, standard, now), standard, now)
    assert read.due_at == at
