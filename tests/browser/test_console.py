"""Bob works at the console in a real browser; Alice is on the other side of the real gate."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, handoff, reception, transcript
from bot.agents import Agent
from bot.phrases import Phrases
from bot.store import Store
from bot.wakeups import Wakeup

from .signing_in import PASSWORD, enter_login

Window = Callable[..., BrowserContext]
Violations = Callable[[Page], list[str]]


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def bob(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "bob", "1001")


@pytest.fixture
def alice(sqlite_store: Store) -> str:
    """Her conversation: she is upset and waits for a person."""
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", now())
        reception.customer_said(db, visit.conversation_id, "我家宽带断了两天了", "alice-1", now())
        brief = {"slots": {"fault_district": "donghu"}, "heard": [{"text": "我家宽带断了两天了", "emotion": "angry"}]}
        handoff.ask(db, visit.conversation_id, "angry", brief, now(), emotion="angry", topic="fault")
    return visit.conversation_id


@pytest.fixture
def console(window: Window, bob: Agent) -> Callable[..., Page]:
    """console(locale="en-GB") is Bob's page, signed in."""

    def sign_in(**options: str) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, "bob")
        expect(page.locator(".side-list")).to_be_visible()
        return page

    return sign_in


def take_next(page: Page) -> None:
    expect(page.locator("[data-key=next]")).to_be_enabled()
    page.keyboard.press("n")
    expect(page.locator(".composer textarea")).to_be_focused()


def said_by_alice(store: Store, conversation: str, text: str, key: str) -> None:
    with store.writing() as db:
        reception.customer_said(db, conversation, text, key, now())


def test_bob_takes_alice_talks_with_her_and_closes(
    console: Callable[..., Page], alice: str, sqlite_store: Store
) -> None:
    page = console()
    expect(page.locator(".entry")).to_contain_text("愤怒")
    take_next(page)
    expect(page.locator(".by-customer .bubble")).to_have_text("我家宽带断了两天了")
    expect(page.locator(".brief")).to_contain_text("东湖区")

    reply = page.locator(".composer textarea")
    reply.fill("非常抱歉给您带来不便，请问光猫的指示灯是什么颜色？")
    reply.press("Enter")
    expect(page.locator(".by-agent .bubble")).to_contain_text("指示灯")
    said_by_alice(sqlite_store, alice, "红色，一直闪", "alice-2")
    expect(page.locator(".by-customer .bubble").last).to_have_text("红色，一直闪")

    note = page.locator(".notes textarea")
    note.fill("上周也报过一次")
    note.press("Enter")
    expect(page.locator(".notes li")).to_contain_text("上周也报过一次")

    page.locator("[data-key=close]").click()
    page.locator("[name=topic]").select_option("fault")
    page.locator("[name=outcome]").select_option("resolved")
    page.locator("[name=summary]").fill("重启光猫后恢复")
    page.locator("dialog .primary").click()
    expect(page.locator(".conversation.empty")).to_be_visible()
    with sqlite_store.reading() as db:
        assert handoff.holder(db, alice).kind == "assistant"
        heard = [(one.author, one.text) for one in transcript.after(db, alice, 0)]
    assert ("agent", "非常抱歉给您带来不便，请问光猫的指示灯是什么颜色？") in heard
    assert not any("上周" in text for _, text in heard)


def test_a_draft_against_the_standard_is_marked_and_asks_before_it_goes(
    console: Callable[..., Page], alice: str, violations: Violations
) -> None:
    page = console()
    take_next(page)
    reply = page.locator(".composer textarea")
    reply.fill("随便您吧。")
    expect(page.locator(".wording li.error")).to_contain_text("随便")
    expect(page.locator(".marks mark.error")).to_be_attached()
    reply.press("Enter")
    expect(page.locator(".confirm")).to_be_visible()
    assert violations(page) == []
    expect(page.locator(".by-agent")).to_have_count(0)
    expect(reply).to_have_value("随便您吧。")


def test_a_canned_reply_comes_by_slash_and_its_gaps_must_be_filled(console: Callable[..., Page], alice: str) -> None:
    page = console()
    take_next(page)
    reply = page.locator(".composer textarea")
    reply.press("/")
    page.locator(".canned input").fill("等待")
    page.keyboard.press("Enter")
    expect(reply).to_have_value("请您稍候，我正在查询，大约需要{minutes}分钟。感谢您的耐心。")
    reply.press("Enter")
    expect(page.locator(".composer .problem")).to_be_visible()
    reply.fill("请您稍候，我正在查询，大约需要3分钟。感谢您的耐心。")
    reply.press("Enter")
    expect(page.locator(".by-agent .bubble")).to_contain_text("3分钟")


def test_the_assistants_answer_is_found_by_its_question_and_told_in_the_customers_language(
    console: Callable[..., Page], alice: str, phrases: Phrases
) -> None:
    page = console(locale="en-GB")
    take_next(page)
    reply = page.locator(".composer textarea")
    reply.press("/")
    page.locator(".canned input").fill("get an invoice")
    expect(page.locator("#canned-list li")).to_contain_text("the assistant's answer")
    page.keyboard.press("Enter")
    expect(reply).to_have_value(phrases.say("utter_faq_bill_invoice", "zh"))


def test_a_lost_session_leads_to_sign_in_and_the_draft_is_still_there(
    console: Callable[..., Page], alice: str, bob: Agent
) -> None:
    page = console()
    take_next(page)
    page.locator(".composer textarea").fill("请您稍候，我正在为您")
    page.context.clear_cookies()
    page.locator(".composer textarea").press_sequentially("处理")  # the draft is checked, and nobody knows whose it is
    expect(page.locator(".sign-in.over")).to_be_visible()
    page.locator("[name=password]").fill(PASSWORD)
    page.locator(".sign-in .primary").click()
    expect(page.locator(".sign-in")).to_have_count(0)
    expect(page.locator(".composer textarea")).to_have_value("请您稍候，我正在为您处理")


def test_bob_sees_that_alice_is_typing(console: Callable[..., Page], alice: str, sqlite_store: Store) -> None:
    page = console()
    take_next(page)
    expect(page.locator(".by-desk .bubble")).to_be_visible()
    sqlite_store.wakeups.publish(Wakeup("typing", f"{alice}:customer"))
    expect(page.locator(".typing")).to_contain_text("正在输入")


def test_a_new_customer_shows_in_the_title(console: Callable[..., Page], sqlite_store: Store) -> None:
    page = console(locale="en-GB")
    expect(page).to_have_title("Agents’ console · Courtesy Desk")
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "dan", "en", now())
        handoff.ask(db, visit.conversation_id, "asked", {}, now())
    expect(page).to_have_title("(1 waiting) Agents’ console · Courtesy Desk")


@pytest.mark.parametrize(("locale", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_every_view_is_accessible(
    console: Callable[..., Page], alice: str, violations: Violations, locale: str, scheme: str
) -> None:
    page = console(locale=locale, color_scheme=scheme)
    expect(page.locator(".entry")).to_be_visible()
    assert violations(page) == []
    take_next(page)
    assert violations(page) == []
    page.keyboard.press("Escape")
    for view in "234":
        page.keyboard.press(view)
        expect(page.locator(".table")).to_be_visible()
        assert violations(page) == [], f"view {view}"
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    assert violations(page) == []
