"""Each column has a class, and what is personal is masked wherever it stands."""

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text

from bot.masks import CLASSES, hidden
from bot.store.tables import metadata


def columns_of_words() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, (String, Text, JSON, LargeBinary))
        and not column.foreign_keys
        and column.name != "id"
    }


def test_every_stored_column_of_words_has_a_class_and_no_class_is_of_none() -> None:
    assert columns_of_words() - CLASSES.keys() == set()
    assert CLASSES.keys() - columns_of_words() == set()


def test_what_opens_something_and_who_somebody_is_are_classed_so() -> None:
    assert {CLASSES[one] for one in ("agents.password_hash", "sign_ins.token_hash", "messages.payloads")} == {"secret"}
    assert {CLASSES[one] for one in ("tickets.contact", "appointments.place", "customers.name")} == {"contact"}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"contact": "13800138000"}, {"contact": "138****8000"}),
        ({"contact": "wechat: alice_in_wuhan"}, {"contact": "wec****uhan"}),
        ({"contact": "alice"}, {"contact": "a****"}),
        ({"place": "湖滨路1号2单元301"}, {"place": "湖滨路****"}),
        (
            {"text": "我的手机是13800138000，身份证 11010519491231002X"},
            {"text": "我的手机是138****8000，身份证 110****002X"},
        ),
        ({"text": "write to alice@example.org"}, {"text": "write to ***@…"}),
        ({"fields": {"phone": "027-87654321", "what": "断网"}}, {"fields": {"phone": "027****4321", "what": "断网"}}),
        ({"number": "T7K2M-9QXD", "conversation_id": "12345678901", "at": "2026-11-22T11:00:00+00:00"},) * 2,
        ([{"said": ["13800138000"]}], [{"said": ["138****8000"]}]),
        ({"customer_name": "张三", "text": "张三说断网了"}, {"customer_name": "张*", "text": "张*说断网了"}),
        ({"customer_id": "c1", "name": "Alice Smith"}, {"customer_id": "c1", "name": "A****"}),
        ({"fields": {"name": "欧阳娜娜", "what": "断网"}}, {"fields": {"name": "欧***", "what": "断网"}}),
        ({"id": 7, "name": "Bob", "staff_no": "1001"},) * 2,
        ({"text": "My name is Alice Smith, hello"}, {"text": "My name is A****, hello"}),
        ({"text": "我叫李四，请帮忙"}, {"text": "我叫李*，请帮忙"}),
        ({"text": "我叫了三次外卖小哥都没来修好的宽带"},) * 2,
        ({"count": 13800138000, "none": None, "yes": True},) * 2,
    ],
)
def test_it_is_masked_wherever_it_stands(shown: object, expected: object) -> None:
    assert hidden(shown) == expected


def test_a_known_name_is_masked_in_every_text_and_not_within_a_longer_word() -> None:
    shown = hidden({"text": "Ann asked Anna for 王小明"}, names={"Ann", "王小明"})
    assert shown == {"text": "A**** asked Anna for 王**"}
