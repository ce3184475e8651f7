"""An incident in the browser: Carol declares it, Bob and the customer see it, she ends it (SYS-28)."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import incidents
from bot.agents import Agent
from bot.store import Store

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at
Violations = Callable[[Page], list[str]]


@pytest.fixture
def console(
    window: Callable[..., BrowserContext], sqlite_store: Store, employ: Callable[..., Agent]
) -> Callable[..., Page]:
    employ(sqlite_store, "bob", "1001")
    employ(sqlite_store, "carol", "1002", "supervisor")

    def sign_in(login: str, **options: object) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, login)
        expect(page.locator(".side-list")).to_be_visible()
        return page

    return sign_in


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def declare(page: Page, notice: str) -> None:
    page.goto("/console/#/incidents")
    page.locator("incidents-view header button.primary").click()
    dialog = page.locator("incidents-view > main > incident-dialog dialog")
    dialog.locator("[name=severity]").select_option("major")
    dialog.locator("[name=what]").fill("光缆被施工挖断")
    dialog.locator("[name=services][value=broadband]").check()
    dialog.locator("[name=districts][value=donghu]").check()
    dialog.locator("select:not([name])").select_option("outage")
    expect(dialog.locator("[name=notice_zh]")).to_have_value(
        "您好，东湖区的宽带目前中断，抢修人员正在现场处理。给您带来不便，我们深表歉意。"
    )
    if notice:
        dialog.locator("[name=notice_zh]").fill(notice)
    picture(page, f"declare-{'wrong' if notice else 'right'}")
    dialog.locator("footer .primary").click()


@pytest.mark.parametrize(("locale", "color_scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_an_incident_is_declared_seen_worked_off_and_ended(
    console: Callable[..., Page], window: Callable[..., BrowserContext], shop: str, sqlite_store: Store,
    violations: Violations, locale: str, color_scheme: str,
) -> None:  # fmt: skip
    carol, bob = console("carol", locale=locale, color_scheme=color_scheme), console("bob")
    visitor = window(locale=locale, color_scheme=color_scheme).new_page()
    visitor.goto(shop)
    visitor.locator("courtesy-desk .launcher").click()
    expect(visitor.locator("courtesy-desk .bubble").first).to_be_visible()
    if locale == "zh-CN":
        with visitor.expect_response("**/widget/language"):
            visitor.locator("courtesy-desk .head select").select_option("zh")
    declare(carol, "")
    expect(carol.locator(".incident .plan li")).to_have_count(8)
    expect(bob.locator(".incident-banner .what")).to_have_text("光缆被施工挖断")
    expect(visitor.locator("courtesy-desk .banner.known")).to_contain_text("Donghu" if locale == "en-GB" else "东湖区")
    picture(carol, f"incident-{locale}")
    picture(visitor, f"widget-{locale}")
    assert violations(carol) == [] and violations(bob) == []
    carol.locator(".incident form.move .primary").click()
    expect(carol.locator(".incident-stages li.done")).to_have_count(5)
    carol.locator(".incident form.move .primary").click()
    expect(bob.locator(".incident-banner")).to_have_count(0)
    expect(visitor.locator("courtesy-desk .banner.known")).to_have_count(0)
    for left in range(8, 0, -1):
        expect(carol.locator(".plan button")).to_have_count(left)
        carol.locator(".plan button").first.click()
    expect(carol.locator(".plan button")).to_have_count(0)
    carol.locator("[name=cause]").fill("道路施工")
    carol.locator("[name=measures]").fill("光缆沿线加设标识")
    carol.locator(".incident form.move .primary").click()
    expect(carol.locator(".incident form.move")).to_have_count(0)
    picture(carol, f"ended-{locale}")
    with sqlite_store.reading() as db:
        assert "reviewed" in incidents.listing(db)[0].reached


def test_a_notice_against_the_rules_says_what_and_where_and_declares_nothing(
    console: Callable[..., Page], sqlite_store: Store
) -> None:
    carol = console("carol")
    declare(carol, "这不是我们的问题。")
    expect(carol.locator("dialog .wrong")).to_contain_text("不是我们的问题")
    picture(carol, "refused")
    with sqlite_store.reading() as db:
        assert incidents.listing(db) == []


def test_a_draft_against_the_standard_goes_out_only_with_a_reason(
    console: Callable[..., Page], sqlite_store: Store, violations: Violations
) -> None:
    from datetime import datetime, timezone

    from bot import customers, handoff, reception

    now = datetime.now(timezone.utc)
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", now)
        reception.customer_said(db, visit.conversation_id, "我家宽带断了两天了", "alice-1", now)
        handoff.ask(db, visit.conversation_id, "asked", {}, now)
    bob = console("bob")
    bob.locator(".side-list .primary").first.click()
    reply = bob.locator(".composer textarea")
    reply.fill("随便您吧。")
    reply.press("Enter")
    expect(bob.locator("wording-reason .danger")).to_be_disabled()
    picture(bob, "reason")
    assert violations(bob) == []
    bob.locator("wording-reason select").select_option("other")
    expect(bob.locator("wording-reason .danger")).to_be_disabled()
    bob.locator("wording-reason input").fill("客户要求原话记录")
    bob.locator("wording-reason .danger").click()
    expect(bob.locator(".by-agent .bubble")).to_contain_text("随便您吧")
