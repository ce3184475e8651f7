"""A second factor in the browser: Bob sets it, signs in with it, and takes it away; Sam must have one."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.agents import Agent
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import create_app

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at


@pytest.fixture
def desk(
    sqlite_store: Store, open_standard: Standard, phrases: Phrases, tmp_path: Path, run_app: Callable
) -> Iterator[str]:
    """Seniors must have one, all others may."""
    settings = Settings(_env_file=None, assistants=0, demo=False, state=tmp_path, second_factor=["senior"])
    port, stop = run_app(create_app(settings, sqlite_store, open_standard, phrases))
    yield f"http://127.0.0.1:{port}"
    stop()


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


def test_whoever_must_have_one_sees_nothing_else_before_it_is_set(
    window: Callable[..., BrowserContext],
    sqlite_store: Store,
    employ: Callable[..., Agent],
    violations: Callable[[Page], list[str]],
) -> None:
    employ(sqlite_store, "sam", "1002", "senior")
    page = window(locale="zh-CN").new_page()
    page.goto("/console/")
    enter_login(page, "sam")
    page.locator("[data-do=begin]").click()
    expect(page.locator(".top-bar")).to_have_count(0)
    secret = page.locator(".factor code").inner_text().replace(" ", "")
    picture(page, "factor-needed")
    assert violations(page) == []
    page.locator(".factor [name=code]").fill(pyotp.TOTP(secret).now())
    page.locator(".factor form .primary").click()
    page.locator("[data-do=kept]").click()
    expect(page.locator(".side-list")).to_be_visible()
    page.goto("/console/#/second-factor")
    expect(page.locator(".factor .notice.done")).to_be_visible()
    expect(page.locator(".factor form")).to_have_count(0)  # it stays
