"""The bell, and promises in the composer, in a real browser, in both languages."""

import os
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import handoff, notices, promises, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.store import Store

PASSWORD = "correct horse battery"
LOADED_MS = 60_000
PICTURES = os.environ.get("DESK_PICTURES")  # a folder: what the pages look like is kept there
Window = Callable[..., BrowserContext]
DRAFTS = {"zh": "您好，明天下午三点前给您回电。", "en": "I will call you back tomorrow by 3pm."}


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def bob(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "bob", "1001")


@pytest.fixture
def alice(sqlite_store: Store, welcome: Callable[..., Visit], bob: Agent) -> Visit:
    """Bob serves her, urgently."""
    visit = welcome(sqlite_store, "alice")
    with sqlite_store.writing() as db:
        reception.customer_said(db, visit.conversation_id, "我家宽带断了三天", "k1", now())
        handoff_id = handoff.ask(db, visit.conversation_id, "asked", {}, now() - timedelta(minutes=12), urgent=True)
        handoff.claim(db, handoff_id, bob.id, now())
    return visit


@pytest.fixture
def console(window: Window, bob: Agent) -> Callable[..., Page]:
    def open_console(language: str = "zh", **options: Any) -> Page:
        page = window(locale={"zh": "zh-CN", "en": "en-GB"}[language], **options).new_page()
        page.goto("/console")
        page.locator("input[name=login]").fill("bob")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("sign-in button.primary").click()
        expect(page.locator(".top-bar")).to_be_visible()
        return page

    return open_console


def stored(store: Store, visit: Visit) -> list[promises.Promise]:
    with store.reading() as db:
        return promises.of_conversation(db, visit.conversation_id)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_promise_is_found_confirmed_sent_and_kept(
    console: Callable[..., Page],
    alice: Visit,
    sqlite_store: Store,
    language: str,
    violations: Callable[[Page], list[str]],
) -> None:
    page = console(language)
    page.goto(f"/console#/desk/{alice.conversation_id}")
    expect(page.locator(".head .clock")).to_have_class(re.compile("clock-at_risk"))
    page.locator(".composer textarea").fill(DRAFTS[language])
    asked = page.locator("promise-list div.promise")
    # The first draft that names a time loads the recognisers.
    expect(asked).to_contain_text(DRAFTS[language][-10:-1], timeout=LOADED_MS)
    asked.locator("button").nth(1).click()
    tomorrow = (now() + timedelta(days=1)).astimezone(ZoneInfo("Asia/Shanghai")).date()
    asked.locator(".time input").fill("2020-01-01T10:00")
    asked.locator(".time .strong").click()
    expect(asked.locator(".problem")).not_to_be_empty()
    asked.locator(".time input").fill(f"{tomorrow}T16:30")
    picture(page, f"promise-time-{language}")
    assert violations(page) == []
    asked.locator(".time .strong").click()
    # "16:30" is read as English too.
    expect(asked).to_have_class(re.compile("confirmed"), timeout=LOADED_MS)
    expect(page.locator(".composer textarea")).to_have_value(re.compile("16:30"))
    picture(page, f"promise-confirmed-{language}")
    page.locator(".composer button.primary").click()
    expect(page.locator(".promised li")).to_have_count(1)
    (one,) = stored(sqlite_store, alice)
    assert "16:30" in one.what and one.state(now()) == "open"
    assert one.due_at.astimezone(ZoneInfo("Asia/Shanghai")) == datetime.combine(
        tomorrow, time(16, 30), ZoneInfo("Asia/Shanghai")
    )
    page.locator(".promised button").click()
    expect(page.locator(".promised li")).to_have_count(0)
    assert stored(sqlite_store, alice)[0].state(now()) == "kept"


def test_what_is_ignored_is_no_promise(console: Callable[..., Page], alice: Visit, sqlite_store: Store) -> None:
    page = console()
    page.goto(f"/console#/desk/{alice.conversation_id}")
    page.locator(".composer textarea").fill(DRAFTS["zh"])
    page.locator("promise-list div.promise button").nth(1).click()
    page.locator(".composer button.primary").click()
    expect(page.locator(".message.by-agent")).to_have_count(1)
    assert stored(sqlite_store, alice) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bell_rings_lists_opens_and_is_seen(
    console: Callable[..., Page],
    alice: Visit,
    bob: Agent,
    sqlite_store: Store,
    language: str,
    violations: Callable[[Page], list[str]],
) -> None:
    page = console(language)
    bell = page.locator("notice-bell")
    expect(bell.locator(".badge")).to_have_count(0)
    told = {"label": "Alice", "clock_zh": "首次人工回复", "clock_en": "first reply", "due": now().isoformat()}
    with sqlite_store.writing() as db:
        notices.tell(db, [bob.id], "clock_overdue", f"conversation:{alice.conversation_id}", "k", now(), **told)
    expect(bell.locator(".badge")).to_have_text("1")
    bell.locator("summary").click()
    entry = bell.locator("li.new")
    expect(entry).to_contain_text({"zh": "“首次人工回复”已超时", "en": "“first reply” is overdue"}[language])
    assert violations(page) == []
    bell.locator(".top button").click()
    expect(bell.locator(".badge")).to_have_count(0)
    bell.locator("li a").click()
    expect(page.locator(".conversation .head")).to_be_visible()
    expect(bell.locator("details")).not_to_have_attribute("open", "")
