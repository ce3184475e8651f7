"""What a messaging app did not take, as agents see it: marked in the conversation, counted above it."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, deliveries, reception
from bot.reception import Reply
from bot.store import Store

PASSWORD = "correct horse battery"


@pytest.fixture
def conversation_id(sqlite_store: Store, employ: Callable) -> str:
    """Dan blocked the bot before the answer; another message waits behind it."""
    employ(sqlite_store, "bob", "1001")
    now = datetime.now(timezone.utc)
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "telegram", "telegram", "4711", "zh", now)
        deliveries.begin(db, visit.conversation_id, "telegram", "4711")
        reception.customer_said(db, visit.conversation_id, "宽带断了", "k-dan-0001", now)
        answers = [Reply("非常抱歉给您带来不便，请重启光猫后再试。"), Reply("请问现在恢复了吗？")]
        reception.assistant_said(db, visit.conversation_id, answers, now)
        position = deliveries.position(db, visit.conversation_id)
        assert position
        deliveries.bury(db, position, 2, "blocked", "Forbidden: bot was blocked by the user", now)
    return visit.conversation_id


def signed_in(context: BrowserContext, conversation_id: str, language: str) -> Page:
    page = context.new_page()
    page.add_init_script(f'localStorage.setItem("console.language", "{language}")')
    page.goto(f"/console/#/history/{conversation_id}")
    page.locator("input").first.fill("bob")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    return page


def test_an_agent_sees_why_it_was_not_delivered_and_has_it_tried_again(
    window: Callable[..., BrowserContext], conversation_id: str, sqlite_store: Store, violations: Callable
) -> None:
    page = signed_in(window(), conversation_id, "en")
    expect(page.get_by_text("Not delivered: the customer blocked the bot")).to_be_visible()
    expect(page.get_by_text("Waits until the customer writes again")).to_be_visible()
    page.get_by_text("Not delivered: 1").click()
    expect(page.locator(".undelivered .menu a")).to_have_count(1)
    assert violations(page) == []
    page.get_by_text("Not delivered: 1").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Trying again…")).to_be_visible()
    with sqlite_store.reading() as db:
        assert deliveries.due(db, "telegram", datetime.now(timezone.utc), 1) == [conversation_id]


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 780}}])
def test_it_is_settled_in_chinese_in_the_dark_and_on_a_telephone(
    window: Callable[..., BrowserContext], conversation_id: str, options: dict, violations: Callable
) -> None:
    page = signed_in(window(**options), conversation_id, "zh")
    expect(page.get_by_text("未送达：客户已屏蔽机器人")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="已另行处理").click()
    expect(page.locator(".undelivered summary")).to_have_count(0)
    expect(page.get_by_text("未送达：客户已屏蔽机器人")).to_have_count(0)
