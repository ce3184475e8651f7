"""A second factor in the browser: Bob sets it, signs in with it, and takes it away."""

import os
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.agents import Agent
from bot.store import Store

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.mark.parametrize(("locale", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_it_is_set_asked_for_and_taken_away(
    window: Callable[..., BrowserContext],
    sqlite_store: Store,
    employ: Callable[..., Agent],
    violations: Callable[[Page], list[str]],
    locale: str,
    scheme: str,
) -> None:
    employ(sqlite_store, "bob", "1001")
    page = window(locale=locale, color_scheme=scheme).new_page()
    page.goto("/console/")
    enter_login(page, "bob")
    page.locator(".me.own summary").click()
    page.locator(".me.own a[href='#/second-factor']").click()
    page.locator("[data-do=begin]").click()
    expect(page.locator(".factor svg path")).to_have_count(1)
    picture(page, f"factor-enrol-{locale}")
    assert violations(page) == []
    secret = page.locator(".factor code").inner_text().replace(" ", "")
    page.locator(".factor [name=code]").fill("000000")
    page.locator(".factor form .primary").click()
    expect(page.locator(".factor .problem")).not_to_be_empty()
    page.locator(".factor [name=code]").fill(pyotp.TOTP(secret).now())
    page.locator(".factor form .primary").click()
    expect(page.locator(".factor .codes li")).to_have_count(10)
    codes = page.locator(".factor .codes li").all_inner_texts()
    picture(page, f"factor-codes-{locale}")
    assert violations(page) == []
    page.locator("[data-do=kept]").click()
    expect(page.locator(".side-list")).to_be_visible()

    page.locator(".me.own summary").click()
    page.locator(".me.own button.plain").click()
    enter_login(page, "bob")
    page.locator(".sign-in [name=code]").fill("abcdef")
    page.locator(".sign-in .primary").click()
    expect(page.locator(".sign-in .problem")).not_to_be_empty()
    picture(page, f"factor-asked-{locale}")
    assert violations(page) == []
    page.locator(".sign-in [name=code]").fill(codes[0])
    page.locator(".sign-in .primary").click()
    expect(page.locator(".side-list")).to_be_visible()

    page.goto("/console/#/second-factor")
    expect(page.locator(".factor .notice")).to_contain_text("9")
    page.locator(".factor [name=code]").fill(codes[1])
    page.locator(".factor form .primary").click()
    expect(page.locator("[data-do=begin]")).to_be_visible()
