"""Bob's line breaks while he serves Alice: Carol goes on with her, and Bob sees so when he is back."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bot import agents, customers, handoff, reception
from bot.agents import Agent
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store

from .signing_in import enter_login

LATER = timedelta(minutes=2)
DRAFT = "请问光猫的指示灯是什么颜色？"


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def alice(sqlite_store: Store) -> str:
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", now())
        reception.customer_said(db, visit.conversation_id, "我家宽带断了两天了", "alice-1", now())
        handoff.ask(db, visit.conversation_id, "asked", {}, now())
    return visit.conversation_id


@pytest.fixture
def sign_in(window: Callable[..., BrowserContext], sqlite_store: Store, employ: Callable[..., Agent]) -> Callable:
    """sign_in("bob", "1001") is that agent's page, in a browser of their own."""

    def enter(login: str, staff_no: str, locale: str = "zh-CN") -> Page:
        employ(sqlite_store, login, staff_no)
        page = window(locale=locale).new_page()
        page.goto("/console/")
        enter_login(page, login)
        expect(page.locator(".side-list")).to_be_visible()
        return page

    return enter


def take_next(page: Page) -> None:
    expect(page.locator("[data-key=next]")).to_be_enabled()
    page.keyboard.press("n")
    expect(page.locator(".composer textarea")).to_be_focused()


def look_later(store: Store, standard: Standard, phrases: Phrases) -> int:
    """What the watch does, two minutes from now."""
    with store.writing() as db:
        return reception.put_back_vanished(db, now() + LATER, standard=standard, phrases=phrases)


@pytest.mark.parametrize(("locale", "waits", "held"), [
    ("zh-CN", "该客户已回到队首等待", "Carol"),
    ("en-GB", "waits at the head of the queue", "Carol (no. 1002) holds this conversation"),
])  # fmt: skip
def test_carol_goes_on_where_bob_vanished(
    sign_in: Callable[..., Page],
    alice: str,
    sqlite_store: Store,
    open_standard: Standard,
    phrases: Phrases,
    locale: str,
    waits: str,
    held: str,
) -> None:
    bob = sign_in("bob", "1001", locale)
    take_next(bob)
    bob.locator(".composer textarea").fill(DRAFT)

    assert look_later(sqlite_store, open_standard, phrases) == 1
    expect(bob.locator(".held-by")).to_contain_text(waits)
    carol = sign_in("carol", "1002")
    take_next(carol)
    expect(carol.locator(".by-customer .bubble")).to_have_text("我家宽带断了两天了")
    expect(bob.locator(".held-by")).to_contain_text(held)


def test_what_bob_sends_under_his_old_claim_is_refused_in_words_and_kept_as_a_draft(
    sign_in: Callable[..., Page], alice: str, sqlite_store: Store, open_standard: Standard, phrases: Phrases
) -> None:
    bob = sign_in("bob", "1001")
    take_next(bob)
    bob.locator(".composer textarea").fill(DRAFT)

    def vanish_on_the_way(route: Route) -> None:
        look_later(sqlite_store, open_standard, phrases)
        route.continue_()

    bob.route("**/messages", vanish_on_the_way)
    bob.locator(".composer textarea").press("Enter")
    expect(bob.locator(".held-by")).to_contain_text("该客户已回到队首等待")
    expect(bob.locator(".by-agent")).to_have_count(0)

    with sqlite_store.writing() as db:
        agents.set_available(db, agents.listing(db)[0].id, True, now())
    bob.locator(".held-by button").click()
    expect(bob.locator(".composer textarea")).to_have_value(DRAFT)
