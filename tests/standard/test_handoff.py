"""When the assistant calls a person: the figures of G-01 and the safety words."""

import pytest


def test_the_thresholds_are_those_decided(standard):
    rules = standard.handoff
    assert (rules.misses_in_a_row, rules.misses_in_conversation) == (2, 3)
    assert (rules.angry, rules.negative_in_a_row, rules.same_question, rules.refusals_of_a_field) == (1, 2, 3, 3)
    assert [level for level in ("ordinary", "major", "urgent") if rules.needs_person(level)] == ["major", "urgent"]
    assert [mood for mood in ("neutral", "worried", "dissatisfied", "angry") if rules.is_negative(mood)] == [
        "dissatisfied",
        "angry",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "我家光猫冒烟了",
        "個火牛著火呀",
        "闻到煤气味",
        "我不想活了",
        "有人让我转账到安全账户",
        "电线掉下来了",
        "the router is on fire",
        "Someone is asking me for the SMS code",
        "I want to die",
        "there is a gas leak",
        "a cable has fallen on the street",
    ],
)
def test_a_safety_word_calls_a_person(standard, text):
    assert standard.handoff.is_dangerous(text)


@pytest.mark.parametrize(
    "text",
    [
        "网速卡得想死",
        "急死人了，上不去网",
        "没有人受伤",
        "停电了你们的机房还有网吗",
        "最近很火爆的套餐是哪个",
        "this bill is killing me",
        "fire your agent",
        "is there a firewall in the modem?",
    ],
)
def test_a_manner_of_speaking_does_not(standard, text):
    assert not standard.handoff.is_dangerous(text)


def test_the_waiting_customer_hears_from_us_every_two_minutes(standard):
    waiting = standard.handoff.waiting
    assert (waiting.notice_every.say("en"), waiting.offer_message_after.say("zh")) == ("2 minutes", "2分钟")
