"""The audit in the browser: Ada reads and verifies it and sets a legal hold; Quinn only reads (SYS-21, C-19)."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import text

from bot import audit, customers, reception, tickets
from bot.agents import Agent
from bot.keeping import holds
from bot.store import Store

from .signing_in import enter_login

PICTURES = os.environ.get("PICTURES")  # a folder: pictures of what is seen are put there, to be looked at
LOOKS = 60  # more than one page


@pytest.fixture(autouse=True)
def recorded(sqlite_store: Store, employ: Callable[..., Agent]) -> None:
    """Carol read Alice's ticket again and again, and watched a conversation once."""
    for number, (login, role) in enumerate((("ada", "admin"), ("quinn", "quality"), ("bob", "agent")), 1001):
        employ(sqlite_store, login, str(number), role)
    began = datetime.now(timezone.utc) - timedelta(hours=2)
    for n in range(LOOKS):
        with sqlite_store.writing() as db:
            audit.record(db, "carol", "ticket.read", "ticket:T7K2M-9QXD", began + timedelta(minutes=n))
    with sqlite_store.writing() as db:
        audit.record(db, "carol", "watched", "conversation:c1", began + timedelta(hours=1), holder="agent", agent="bob")


@pytest.fixture
def page_of(window: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """page_of("ada", "audit", locale="zh-CN") is that page, signed in."""

    def open_page(login: str, view: str, **options: str) -> Page:
        page = window(**options).new_page()
        page.goto(f"/console/#/{view}")
        enter_login(page, login)
        expect(page.locator(".top-bar")).to_be_visible()
        return page

    return open_page


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def rows(page: Page) -> Locator:
    return page.locator("main.audit tbody tr")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_record_is_read_narrowed_and_paged(
    page_of: Callable[..., Page], violations: Callable[[Page], list[str]], locale: str
) -> None:
    page = page_of("ada", "audit", locale=locale)
    expect(rows(page)).to_have_count(50)
    expect(rows(page).first).to_contain_text("登录" if locale == "zh-CN" else "signed in")
    picture(page, f"audit-{locale}")
    assert violations(page) == []
    page.locator("[name=subject]").fill("ticket:")
    expect(rows(page).first).to_contain_text("T7K2M-9QXD")
    page.locator(".more button").click()
    expect(rows(page)).to_have_count(LOOKS)
    expect(page.locator(".more")).to_have_count(0)
    page.locator(".filter button").click()
    expect(page.locator("[name=subject]")).to_have_value("")
    page.locator("[name=action]").select_option("watched")
    expect(rows(page)).to_have_count(1)
    rows(page).locator("button", has_text="carol").click()
    expect(page.locator("[name=actor]")).to_have_value("carol")
    expect(rows(page)).to_have_count(1)
    page.locator("[name=actor]").fill("ada")
    expect(rows(page)).to_have_count(0)
    expect(page.locator("main.audit .none")).to_be_visible()


def test_a_record_that_was_changed_is_told_and_shown(
    page_of: Callable[..., Page], sqlite_store: Store, violations: Callable[[Page], list[str]]
) -> None:
    page = page_of("quinn", "audit", locale="en-GB", color_scheme="dark")
    page.locator(".verified button").click()
    expect(page.locator(".verified.good")).to_contain_text(f"all {LOOKS + 2} entries fit")
    with sqlite_store.reading() as db:
        expect(page.locator(".verified code")).to_have_text(str(audit.anchor(db)))
        (watched,) = audit.listing(db, action="watched")
    assert violations(page) == []
    with sqlite_store.writing() as db:
        guards = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        for (name,) in db.execute(guards).all():
            db.execute(text(f"DROP TRIGGER {name}"))
        db.execute(text("UPDATE audit SET actor = 'dan' WHERE id = :id"), {"id": watched.id})
    page.locator(".verified button").click()
    expect(page.locator(".verified.bad")).to_contain_text(f"entry {watched.id} ")
    expect(page.locator("main.audit tr.bad")).to_contain_text("dan")  # as it stands there now
    picture(page, "audit-broken-dark")
    assert violations(page) == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_hold_is_set_and_lifted_with_a_reason(
    page_of: Callable[..., Page], sqlite_store: Store, violations: Callable[[Page], list[str]], locale: str
) -> None:
    with sqlite_store.writing() as db:
        alice = customers.welcome(db, "web", "widget", "alice", "zh", datetime.now(timezone.utc)).customer_id
    page = page_of("ada", "audit/holds", locale=locale)
    expect(page.locator("main.audit .none")).to_be_visible()
    page.locator(".about button").click()
    page.locator("dialog [name=customer]").fill("nobody")
    page.locator("dialog [name=reason]").fill("案卷 17")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog .problem")).not_to_be_empty()
    assert violations(page) == []
    page.locator("dialog [name=customer]").fill(alice)
    page.locator("dialog .primary").click()
    expect(rows(page)).to_contain_text(["案卷 17"])
    with sqlite_store.reading() as db:
        assert holds.standing(db, alice).set_by == "ada"
    rows(page).locator("button").click()
    picture(page, f"holds-{locale}")
    page.locator("dialog [name=reason]").fill("结案")
    page.locator("dialog .primary").click()
    expect(rows(page)).to_contain_text(["结案"])
    expect(rows(page).locator("button")).to_have_count(0)
    assert violations(page) == []
    with sqlite_store.reading() as db:
        (was,) = holds.listing(db)
    assert (was.lifted_by, was.lifted_because) == ("ada", "结案")


def test_a_masked_contact_is_shown_for_a_reason_and_the_record_has_it(
    page_of: Callable[..., Page], sqlite_store: Store, violations: Callable[[Page], list[str]]
) -> None:
    now = datetime.now(timezone.utc)
    with sqlite_store.writing() as db:
        alice = customers.welcome(db, "web", "widget", "alice", "zh", now)
        reception.customer_said(db, alice.conversation_id, "我的电话是13800138000", "alice-1", now)
        told = {"title": "断网", "fields": {"address": "湖滨路1号2单元"}, "contact": "13800138000"}
        whose = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id, "language": "zh"}
        number = tickets.open_ticket(db, kind="suggestion", department="quality", now=now, **told, **whose).number
    page = page_of("quinn", f"tickets/{number}", locale="zh-CN")
    masked = page.locator("ticket-card masked-value", has_text="138****8000")
    expect(page.locator("ticket-card masked-value")).to_have_count(2)
    masked.locator("[data-do=reveal]").click()
    page.locator("dialog [name=reason]").fill("客户要求回电")
    picture(page, "reveal-dialog")
    assert violations(page) == []
    page.locator("dialog .primary").click()
    expect(page.locator("ticket-card masked-value", has_text="13800138000")).to_be_visible()
    expect(page.locator("dialog")).to_have_count(0)
    picture(page, "reveal-ticket")
    assert violations(page) == []
    page.locator("[data-do=reveal]", has_text="隐藏").click()
    expect(masked).to_be_visible()
    page.goto(f"/console/#/history/{alice.conversation_id}")
    expect(page.locator("message-line masked-value")).to_contain_text("我的电话是138****8000")
    picture(page, "reveal-message")
    page.goto("/console/#/audit")
    kept = rows(page).filter(has_text="客户要求回电")
    expect(kept).to_contain_text("显示脱敏信息")
    expect(kept).to_contain_text(number)


def test_who_does_not_serve_sees_no_switch_and_no_bell_of_customers(page_of: Callable[..., Page]) -> None:
    quinn = page_of("quinn", "audit/holds")
    expect(quinn.locator("audit-verdict")).to_be_visible()  # holds are for administrators
    expect(quinn.locator("main.audit nav")).to_have_count(0)
    expect(quinn.locator(".top-bar notice-bell")).to_have_count(1)
    for part in (".status", ".round:not(.keys)", "undelivered-menu"):
        expect(quinn.locator(f".top-bar {part}")).to_have_count(0)
    quinn.keyboard.press("?")
    expect(quinn.locator("dialog.keys dt, dialog dl.keys dt")).to_have_count(3)
    bob = page_of("bob", "desk")
    expect(bob.locator(".top-bar .status")).to_have_count(1)
    expect(bob.locator(".top-bar .round:not(.keys)")).to_have_count(1)
    expect(bob.locator(".top-bar nav a[href='#/audit']")).to_have_count(0)
