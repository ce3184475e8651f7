"""The way to Telegram, a code from elsewhere, a site that knows its user, and patience: as a customer meets them."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from bot import customers, handoff, identity, links, reception
from bot.customers import Visit
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations
from bot.store.tables import customers as customer_rows
from channels.app import create_app
from channels.clock import clock

from .signing_in import enter_login

KEY = "a secret of the site and the desk alone"
AUDIENCE = "courtesy-desk"
QUESTION = "我家宽带昨晚开始连不上网"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def desk(
    sqlite_store: Store, open_standard: Standard, phrases: Phrases, tmp_path: Path, run_app: Callable
) -> Iterator[str]:
    """A desk with a bot on Telegram, which a site shares a key with, and which keeps to its limits."""
    settings = Settings(
        _env_file=None, assistants=0, demo=False, state=tmp_path, telegram_name="JiangzhouDeskBot",
        identity_keys={"site-1": KEY}, limits=True, limit_messages="20/min burst 2", limit_address="500/s burst 1000",
    )  # fmt: skip
    port, stop = run_app(create_app(settings, sqlite_store, open_standard, phrases))
    yield f"http://127.0.0.1:{port}"
    stop()


@pytest.fixture
def on_telegram(sqlite_store: Store) -> Visit:
    with sqlite_store.writing() as db:
        return customers.welcome(db, "telegram", "telegram", "4711", "zh", clock())


class Site:
    """A shop whose server knows who is signed in, and says so to the desk."""

    def __init__(self, desk: str, folder: Path) -> None:
        self.user, self.asked = "", 0
        script = f'<script type="module" src="{desk}/widget/desk.js" data-identity-from="/identity"></script>'
        page = f'<!doctype html><html lang="zh"><title>Shop</title><body>{script}</body></html>'
        (folder / "index.html").write_text(page, "utf-8")
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/identity":
                    return super().do_GET()
                site.asked += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(site.token().encode())

            def log_message(self, *about: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def token(self) -> str:
        return identity.sign(self.user, "site-1", KEY, AUDIENCE, clock()) if self.user else ""

    def close(self) -> None:
        self._server.shutdown()


@pytest.fixture
def site(desk: str, tmp_path: Path) -> Iterator[Site]:
    running = Site(desk, tmp_path)
    yield running
    running.close()


def open_chat(context: BrowserContext, path: str = "/") -> Page:
    page = context.new_page()
    page.goto(path)
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .option").first).to_be_visible()
    return page


def choose(page: Page, title: str) -> None:
    page.locator(".more").click()
    page.locator(".menu").get_by_role("button", name=title).click()


def write(page: Page, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")


def sent(page: Page, text: str) -> None:
    write(page, text)
    expect(page.locator(".customer.last .when time")).to_have_count(1)


@pytest.mark.parametrize(
    "path, title, hint", [("/", "在 Telegram 继续", "点“开始”"), ("/en", "Continue on Telegram", "press Start")]
)
def test_the_menu_leads_to_telegram_with_a_code(
    window: Callable, sqlite_store: Store, on_telegram: Visit, path: str, title: str, hint: str
) -> None:
    page = open_chat(window(), path)
    choose(page, title)
    expect(page.locator(".sheet")).to_contain_text(hint)
    code = page.locator(".sheet .code").inner_text().removeprefix("/link ")
    link = page.locator(".sheet a")
    expect(link).to_have_attribute("href", f"https://t.me/JiangzhouDeskBot?start={code.replace(' ', '')}")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    with sqlite_store.writing() as db:
        joined = links.redeem(db, code, on_telegram.conversation_id, clock())
    assert joined is not None and joined.joined_id


def test_a_code_from_telegram_is_entered_and_told_in_the_chat(
    window: Callable, sqlite_store: Store, on_telegram: Visit
) -> None:
    with sqlite_store.writing() as db:
        code = links.issue(db, on_telegram.conversation_id, clock())
    page = open_chat(window())
    choose(page, "输入关联码")
    expect(page.locator(".sheet input")).to_be_focused()
    page.keyboard.type("wrong123")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("不正确或已过期")
    page.locator(".sheet input").fill(f"{code[:4].lower()} {code[4:]}")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("已关联")
    expect(page.locator(".notice")).to_contain_text("已为您关联")
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(customer_rows)).scalar_one() == 1


def test_the_menu_is_for_the_keyboard_too(window: Callable) -> None:
    page = open_chat(window(), "/en")
    more = page.locator(".more")
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".menu button").first).to_be_focused()
    code = page.locator(".menu button", has_text="Enter a code")
    for _ in range(code.evaluate("one => [...one.closest('ul').querySelectorAll('button')].indexOf(one)")):
        page.keyboard.press("Tab")
    expect(code).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sheet input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet")).to_have_count(0)
    expect(more).to_be_focused()
    expect(page.locator(".panel")).to_be_visible()


def test_the_menu_goes_when_something_else_is_pressed(window: Callable) -> None:
    page = open_chat(window())
    page.locator(".more").click()
    expect(page.locator(".menu")).to_be_visible()
    page.locator(".log").click(position={"x": 5, "y": 5})
    expect(page.locator(".menu")).to_have_count(0)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_menu_and_sheets_pass_the_accessibility_check(
    window: Callable, violations: Callable[[Page], list[str]], options: dict[str, Any]
) -> None:
    page = open_chat(window(**options), "/en")
    page.locator(".more").click()
    expect(page.locator(".menu button").first).to_be_visible()
    assert violations(page) == []
    page.locator(".menu").get_by_role("button", name="Continue on Telegram").click()
    expect(page.locator(".sheet .code")).to_be_visible()
    assert violations(page) == []
    choose_again = page.locator(".sheet .close")
    choose_again.click()
    choose(page, "Enter a code")
    expect(page.locator(".sheet input")).to_be_visible()
    assert violations(page) == []


def test_who_writes_too_fast_keeps_every_word(window: Callable, sqlite_store: Store) -> None:
    page = open_chat(window())
    for number in range(4):
        write(page, f"第{number}句")
    expect(page.locator(".waiting").first).to_contain_text("会自动发送")
    expect(page.locator(".waiting, .sending")).to_have_count(0, timeout=20_000)
    expect(page.locator(".customer .bubble")).to_have_text([f"第{number}句" for number in range(4)])


def test_a_signed_in_user_finds_the_talk_on_another_device(window: Callable, site: Site) -> None:
    site.user = "alice"
    sent(open_chat(window(), site.address), QUESTION)
    elsewhere = open_chat(window(), site.address)
    expect(elsewhere.locator(".customer .bubble")).to_have_text(QUESTION)


def test_another_user_of_the_browser_sees_nothing_of_the_first(
    window: Callable, site: Site, sqlite_store: Store
) -> None:
    context = window()
    site.user = "alice"
    page = open_chat(context, site.address)
    sent(page, QUESTION)
    page.locator(".composer textarea").fill("half a word")
    site.user = "dan"
    page.reload()
    expect(page.locator(".option").first).to_be_enabled()
    expect(page.locator(".customer .bubble")).to_have_count(0)
    expect(page.locator(".composer textarea")).to_have_value("")
    site.user = "alice"
    page.reload()
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(conversations)).scalar_one() == 2


def test_who_signs_out_leaves_nothing_behind(window: Callable, site: Site) -> None:
    context = window()
    site.user = "alice"
    page = open_chat(context, site.address)
    sent(page, QUESTION)
    site.user = ""
    page.reload()
    expect(page.locator(".option").first).to_be_enabled()
    expect(page.locator(".customer .bubble")).to_have_count(0)


def test_what_was_said_before_signing_in_stays_in_sight(window: Callable, site: Site, sqlite_store: Store) -> None:
    context = window()
    page = open_chat(context, site.address)
    sent(page, QUESTION)
    site.user = "alice"
    page.reload()
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    elsewhere = open_chat(window(), site.address)
    expect(elsewhere.locator(".customer .bubble")).to_have_text(QUESTION)


def test_a_token_may_also_be_given_to_the_element(window: Callable, site: Site) -> None:
    site.user = "alice"
    sent(open_chat(window(), site.address), QUESTION)
    page = open_chat(window())
    expect(page.locator(".customer .bubble")).to_have_count(0)
    page.evaluate("token => document.querySelector('courtesy-desk').setAttribute('identity', token)", site.token())
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)


def test_a_site_s_wrong_token_costs_nobody_the_way_to_a_person(window: Callable, site: Site) -> None:
    site.token = lambda: identity.sign("alice", "site-1", "x" * 32, AUDIENCE, clock())  # type: ignore[method-assign]
    page = open_chat(window(), site.address)
    sent(page, QUESTION)
    page.reload()
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    assert site.asked >= 2


def test_the_agent_opens_what_was_said_on_another_channel(
    window: Callable, sqlite_store: Store, employ: Callable, on_telegram: Visit, phrases: Phrases, desk: str
) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    now = clock()
    with sqlite_store.writing() as db:
        alice = customers.welcome(db, "web", "widget", "alice", "zh", now)
        reception.customer_said(db, alice.conversation_id, QUESTION, "alice-1", now)
        reception.customer_said(db, on_telegram.conversation_id, "还是上不了网", "alice-2", now)
    with sqlite_store.writing() as db:
        code = links.issue(db, alice.conversation_id, now)
    with sqlite_store.writing() as db:
        reception.code_shown(db, on_telegram.conversation_id, code, now, phrases=phrases)
    with sqlite_store.writing() as db:
        asked = handoff.ask(db, on_telegram.conversation_id, "asked", {}, now)
        reception.claimed(db, asked, bob.id, now, phrases=phrases)
    page = window(locale="zh-CN").new_page()
    page.goto("/console/")
    enter_login(page, "bob")
    expect(page.locator(".side-list")).to_be_visible()
    page.goto(f"/console/#/history/{on_telegram.conversation_id}")
    expect(page.locator(".conversation .head .kind")).to_have_text("Telegram")
    other = page.locator(".earlier li")
    expect(other).to_contain_text(QUESTION)
    expect(other.locator(".kind")).to_have_text("网页")
    other.locator("a").click()
    expect(page.locator(".by-customer .bubble")).to_have_text(QUESTION)
    expect(page.locator(".composer")).to_have_count(0)
