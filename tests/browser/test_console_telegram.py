"""Alice writes from Telegram; Bob at the console sees where she is, and what she changed."""

import re
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, handoff, reception
from bot.agents import Agent
from bot.store import Store

from .signing_in import enter_login

Window = Callable[..., BrowserContext]


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def alice(sqlite_store: Store) -> str:
    """Her conversation on Telegram: she waits for a person."""
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "telegram", "telegram", "4001", "zh", now())
        reception.customer_said(db, visit.conversation_id, "我家在西湖区，宽带断了", "tg:101", now())
        handoff.ask(db, visit.conversation_id, "asked", {}, now(), topic="fault")
    return visit.conversation_id


@pytest.fixture
def console(window: Window, sqlite_store: Store, employ: Callable[..., Agent], alice: str) -> Callable[..., Page]:
    """console(locale="en-GB") is Bob's page with Alice's conversation taken."""
    employ(sqlite_store, "bob", "1001")

    def sign_in(**options: str) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, "bob")
        expect(page.locator("[data-key=next]")).to_be_enabled()
        page.keyboard.press("n")
        expect(page.locator(".composer textarea")).to_be_focused()
        return page

    return sign_in


def changed(store: Store, conversation: str, text: str, number: int) -> None:
    with store.writing() as db:
        reception.customer_edited(db, conversation, 1, text, f"tg:101:edit:{number}", now())


def test_the_channel_is_shown_where_the_conversation_is(console: Callable[..., Page]) -> None:
    page = console()
    expect(page.locator(".conversation .head")).to_contain_text("Telegram")
    expect(page.locator(".side-list .entry")).to_contain_text("Telegram")


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "已编辑"), ("en-GB", "Edited")])
def test_a_change_stands_in_the_old_lines_place_and_is_told_below(
    console: Callable[..., Page],
    alice: str,
    sqlite_store: Store,
    violations: Callable[[Page], list[str]],
    locale: str,
    word: str,
) -> None:
    page = console(locale=locale)
    expect(page.locator(".by-customer .bubble")).to_have_text("我家在西湖区，宽带断了")
    changed(sqlite_store, alice, "我家在东湖区，宽带断了", 1)
    expect(page.locator(".by-customer .bubble")).to_have_text("我家在东湖区，宽带断了")
    expect(page.locator(".by-customer .edited")).to_have_text(re.compile(f"{word}.*我家在西湖区"))
    expect(page.locator(".change")).to_contain_text("我家在东湖区")

    changed(sqlite_store, alice, "我家在东湖区，断了两天了", 2)
    expect(page.locator(".by-customer .bubble")).to_have_text("我家在东湖区，断了两天了")
    expect(page.locator(".change")).to_have_count(2)
    assert violations(page) == []
