"""Quality in the browser: Carol draws and assesses, Bob sees it and appeals (SYS-27)."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, handoff, quality, reception
from bot.agents import Agent
from bot.reception import Reply
from bot.store import Store

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at


@pytest.fixture(autouse=True)
def served(sqlite_store: Store, employ: Callable[..., Agent]) -> None:
    """Yesterday Bob served Alice, not as he should."""
    bob, at = employ(sqlite_store, "bob", "1001"), datetime.now(timezone.utc) - timedelta(days=1)
    employ(sqlite_store, "carol", "1002", "supervisor")
    with sqlite_store.writing() as db:
        here = customers.welcome(db, "web", "widget", "alice", "zh", at).conversation_id
        reception.customer_said(db, here, "我家宽带断了两天了", "alice-1", at)
        reception.assistant_said(db, here, [Reply("请您告诉我故障现象。")], at)
        asked = handoff.ask(db, here, "asked", {}, at, emotion="angry")
        fence = handoff.claim(db, asked, bob.id, at).fence
        for n, text in enumerate(("您好，请问有什么可以帮您？", "随便您吧。"), 1):
            reception.agent_said(db, here, bob.id, fence, text, f"b{n}", at + timedelta(minutes=n))
        wrap_up = {"topic": "fault", "outcome": "resolved", "summary": "ok"}
        handoff.close(db, asked, bob.id, fence, wrap_up, at + timedelta(hours=1))


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_part_is_drawn_assessed_and_appealed(
    window: Callable[..., BrowserContext], sqlite_store: Store, violations: Callable[[Page], list[str]], locale: str
) -> None:
    def page_of(login: str, view: str) -> Page:
        page = window(locale=locale).new_page()
        page.goto("/console/")
        enter_login(page, login)
        expect(page.locator(".side-list")).to_be_visible()
        page.goto(f"/console/#/{view}")
        return page

    def picture(page: Page, name: str) -> None:
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{locale}.png"))

    carol = page_of("carol", "quality")
    today = carol.locator(".draw [name=last]").input_value()
    assert carol.locator(".draw [name=first]").get_attribute("max") == today
    carol.locator(".draw [name=seed]").fill("november")
    carol.locator(".draw button").click()
    expect(carol.locator("quality-view ol li")).to_have_count(2)
    carol.locator(".filter [name=agent]").select_option(index=1)
    expect(carol.locator("quality-view ol li")).to_have_count(1)
    carol.locator(".filter [name=agent]").select_option("")
    picture(carol, "quality-list")
    carol.locator("quality-view li a", has_text="Bob").click()
    expect(carol.locator(".said li.broken")).to_have_count(2)
    picture(carol, "quality")
    assert violations(carol) == []
    for check in carol.locator(".quality form.move select:not([name=rule])").all():
        check.select_option("fully")
    carol.locator("[name=what]").fill("用语生硬")
    carol.locator(".quality form.move .primary").click()
    expect(carol.locator(".quality .finding")).to_contain_text("用语生硬")
    bob = page_of("bob", "reviews")
    expect(bob.locator(".reviews article")).to_have_count(1)
    bob.locator("[name=reason]").fill("客户要求这样说")
    bob.locator("[name=reason] + button").click()
    expect(bob.locator(".reviews [name=reason]")).to_have_count(0)
    picture(bob, "reviews")
    assert violations(bob) == []
    with sqlite_store.reading() as db:
        (review,) = quality.reviews(db)
        assert review.appeal is not None and review.appeal.reason == "客户要求这样说"
