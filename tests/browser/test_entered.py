"""At the tickets' page somebody who calls is entered, and on the page of problems what comes again is followed."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, tickets
from bot.agents import Agent
from bot.standard import Standard
from bot.store import Store

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at


@pytest.fixture
def recurring(
    sqlite_store: Store, employ: Callable[..., Agent], standard: Standard, filled: Callable[..., dict[str, Any]]
) -> Agent:
    """Carol, with three complaints of one cause, the first of them with a measure that worked."""
    carol, at = employ(sqlite_store, "carol", "1002", "supervisor"), datetime.now(timezone.utc) - timedelta(days=9)
    known = {"conversation_id": None, "contact": "13800138000", "language": "zh", "department": "complaints"}
    with sqlite_store.writing() as db:
        whose = customers.arrive(db, "张三", at)
        for n, day in enumerate((0, 2, 4)):
            opened = tickets.open_ticket(
                db, kind="complaint", customer_id=whose, title="维修太慢", fields={}, type="late_repair",
                now=at + timedelta(days=day), **known,  # type: ignore[arg-type]
            )  # fmt: skip
            data = {**filled("root_cause", carol), "cause": f"线路老化，第{n + 1}段", "category": "technical",
                    "measure": "更换老化线路", "finish_on": "2026-01-02"}  # fmt: skip
            tickets.record(db, opened.number, "root_cause", carol.id, opened.created_at, data, standard=standard)
            if n == 0:
                check = {"of": "root_cause", "result": "一周内没有重复报修", "effective": "yes"}
                tickets.record(db, opened.number, "measure_checked", carol.id, at + timedelta(days=1), check,
                               standard=standard)  # fmt: skip
    return carol


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_caller_is_entered_and_what_comes_again_is_followed(
    window: Callable[..., BrowserContext], recurring: Agent, sqlite_store: Store,
    violations: Callable[[Page], list[str]], locale: str,
) -> None:  # fmt: skip
    page = window(locale=locale).new_page()
    page.goto("/console/")
    enter_login(page, "carol")
    expect(page.locator(".side-list")).to_be_visible()

    def seen(name: str) -> None:
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{locale}.png"))
        assert violations(page) == []

    page.goto("/console/#/tickets")
    page.locator("tickets-view header button").click()
    form = page.locator("entry-dialog form")
    form.locator("[name=name]").fill("王小明")
    form.locator("[name=contact]").fill("13900139000")
    form.locator("[name=title]").fill("账单多收30元")
    form.locator("[name=description]").fill("上个月的账单多扣了30元，希望退回")
    seen("entry")
    form.locator("button.primary").click()
    expect(page.locator(".entered")).to_contain_text("T")
    expect(page.locator("ticket-card h1")).to_contain_text("账单多收30元")
    seen("entered")
    page.locator("tickets-view header select").last.select_option("quadrants")
    expect(page.locator("[data-quadrant=Q4] .badge")).to_have_text("4")
    seen("quadrants")
    page.goto("/console/#/problems")
    page.locator("problems-view li a").click()
    expect(page.locator("problem-card .measure")).to_have_count(3)
    seen("problems")
    page.locator("problem-card .measure button").first.click()
    page.locator("problem-card [name=result]").fill("两周内没有重复投诉")
    page.locator("problem-card [name=effective]").select_option("yes")
    page.locator("problem-card form button.primary").click()
    expect(page.locator("problem-card .measure .done")).to_have_count(2)
    page.goto("/console/#/appointments")
    page.locator("appointments-view header > button").click()
    expect(page.locator("visit-dialog dialog")).to_be_visible()
    seen("visit")
    with sqlite_store.reading() as db:
        newest = tickets.listing(db)[0]
        assert (newest.channel, newest.fields["name"], newest.owner_id) == ("phone", "王小明", recurring.id)
        assert tickets.problems(db, newest.created_at - timedelta(days=30), newest.created_at)[0].open == 1
