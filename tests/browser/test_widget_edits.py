"""Words that a customer changed in an app, as the widget shows them once it has that conversation."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from bot import reception
from bot.store import Store
from bot.store.tables import conversations

Window = Callable[..., BrowserContext]


@pytest.mark.parametrize(("path", "word"), [("/", "已编辑"), ("/en", "Edited")])
def test_the_new_words_stand_in_the_old_ones_place(
    window: Window, sqlite_store: Store, violations: Callable[[Page], list[str]], path: str, word: str
) -> None:
    page = window().new_page()
    page.goto(path)
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .option").first).to_be_enabled()
    now = datetime.now(timezone.utc)
    with sqlite_store.writing() as db:
        here = str(db.execute(select(conversations.c.id)).scalar_one())
        said = reception.customer_said(db, here, "我家在西湖区", "tg:101", now)
    expect(page.locator(".customer .bubble")).to_have_text("我家在西湖区")
    with sqlite_store.writing() as db:
        reception.customer_edited(db, here, said.seq, "我家在东湖区", "tg:101:edit:1", now)
    expect(page.locator(".customer .bubble")).to_have_text("我家在东湖区")
    expect(page.locator(".customer .when")).to_contain_text(word)
    assert violations(page) == []
