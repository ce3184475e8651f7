"""A customer follows a case: in the widget, on the status page, with a letter; in three languages, on a phone, dark."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from bot import agents, reception, tickets
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations
from tests.cases.conftest import PARTS

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SHOTS = os.environ.get("DESK_SHOTS")  # a folder for pictures to be looked at


@dataclass
class Desk:
    """Alice's complaint, with a solution and a letter."""

    store: Store
    standard: Standard
    phrases: Phrases
    number: str = ""
    carol: int = 0

    def open(self, language: str) -> None:
        now = datetime.now(timezone.utc)
        with self.store.writing() as db:
            here = db.execute(select(conversations.c.id, conversations.c.customer_id)).one()
            title = "宽带多收费30元" if language != "en" else "Charged 30 yuan too much"
            fields, contact = {"what": title}, "13800138000"
            self.carol = agents.add(db, "carol", "Carol", "1002", "correct horse battery", "supervisor", now).id
            ticket = tickets.open_ticket(
                db, kind="complaint", conversation_id=here.id, customer_id=here.customer_id, title=title,
                fields=fields, contact=contact, language=language, department="complaints", now=now,
                owner_id=self.carol,
            )  # fmt: skip
            self.number = ticket.number
            tickets.classify(db, ticket.number, "billing", "ordinary", self.carol, now)
            tickets.note(db, ticket.number, "INTERNAL NOTE", self.carol, now)

    def answer(self, walk: Callable[..., object]) -> None:
        now = datetime.now(timezone.utc)
        with self.store.writing() as db:
            walk(db, self.number, "solution_proposed", agents.get(db, self.carol), now)
            told = {"standard": self.standard, "phrases": self.phrases, "address": "https://desk.example"}
            reception.letter_sent(db, self.number, PARTS, self.carol, "letter-0001", now, **told)

    def state(self) -> str:
        with self.store.reading() as db:
            found = tickets.find(db, self.number)
            assert found
            return found.state


@pytest.fixture
def case(sqlite_store: Store, open_standard: Standard, phrases: Phrases) -> Desk:
    return Desk(sqlite_store, open_standard, phrases)


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def begin(context: BrowserContext, language: str, case: Desk) -> Page:
    page = context.new_page()
    page.goto("/en" if language == "en" else "/")
    page.locator(".launcher").click()
    expect(page.locator(".message, .bubble").first).to_be_visible()
    case.open(language)
    return page


def open_cases(page: Page, name: str) -> None:
    page.locator(".more").click()
    page.get_by_role("button", name=name).click()
    expect(page.locator(".case").first).to_be_visible()


def test_the_card_in_the_widget_tells_hurries_and_opens_the_letter(
    window: Callable[..., BrowserContext],
    case: Desk,
    walk: Callable[..., object],
    violations: Callable[[Page], list[str]],
) -> None:
    context = window(locale="zh-CN")
    page = begin(context, "zh", case)
    open_cases(page, "我的工单")
    card = page.locator(".case")
    expect(card.locator(".bar li")).to_have_count(5)
    expect(card.locator(".bar li[aria-current=step]")).to_contain_text("受理")
    expect(card).to_contain_text("投诉处理部")
    expect(card).not_to_contain_text("INTERNAL NOTE")
    expect(card).not_to_contain_text("Carol")
    shot(page, "widget-zh")
    card.get_by_role("button", name="催办").click()
    expect(card.get_by_role("status")).to_contain_text("已催办")
    expect(card.get_by_role("button", name="催办")).to_be_disabled()
    expect(card.locator(".course")).to_contain_text("您催办了一次")
    assert violations(page) == []
    case.answer(walk)
    page.locator(".cases .close").click()
    page.locator(".card").filter(has_text="书面答复").get_by_role("button").click()
    with context.expect_page() as opened:
        page.get_by_role("button", name=f"查看 {case.number}-1").click()
    letter = opened.value
    expect(letter.locator("h1")).to_have_text("书面答复")
    width = letter.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")
    assert width == "704px", "its own style is let in"
    assert "token" not in letter.url
    shot(letter, "letter-zh")


def test_not_solved_reopens_it(window: Callable[..., BrowserContext], case: Desk, walk: Callable[..., object]) -> None:
    page = begin(window(locale="en-GB", color_scheme="dark", **PHONE), "en", case)
    case.answer(walk)
    open_cases(page, "My cases")
    page.get_by_role("button", name="Not solved").click()
    page.locator(".case textarea").fill("It happened again.")
    shot(page, "widget-en-phone-dark")
    page.get_by_role("button", name="Please take it up again").click()
    expect(page.locator(".case").get_by_role("status")).to_contain_text("open again")
    assert case.state() == "reopened"


@pytest.mark.parametrize(
    ("language", "look", "print_"),
    [("zh-CN", "查看进度", "打印"), ("zh-TW", "查看進度", "列印"), ("en-GB", "Show the case", "Print")],
)
def test_the_status_page_needs_both(
    window: Callable[..., BrowserContext],
    case: Desk,
    walk: Callable[..., object],
    violations: Callable[[Page], list[str]],
    language: str,
    look: str,
    print_: str,
) -> None:
    dark = "dark" if language == "zh-TW" else "light"
    context = window(locale=language, color_scheme=dark, **PHONE)
    begin(context, "en" if language == "en-GB" else "zh", case).close()
    case.answer(walk)
    page = context.new_page()
    page.goto(f"/status#{case.number}")
    number, last4 = page.locator("input[name=number]"), page.locator("input[name=last4]")
    expect(number).to_have_value(case.number)
    last4.fill("8001")
    page.get_by_role("button", name=look).click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    wrong = page.get_by_role("alert").inner_text()
    shot(page, f"status-ask-{language}")
    assert violations(page) == []
    number.fill("T0000-0000")
    page.get_by_role("button", name=look).click()
    expect(page.get_by_role("alert")).to_have_text(wrong)
    number.fill(case.number)
    last4.fill("8000")
    page.get_by_role("button", name=look).click()
    expect(page.locator(".case .bar li")).to_have_count(5)
    expect(page.get_by_role("button", name=print_)).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Carol")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, f"status-{language}")
    with context.expect_page() as opened:
        page.locator(".case form button").click()
    expect(opened.value.locator("section")).to_have_count(10)
    assert "8000" not in opened.value.url
    shot(opened.value, f"letter-{language}")
    assert opened.value.evaluate("document.documentElement.scrollWidth") <= 390
