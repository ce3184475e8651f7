"""The widget as a customer meets it: opened, written to, reloaded, cut off, in two tabs, by keyboard, on a phone."""

import re
from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from bot import handoff, reception
from bot.phrases import Phrases
from bot.reception import Reply
from bot.store import Store
from bot.store.tables import conversations, messages

NOW = datetime.now(timezone.utc)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
QUESTION = "我家宽带昨晚开始连不上网"


def open_chat(context: BrowserContext, path: str = "/") -> Page:
    page = context.new_page()
    page.goto(path)
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .option").first).to_be_enabled()
    return page


def write(page: Page, text: str) -> None:
    page.locator(".composer textarea").fill(text)
    page.keyboard.press("Enter")


def conversation(store: Store) -> str:
    with store.reading() as db:
        return str(db.execute(select(conversations.c.id)).scalar_one())


def stored(store: Store, text: str) -> int:
    with store.reading() as db:
        return int(db.execute(select(func.count()).where(messages.c.text == text)).scalar_one())


def answer(store: Store, *replies: Reply) -> None:
    with store.writing() as db:
        assert reception.assistant_said(db, conversation(store), list(replies), NOW)


def test_a_customer_is_greeted_asks_and_is_answered(window: Callable, sqlite_store: Store) -> None:
    page = open_chat(window())
    expect(page.locator(".bubble").first).to_contain_text("请问有什么可以帮您")
    write(page, QUESTION)
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    expect(page.locator(".typing")).to_be_visible()
    answer(sqlite_store, Reply("请您先重启光猫，见 https://example.com/help。"))
    link = page.locator(".assistant .bubble a")
    expect(link).to_have_attribute("href", "https://example.com/help")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert stored(sqlite_store, QUESTION) == 1


def test_what_is_said_before_there_is_a_conversation_goes_with_it(window: Callable, sqlite_store: Store) -> None:
    page = window().new_page()
    beginnings: list[Route] = []
    page.route("**/conversations", lambda route: beginnings.append(route))
    page.goto("/")
    page.locator("courtesy-desk .launcher").click()
    write(page, QUESTION)
    write(page, "三天了")
    expect(page.locator(".customer .bubble")).to_have_count(2)
    beginnings[0].continue_()
    expect(page.locator(".customer .when")).to_have_count(1)  # said together, and both have arrived
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert stored(sqlite_store, QUESTION) == stored(sqlite_store, "三天了") == 1


def test_a_reload_and_a_second_tab_show_the_same(window: Callable, sqlite_store: Store) -> None:
    context = window()
    page = open_chat(context)
    write(page, QUESTION)
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.reload()
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    second = open_chat_again(context)
    answer(sqlite_store, Reply("已收到您的报修。"))
    for tab in (page, second):
        expect(tab.locator(".bubble", has_text="已收到您的报修。")).to_have_count(1)
        expect(tab.locator(".customer .bubble")).to_have_count(1)


def open_chat_again(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    page.locator("courtesy-desk .launcher").click()
    return page


def test_a_message_that_could_not_be_sent_waits_and_is_stored_once(window: Callable, sqlite_store: Store) -> None:
    context = window()
    page = open_chat(context)
    context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("网络已断开")
    write(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("未能发送")
    assert stored(sqlite_store, QUESTION) == 0
    answer(sqlite_store, Reply("这句话是断网时说的。"))
    context.set_offline(False)
    expect(page.locator(".bubble", has_text="这句话是断网时说的。")).to_have_count(1)
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator(".customer .bubble")).to_have_count(1)
    assert stored(sqlite_store, QUESTION) == 1


def test_an_answer_that_was_lost_on_the_way_does_not_double_the_message(window: Callable, sqlite_store: Store) -> None:
    page = open_chat(window())
    lost: list[str] = []

    def lose_the_first(route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch().text())
        route.abort()

    page.route("**/widget/messages", lose_the_first)
    # The stream may show the message before its answer is lost: so wait for the loss itself.
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/widget/messages")):
        write(page, QUESTION)
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert lost, "nothing was lost"
    expect(page.locator(".customer .bubble")).to_have_count(1)
    assert stored(sqlite_store, QUESTION) == 1


def test_a_button_is_used_once_and_stays_shown_as_chosen(window: Callable) -> None:
    page = open_chat(window())
    page.get_by_role("button", name="故障报修").click()
    expect(page.locator(".customer .bubble")).to_have_text("故障报修")
    page.reload()
    expect(page.locator(".option.chosen")).to_contain_text("故障报修")
    for option in page.locator(".option").all():
        expect(option).to_be_disabled()


def test_an_input_method_keeps_its_enter(window: Callable) -> None:
    page = open_chat(window())
    box = page.locator(".composer textarea")
    box.fill("kuandai")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True})
    expect(box).to_have_value("kuandai")
    box.press("Shift+Enter")
    expect(box).to_have_value("kuandai\n")
    box.press("Enter")
    expect(page.locator(".customer .bubble")).to_have_text("kuandai")


