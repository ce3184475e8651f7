"""Carol looks at the figures of the month, at what stands behind one, and takes the rows with her."""

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from bot import customers, demo_month
from bot.agents import Agent
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception.reminders import Reminders
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import audit

from .signing_in import PASSWORD, enter_login

DAYS, CONVERSATIONS = 3, 20


@pytest.fixture
def month(sqlite_store: Store, standard: Standard, phrases: Phrases) -> Store:
    operator, now = Operator.load(ROOT / "data" / "operator.yml"), datetime.now(timezone.utc)
    few = {"days": DAYS, "conversations": CONVERSATIONS, "password": lambda login: PASSWORD}
    demo_month.fill(sqlite_store, standard, phrases, operator, now, **few)
    return sqlite_store


def signed_in(page: Page, login: str) -> None:
    page.goto("/console/")
    enter_login(page, login)
    expect(page.locator("top-bar nav")).to_be_visible()


@pytest.mark.parametrize(("locale", "color_scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_carol_follows_a_figure_to_its_rows_and_takes_them_along(
    month: Store,
    window: Callable[..., BrowserContext],
    violations: Callable[[Page], list[str]],
    tmp_path: Path,
    locale: str,
    color_scheme: str,
) -> None:
    page = window(locale=locale, color_scheme=color_scheme).new_page()
    signed_in(page, "carol")
    page.goto("/console/#/figures")
    page.locator("[name=period]").select_option("quarter")
    card = page.locator("a.figure[href$='KPI-PROMISES']")
    expect(card).to_contain_text("n = ")
    expect(page.locator("a.figure")).to_have_count(16)
    expect(page.locator("a.figure[href$='KPI-TRAIN-SKILLS'] .value")).to_have_text("–")
    expect(page.locator(".figures .cards")).to_have_attribute("aria-busy", "false")
    assert violations(page) == []

    card.click()
    expect(page.locator(".behind .sheet tbody tr").first).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.locator("[data-do=rows-csv]").click()
    download.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) > 1
    with month.reading() as db:
        taken = db.execute(select(audit).where(audit.c.action == "exported")).one()
    assert (taken.actor, taken.subject, taken.data["rows"]) == ("carol", "figure:KPI-PROMISES", len(lines) - 1)


def test_a_notice_leads_carol_to_the_month_that_is_over(
    sqlite_store: Store, standard: Standard, employ: Callable[..., Agent], window: Callable[..., BrowserContext]
) -> None:
    employ(sqlite_store, "carol", "1002", "supervisor")
    with sqlite_store.writing() as db:
        customers.welcome(db, "web", "widget", "alice", "zh", datetime(2026, 10, 9, 8, 0, tzinfo=timezone.utc))
    page = window(locale="en-GB").new_page()
    signed_in(page, "carol")
    page.goto("/console/#/figures")
    page.locator("[name=period]").select_option("week")
    Reminders(sqlite_store, standard).look(datetime(2026, 11, 2, 8, 0, tzinfo=timezone.utc))
    page.locator("notice-bell .badge").wait_for()
    page.locator("notice-bell summary").click()
    page.locator("notice-bell li a", has_text="The figures of 2026-10 are complete").click()
    expect(page.locator(".steps [aria-live]")).to_have_text("1 Oct 2026 – 31 Oct 2026")
    expect(page.locator("[name=period]")).to_have_value("month")
    assert page.url.endswith("#/figures")


def test_an_agent_has_no_page_of_figures(month: Store, window: Callable[..., BrowserContext]) -> None:
    page = window(locale="en-GB").new_page()
    signed_in(page, "bob")
    expect(page.locator("a[href='#/figures']")).to_have_count(0)
    page.goto("/console/#/figures")
    expect(page.locator(".side-list")).to_be_visible()
