"""Reference moment: Monday, 23 November 2026, 10:00."""

from collections.abc import Callable
from typing import Any

import pytest

Understand = Callable[[str], dict[str, Any]]


def found(understand: Understand, text: str, entity: str) -> list[dict[str, Any]]:
    parsed = understand(text)
    assert all(text[e["start"] : e["end"]] == e["text"] for e in parsed["entities"])
    return [e for e in parsed["entities"] if e["entity"] == entity]


@pytest.mark.parametrize(
    ("text", "start", "grain"),
    [
        ("明天下午三点来修", "2026-11-24T15:00:00+08:00", "hour"),
        ("後天上午可以嗎", "2026-11-25T08:00:00+08:00", "part"),
        ("昨晚八点就断了", "2026-11-22T20:00:00+08:00", "hour"),
        ("周三下午2点半", "2026-11-25T14:30:00+08:00", "minute"),
        ("24号上午", "2026-11-24T08:00:00+08:00", "part"),
        ("11月25日15:00", "2026-11-25T15:00:00+08:00", "minute"),
        ("断网三天了", "2026-11-20T10:00:00+08:00", "day"),
        ("tomorrow at 3pm please", "2026-11-24T15:00:00+08:00", "hour"),
        ("next Tuesday morning", "2026-12-01T08:00:00+08:00", "part"),
        ("it went down last night at 8", "2026-11-22T20:00:00+08:00", "hour"),
        ("no internet for three days", "2026-11-20T10:00:00+08:00", "day"),
        ("half past nine tomorrow", "2026-11-24T09:30:00+08:00", "minute"),
        ("on Nov 25 at 15:00", "2026-11-25T15:00:00+08:00", "minute"),
        ("明天 3pm", "2026-11-24T15:00:00+08:00", "hour"),
        ("3点可以吗", "2026-11-23T15:00:00+08:00", "hour"),
    ],
)
def test_a_time_is_read_from_where_the_customer_stands(
    understand: Understand, text: str, start: str, grain: str
) -> None:
    (time,) = found(understand, text, "time")
    assert (time["value"], time["additional"]["grain"]) == (start, grain)


def test_a_part_of_a_day_has_an_end(understand: Understand) -> None:
    (time,) = found(understand, "后天上午", "time")
    assert time["additional"]["end"] == "2026-11-25T12:00:00+08:00"


@pytest.mark.parametrize("text", ["湖滨路88号3号楼", "13800138000", "T1234-5678", "我要投诉", "I may march in"])
def test_what_is_no_time_is_not_taken_for_one(understand: Understand, text: str) -> None:
    assert found(understand, text, "time") == []


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("我电话13800138000", "phone", "+8613800138000"),
        ("打 138 0013 8000", "phone", "+8613800138000"),
        ("座机0571-88776655", "phone", "+8657188776655"),
        ("call +44 20 7946 0958", "phone", "+442079460958"),
        ("what about ticket t7k2m 9qxd", "ticket_number", "T7K2M-9QXD"),
        ("預約Ａ７K2M-9QXD改期", "appointment_number", "A7K2M-9QXD"),
        ("工号1023的态度很差", "staff_no", "1023"),
        ("多扣了30块钱", "amount", "30"),
        ("overcharged ¥1,280.50", "amount", "1280.50"),
        ("東湖區湖濱路", "district", "donghu"),
        ("I live in East  Lake", "district", "donghu"),
        ("寬頻壞了", "product", "broadband"),
        ("想预约去营业厅", "service", "hall"),
        ("可以用繁體嗎", "language_name", "zh-Hant"),
        ("in English please", "language_name", "en"),
    ],
)
def test_what_the_forms_need_is_found_and_normalised(
    understand: Understand, text: str, entity: str, value: str
) -> None:
    assert [e["value"] for e in found(understand, text, entity)] == [value]


def test_words_of_the_form_of_a_number_are_words(understand: Understand) -> None:
    assert understand("I attempted to take that")["entities"] == []


def test_a_district_inside_a_longer_english_word_is_no_district(understand: Understand) -> None:
    assert found(understand, "the hallway lights", "service") == []
