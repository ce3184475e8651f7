"""What counts as an answer to a form's question, and what does not."""

import pytest

from actions import reading
from actions.said import Said, Time, moment


def said(text: str, intent: str = "inform", *entities: "tuple[str, str]") -> Said:
    found = [{"entity": entity, "value": value, "start": 0, "end": len(text)} for entity, value in entities]
    return Said.of({"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": found})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("我叫李建国", "李建国"),
        ("我姓王", "王"),
        ("My name is Alice Wang", "Alice Wang"),
        ("Alice Wang, 13800138000", "Alice Wang"),
        ("it's Bob", "Bob"),
    ],
)
def test_a_name_is_read_without_what_stands_around_it(text: str, name: str) -> None:
    assert reading.name(said(text)) == name


@pytest.mark.parametrize(
    "text",
    ["为什么要问名字？", "不想说", "好的", "12345", "no", "我要投诉", "x" * 60, "装好要多久", "My invoice is wrong"],
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert reading.name(said(text)) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("明天上午，我叫王芳，电话13900001111", "王芳"),
        ("联系人：李强，下午有空", "李强"),
        ("on Friday, my name is John Smith and phone 13800001111", "John Smith"),
        ("我叫不到车", None),
        ("好的，明天下午", None),
    ],
)
def test_a_name_among_other_things_counts_only_where_it_is_said_to_be_one(text: str, name: "str | None") -> None:
    assert reading.told_name(said(text)) == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("后天上午，湖滨路88号1栋，我叫王芳", "湖滨路88号1栋"),
        ("on Friday at 5 Gangwan Avenue, flat 4, please", "5 Gangwan Avenue, flat 4"),
        ("明天上午10号", None),
    ],
)
def test_an_address_among_other_things_names_a_street_and_a_number(text: str, address: "str | None") -> None:
    assert reading.told_address(said(text)) == address


@pytest.mark.parametrize("text", ["湖滨路12号3栋501室", "翠竹苑6栋301", "16 Gangwan Avenue, flat 301"])
def test_an_address_names_a_place(text: str) -> None:
    assert reading.address(said(text)) == text


@pytest.mark.parametrize("text", ["嗯嗯嗯", "家里", "at home"])
def test_an_address_needs_more_than_a_word(text: str) -> None:
    assert reading.address(said(text)) is None


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("1234", None),
        ("1390000", None),
        ("8234567", "8234567"),
    ],
)
def test_a_contact_is_a_whole_number(text: str, contact: "str | None") -> None:
    assert reading.contact(said(text)) == contact


@pytest.mark.parametrize(
    ("text", "last4"), [("8000", "8000"), ("尾号是8000", "8000"), ("13800138000", "8000"), ("80", None)]
)
def test_the_last_four_digits_are_exactly_four(text: str, last4: "str | None") -> None:
    assert reading.last4(said(text)) == last4


def test_a_number_is_masked_but_can_be_recognised() -> None:
    assert reading.masked("+8613800138000") == "138****8000"
    assert reading.masked("13800138000") == "138****8000"
    assert reading.masked("5550123") == "****0123"


def test_a_button_says_what_words_cannot() -> None:
    by_button = said('/inform{"booking_time": "x"}', "inform", ("booking_time", "x"))
    typed = said("x", "inform", ("booking_time", "x"))
    assert by_button.by_button and by_button.choice("booking_time") == "x"
    assert not typed.by_button and typed.choice("booking_time") is None


@pytest.mark.parametrize("text", ["不知道", "跳过", "没有", "not sure", "I don't know", "skip"])
def test_a_shrug_skips(text: str) -> None:
    assert said(text).skips


@pytest.mark.parametrize("text", ["不知道是谁开的门", "没有人来", "no one came"])
def test_a_sentence_that_begins_like_a_shrug_is_an_answer(text: str) -> None:
    assert not said(text).skips


@pytest.mark.parametrize(
    ("text", "denied", "meant"),
    [
        ("not the broadband, it's the TV", "broadband", "TV"),
        ("不是宽带，是电视", "宽带", "电视"),
        ("不要明天的，要后天", "明天", "后天"),
    ],
)
def test_what_is_denied_is_not_meant(text: str, denied: str, meant: str) -> None:
    heard = spotted(text, denied, meant)
    assert heard.denies and heard.value("product") == meant
    assert spotted(text, denied).value("product") is None


@pytest.mark.parametrize(
    ("text", "named"), [("是不是宽带坏了", "宽带"), ("要不要宽带", "宽带"), ("Why not Friday?", "Friday")]
)
def test_a_question_denies_nothing(text: str, named: str) -> None:
    assert spotted(text, named).value("product") == named and not spotted(text, named).denies


def spotted(text: str, *words: str) -> Said:
    found = [
        {"entity": "product", "value": word, "start": text.index(word), "end": text.index(word) + len(word)}
        for word in words
    ]
    return Said.of({"text": text, "intent": {"name": "inform", "confidence": 0.9}, "entities": found})


@pytest.mark.parametrize(
    "text",
    [
        "不对不对，不是流量，是国际长途的费用有问题",
        "等等，我想问的是另外一件事情",
        "Wait, scrap that, what I really meant is a map in the app",
    ],
)
def test_an_account_is_told_anew(text: str) -> None:
    assert reading.restated(said(text)) == text


@pytest.mark.parametrize(
    "text", ["不对，电话是13912345678", "不是这个", "我不是很清楚", "I meant 13800138000", "what do you mean"]
)
def test_a_detail_put_right_is_no_new_account(text: str) -> None:
    assert reading.restated(said(text)) is None


def test_a_time_that_is_kept_is_the_same_time() -> None:
    exact = Time(moment("2026-11-24T15:00:00+08:00"), None, "hour")
    day = Time(moment("2026-11-24T00:00:00+08:00"), moment("2026-11-25T00:00:00+08:00"), "day")
    assert [Time.of(one.kept()) for one in (exact, day)] == [exact, day]
    assert exact.exact and not day.exact
