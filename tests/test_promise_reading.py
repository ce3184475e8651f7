"""What an agent's draft promises: found with its time, and nothing found where nothing is promised."""

import subprocess
import sys
from datetime import datetime

import pytest

from bot.nlu import moments
from bot.promises.reading import found, warm
from bot.settings import ROOT
from bot.standard import Standard

PROMISES = [
    ("明天下午三点前给您回电", "2026-11-24 15:00"),
    ("好的，我们会在两小时内答复您。", "2026-11-23 12:00"),
    ("24小时内为您处理完毕", "2026-11-24 10:00"),
    ("半小时内给您回复", "2026-11-23 10:30"),
    ("工程师今天下午4点会到您家", "2026-11-23 16:00"),
    ("我们会在三个工作日内给您书面答复", "2026-11-26 18:00"),
    ("本周五前给您结果", "2026-11-27 18:00"),
    ("今天下班前给您一个答复", "2026-11-23 18:00"),
    ("11月25日上午10点前我会联系您", "2026-11-25 10:00"),
    ("我明天上午給您回電", "2026-11-24 12:00"),
    ("我会在 30 分钟内向主管确认并告知您", "2026-11-23 10:30"),
    ("下周一上午9点我同事会给您去电", "2026-11-30 09:00"),
    ("I will call you back within two hours.", "2026-11-23 12:00"),
    ("We'll have it fixed by Friday noon", "2026-11-27 12:00"),
    ("Our engineer will be with you tomorrow at 3pm", "2026-11-24 15:00"),
    ("I'll get back to you in 30 minutes", "2026-11-23 10:30"),
    ("I will call you back tomorrow by 3pm.", "2026-11-24 15:00"),
    ("We'll ring you on Friday before 11 am", "2026-11-27 11:00"),
    ("A technician will come by tomorrow 5 pm.", "2026-11-24 17:00"),
    ("We will reply in writing within 3 working days.", "2026-11-26 18:00"),
    ("I will write to you by the end of the day", "2026-11-23 18:00"),
    ("My colleague will ring you within half an hour", "2026-11-23 10:30"),
]
NONE = [
    "您好，请问有什么可以帮您？",
    "您的账单日是每月1号",
    "请您在明天下午三点前缴费",
    "您可以在两小时内重新登录",
    "营业厅明天上午9点开门，营业时间到下午6点",
    "您是昨天下午三点报的故障吗？",
    "稍后给您回电",
    "我们已经在昨天为您处理好了",
    "明天下午三点前无法给您答复",
    "How long has it been since yesterday?",
    "Please restart it within two hours",
    "You can pay by Friday noon",
    "Your line was cut yesterday at 3pm",
    "I will look into it for you.",
    "We cannot come tomorrow at 3pm",
]


def local(text: str, standard: Standard) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=standard.zone)


@pytest.mark.parametrize(("draft", "due"), PROMISES)
def test_a_promise_is_found_with_its_time(draft: str, due: str, standard: Standard, now: datetime) -> None:
    assert [one.due_at for one in found(draft, standard, now)] == [local(due, standard)]


@pytest.mark.parametrize("draft", NONE)
def test_where_nothing_is_promised_nothing_is_found(draft: str, standard: Standard, now: datetime) -> None:
    assert found(draft, standard, now) == []


def test_each_sentence_has_its_own_promise_at_its_own_place(standard: Standard, now: datetime) -> None:
    draft = "您好😀。我两小时内给您回电。明天下午三点前给您书面答复！"
    both = found(draft, standard, now)
    assert [one.text for one in both] == ["我两小时内给您回电。", "明天下午三点前给您书面答复！"]
    assert [draft[one.start : one.end] for one in both] == [one.text for one in both]


def test_what_lies_too_far_ahead_is_no_promise(standard: Standard, now: datetime) -> None:
    assert found("我们会在500天内给您答复", standard, now) == []


def test_reading_drafts_needs_neither_rasa_nor_tensorflow() -> None:
    program = "import bot.promises.reading, sys; sys.exit(any(m in sys.modules for m in ('tensorflow', 'rasa')))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_a_process_that_is_warm_has_loaded_what_the_first_draft_needs(standard: Standard, now: datetime) -> None:
    moments._model.cache_clear()
    warm(standard, now)
    loaded = moments._model.cache_info()
    assert found("明天下午三点前给您回电", standard, now) and found("I'll call you by Friday noon.", standard, now)
    assert loaded.currsize == 2 and moments._model.cache_info().misses == loaded.misses