def test_the_keyboard_alone_is_enough(window: Callable) -> None:
    page = window().new_page()
    page.goto("/")
    page.locator("courtesy-desk .launcher").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".customer .bubble")).to_have_text(QUESTION)
    page.keyboard.press("Tab")
    expect(page.locator(".person")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator("courtesy-desk .launcher")).to_be_focused()


def test_on_a_phone_the_chat_is_the_screen_and_keeps_the_focus(window: Callable) -> None:
    page = open_chat(window(**PHONE))
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert page.locator(".panel").get_attribute("aria-modal") == "true"
    for _ in range(14):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "courtesy-desk"


def test_what_was_said_while_the_chat_was_closed_is_counted(window: Callable, sqlite_store: Store) -> None:
    page = open_chat(window())
    page.keyboard.press("Escape")
    answer(sqlite_store, Reply("一"), Reply("二"))
    expect(page.locator(".unread")).to_have_text("2")
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator(".unread")).to_have_count(0)


def test_a_long_text_is_counted_and_stopped_at_the_limit(window: Callable) -> None:
    page = open_chat(window())
    box = page.locator(".composer textarea")
    box.fill("长" * 3900)
    expect(page.locator(".left")).to_have_text("还可输入 100 字")
    box.fill("长" * 4001)
    expect(page.locator(".left")).to_have_text("超出 1 字")
    expect(page.locator(".send")).to_be_disabled()


def test_a_person_is_asked_for_waited_for_and_rated(
    window: Callable, sqlite_store: Store, employ: Callable, phrases: Phrases, standard
) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    page = open_chat(window())
    page.get_by_role("button", name="转人工客服").click()
    expect(page.locator(".queue")).to_contain_text("您排在第 1 位")
    page.get_by_role("button", name="不等了").click()
    expect(page.locator(".queue")).to_have_count(0)
    page.get_by_role("button", name="转人工客服").click()
    expect(page.locator(".queue")).to_be_visible()
    with sqlite_store.writing() as db:
        asked = handoff.current(db, conversation(sqlite_store))
        held = reception.claimed(db, asked.handoff_id, bob.id, NOW, phrases=phrases)
        reception.agent_said(db, conversation(sqlite_store), bob.id, held.fence, "您好，我是 Bob。", "bob-key-1", NOW)
    expect(page.locator(".head p")).to_have_text("Bob（工号 1001）为您服务")
    expect(page.locator(".agent .speaker")).to_have_text("Bob · 工号 1001")
    with sqlite_store.writing() as db:
        reception.closed(db, held.handoff_id, bob.id, held.fence, {}, NOW, standard=standard, phrases=phrases)
    page.locator(".rating label").nth(3).click()
    page.locator(".rating textarea").fill("谢谢")
    page.get_by_role("button", name="提交评价").click()
    expect(page.locator(".rated")).to_contain_text("感谢您的评价")
    page.reload()
    expect(page.locator(".rated")).to_be_visible()


def test_an_appointment_is_taken_into_the_calendar(
    window: Callable, sqlite_store: Store, standing_appointment: Callable
) -> None:
    page = open_chat(window())
    booked = standing_appointment(sqlite_store, conversation(sqlite_store))
    answer(sqlite_store, Reply("您的预约已登记。", {"file": {"kind": "appointment", "number": booked.number}}))
    with page.expect_download() as download:
        page.get_by_role("button", name="加入日历").click()
    assert download.value.suggested_filename == f"{booked.number}.ics"
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_interface_speaks_three_languages(window: Callable) -> None:
    page = open_chat(window())
    for code, words in (("zh-Hant", "轉人工客服"), ("en", "Talk to a person"), ("zh", "转人工客服")):
        page.locator(".head select").select_option(code)
        expect(page.locator(".person")).to_contain_text(words)


def test_the_widget_works_on_another_site_without_a_cookie(window: Callable, shop: str) -> None:
    context = window()
    page = open_chat(context, shop)
    expect(page.locator(".bubble").first).to_contain_text("virtual assistant")
    write(page, "hello")
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert context.cookies() == []


@pytest.mark.parametrize(
    ("screen", "path", "scheme"),
    [({}, "/", "dark"), ({}, "/en", "light"), (PHONE, "/", "light"), (PHONE, "/en", "dark")],
    ids=["desktop zh dark", "desktop en light", "phone zh light", "phone en dark"],
)
def test_nothing_keeps_anybody_out(
    window: Callable, violations: Callable, sqlite_store: Store, scheme: str, path: str, screen: dict
) -> None:
    page = open_chat(window(color_scheme=scheme, **screen), path)
    assert violations(page) == []
    write(page, QUESTION)
    answer(sqlite_store, Reply("您的预约已登记。", {"file": {"kind": "appointment", "number": "A6S00-8596"}}))
    expect(page.locator(".card")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert violations(page) == []
