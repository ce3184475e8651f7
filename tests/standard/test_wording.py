"""The lint: where it points, in which language it reads, and what it forgives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.standard.plain import fold, plain


def rules(findings):
    return [finding.rule for finding in findings]


def test_a_finding_points_into_the_text_as_it_was_written(standard):
    text = "　您好！這不是我們的問題。"
    (found,) = standard.wording.check(text, "zh")
    assert (found.rule, found.severity) == ("LX-BLAME", "error")
    assert text[found.start : found.end] == found.text == "這不是我們的問題"


def test_a_character_that_unfolds_into_several_keeps_its_place(standard):
    text = "①…㎡ 你好"
    (found,) = [found for found in standard.wording.check(text, "zh") if found.rule == "LX-NI"]
    assert (found.start, found.end, found.text) == (4, 5, "你")


@given(st.text(max_size=60))
def test_spans_always_lie_inside_the_text(standard, text):
    for language in ("zh", "en", None):
        for found in standard.wording.check(text, language, "agent"):
            assert 0 <= found.start <= found.end <= len(text)
            assert text[found.start : found.end] == found.text


@given(st.text(max_size=40))
def test_every_folded_character_has_its_origin(text):
    folded = plain(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert folded.text == fold(text)


def test_meaning_and_fix_come_in_the_language_asked_for(standard):
    zh, en = (standard.wording.check("你好", "zh", explain=language)[0] for language in ("zh", "en"))
    assert (zh.meaning, zh.fix) == ("称呼用您", "改为您")
    assert (en.meaning, en.fix) == ("polite 'you' (Chinese only)", "Use 您")


def test_the_language_is_found_out(standard):
    assert rules(standard.wording.check("Please calm down.", scope="agent")) == ["LX-ARGUE"]
    assert rules(standard.wording.check("您别激动。", scope="agent")) == ["LX-ARGUE"]
    assert rules(standard.wording.check("Please go to 东湖营业厅 and calm down.", scope="agent")) == ["LX-ARGUE"]


def test_english_inside_a_chinese_draft_is_read_too(standard):
    assert rules(standard.wording.check("好的，您稍等2分钟。That is ridiculous.", scope="agent")) == ["LX-ATTACK"]
    assert standard.wording.check("请您打开App，选择Enter。", scope="agent") == []


def test_an_agent_may_speak_of_a_refund_and_the_assistant_may_not(standard):
    text = "我们会全额退款。"
    assert rules(standard.wording.check(text, "zh", "bot")) == ["LX-REMEDY"]
    assert standard.wording.check(text, "zh", "agent") == []


def test_a_moment_asks_for_its_parts_and_only_then(standard):
    text = "您好。"
    assert standard.wording.check(text, "zh") == []
    (found,) = standard.wording.check(text, "zh", moment="greeting")
    assert (found.rule, found.start, found.end) == ("LX-REQ-GREETING", 0, len(text))


def test_a_placeholder_counts_as_a_number(standard):
    assert rules(standard.wording.check("我们会尽快在答复您。", "zh")) == ["LX-VAGUE"]
    assert standard.wording.check("我们会尽快在{due_time}前答复您。", "zh") == []
    assert standard.wording.check("请您稍候{minutes}分钟。", "zh", moment="waiting") == []
    assert standard.wording.check("Please wait {minutes} minutes.", "en", moment="waiting") == []


def test_a_figure_forgives_its_own_sentence_only(standard):
    assert rules(standard.wording.check("We will reply soon. It takes 5 minutes to install.", "en")) == ["LX-VAGUE"]


def test_the_number_of_a_list_and_an_abbreviation_end_no_sentence(standard):
    assert standard.wording.check("Please reset the APN, i.e. the internet settings.", "en") == []
    assert standard.wording.check("Please follow these steps.\n1. Unplug the modem.\n2. Wait 30 seconds.", "en") == []


@pytest.mark.parametrize(
    ("text", "language", "start"),
    [("好" * 121, "zh", 120), ("word " * 71, "en", 350), ("请问A?请问B?请问C?", "zh", 11)],
)
def test_what_is_too_long_is_marked_from_where_it_gets_too_long(standard, text, language, start):
    (found,) = [found for found in standard.wording.check(text, language) if found.rule == "LX-LENGTH"]
    assert found.start == start


@pytest.mark.parametrize(("text", "language"), [("好" * 120, "zh"), ("word " * 70, "en"), ("请问A?请问B?", "zh")])
def test_the_limits_themselves_are_allowed(standard, text, language):
    assert "LX-LENGTH" not in rules(standard.wording.check(text, language))


def test_findings_come_in_reading_order(standard):
    found = standard.wording.check("你好，这不是我们的问题，您别激动", "zh")
    assert rules(found) == ["LX-NI", "LX-BLAME", "LX-ARGUE"]
