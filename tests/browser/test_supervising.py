"""Three windows: Alice writes, Bob serves her, Carol watches, whispers and takes over; and says what Bob can carry."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import agents, customers, handoff, reception, routing
from bot.agents import Agent
from bot.standard import Standard
from bot.store import Store

from .signing_in import PASSWORD, enter_login

LOOKS = pytest.mark.parametrize(("locale", "color_scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
Window = Callable[..., BrowserContext]
Console = Callable[..., Page]
Violations = Callable[[Page], list[str]]


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture(autouse=True)
def staff(sqlite_store: Store, employ: Callable[..., Agent]) -> dict[str, Agent]:
    roles = {"bob": "agent", "carol": "supervisor", "ada": "admin"}
    numbered = enumerate(roles.items(), 1001)
    return {name: employ(sqlite_store, name, str(number), role) for number, (name, role) in numbered}


@pytest.fixture
def console(window: Window) -> Console:
    """console("carol", locale="en-GB") is her page, signed in."""

    def sign_in(login: str = "bob", **options: object) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, login)
        expect(page.locator(".top-bar")).to_be_visible()
        return page

    return sign_in


@pytest.fixture
def alice(window: Window, shop: str, sqlite_store: Store) -> Page:
    """Her window on another site: her first message has reached the desk."""
    page = window(locale="zh-CN").new_page()
    page.goto(shop)
    page.locator("courtesy-desk .launcher").click()
    write(page, "我家宽带断了两天了")
    for _ in range(100):
        with sqlite_store.reading() as db:
            if db.exec_driver_sql("SELECT count(*) FROM messages WHERE author = 'customer'").scalar():
                return page
        page.wait_for_timeout(100)
    pytest.fail("her message did not reach the desk")


def write(page: Page, text: str) -> None:
    page.locator("courtesy-desk .composer textarea").fill(text)
    page.locator("courtesy-desk .composer textarea").press("Enter")
    expect(page.locator("courtesy-desk .log").get_by_text(text).last).to_be_visible()


def asks_for_a_person(store: Store) -> str:
    with store.writing() as db:
        conversation_id: str = db.exec_driver_sql("SELECT id FROM conversations").scalar()
        handoff.ask(db, conversation_id, "angry", {}, now(), emotion="angry", topic="fault")
    return conversation_id


@LOOKS
def test_carol_watches_whispers_and_takes_over(
    console: Console, alice: Page, sqlite_store: Store, violations: Violations, locale: str, color_scheme: str
) -> None:
    carol = console("carol", locale=locale, color_scheme=color_scheme)
    carol.goto("/console/#/board")
    expect(carol.locator(".figures")).to_be_visible()
    conversation_id = asks_for_a_person(sqlite_store)
    expect(carol.locator("[aria-labelledby=board-queue] li")).to_have_count(1)
    bob = console("bob")
    bob.locator("[data-key=next]").click()
    expect(bob.locator(".composer textarea")).to_be_focused()
    expect(carol.locator(".agent", has_text="Bob").locator("ul a")).to_have_count(1)
    expect(carol.locator("[aria-labelledby=board-upset] li")).to_have_count(1)
    assert violations(carol) == []

    carol.locator(".agent", has_text="Bob").locator("ul a").click()
    expect(carol.locator(".by-customer .bubble")).to_have_text("我家宽带断了两天了")
    expect(carol.locator(".composer")).to_have_count(0)
    write(alice, "灯是红的")
    expect(carol.locator(".by-customer .bubble").last).to_have_text("灯是红的")
    carol.locator(".whispers input").fill("请先致歉")
    carol.locator(".whispers input").press("Enter")
    expect(bob.locator(".whispers li")).to_contain_text("请先致歉")
    expect(carol.locator(".whispers li")).to_contain_text("请先致歉")
    assert violations(carol) == []
    assert violations(bob) == []
    expect(bob.locator(".message", has_text="请先致歉")).to_have_count(0)

    carol.locator(".takeover").click()
    assert violations(carol) == []
    carol.locator(".whispers .primary").click()
    expect(carol.locator(".composer textarea")).to_be_visible()
    expect(bob.locator(".composer")).to_have_count(0)
    expect(bob.locator(".held-by")).to_contain_text("Carol")
    carol.locator(".composer textarea").fill("您好，我马上为您查询。")
    carol.locator(".composer textarea").press("Enter")
    expect(alice.locator("courtesy-desk .log").get_by_text("我马上为您查询").last).to_be_visible()
    expect(alice.locator("courtesy-desk .log").get_by_text("Carol").first).to_be_visible()
    expect(alice.locator("courtesy-desk .log").get_by_text("请先致歉")).to_have_count(0)
    with sqlite_store.reading() as db:
        assert handoff.holder(db, conversation_id).kind == "agent"


def test_what_the_desk_gave_bob_is_marked_and_taken_up_with_his_first_word(
    console: Console, alice: Page, sqlite_store: Store, open_standard: Standard
) -> None:
    bob = console("bob")
    asks_for_a_person(sqlite_store)
    with sqlite_store.writing() as db:
        agents.note_here(db, agents.named(db, "bob").id, now())
        assert reception.given_next(db, now(), standard=open_standard)
    expect(bob.locator(".entry .urgent-word")).to_contain_text("派给您")
    bob.locator(".entry a").click()
    expect(alice.locator("courtesy-desk .log").get_by_text("Bob")).to_have_count(0)
    bob.locator(".composer textarea").fill("您好，请问指示灯是什么颜色？")
    bob.locator(".composer textarea").press("Enter")
    expect(alice.locator("courtesy-desk .log").get_by_text("指示灯是什么颜色").last).to_be_visible()
    expect(alice.locator("courtesy-desk .log").get_by_text("Bob").first).to_be_visible()
    expect(bob.locator(".entry .urgent-word")).to_have_count(0)


def test_a_full_agent_is_told_why_no_more_can_be_taken(
    console: Console, alice: Page, sqlite_store: Store, open_standard: Standard
) -> None:
    bob = console("bob")
    asks_for_a_person(sqlite_store)
    bob.locator("[data-key=next]").click()
    expect(bob.locator(".composer textarea")).to_be_focused()
    expect(bob.locator(".entry .claim")).to_have_count(0)
    with sqlite_store.writing() as db:
        routing.change(db, agents.named(db, "bob").id, standard=open_standard, capacity=1)
        visit = customers.welcome(db, "web", "widget", "dan", "zh", now())
        handoff.ask(db, visit.conversation_id, "asked", {}, now())
    expect(bob.locator(".entry .claim")).to_have_count(1)
    bob.locator("[data-key=next]").click()
    expect(bob.locator(".side-list .problem")).to_contain_text("1 个对话")


@LOOKS
def test_carol_says_what_bob_can_carry_and_ada_employs_erin(
    console: Console, sqlite_store: Store, violations: Violations, locale: str, color_scheme: str
) -> None:
    carol = console("carol", locale=locale, color_scheme=color_scheme)
    carol.goto("/console/#/team")
    carol.locator(".table li", has_text="Bob").locator("a").click()
    carol.locator("[name=capacity]").fill("5")
    carol.locator("[name=skills][value=bills]").check()
    carol.locator("[name=grade]").select_option("senior")
    assert violations(carol) == []
    carol.locator(".person .primary").click()
    expect(carol.locator(".person .saved")).not_to_be_empty()
    with sqlite_store.reading() as db:
        bob = agents.named(db, "bob")
    assert (bob.capacity, bob.skills, bob.grade) == (5, ["bills"], "senior")
    expect(carol.locator("employ-dialog dialog")).to_have_count(0)

    ada = console("ada", locale=locale, color_scheme=color_scheme)
    ada.goto("/console/#/team")
    ada.locator(".table header button").click()
    for name, value in (("login", "erin"), ("name", "Erin"), ("staff_no", "1007"), ("password", PASSWORD)):
        ada.locator(f"dialog [name={name}]").fill(value)
    assert violations(ada) == []
    ada.locator("dialog .primary").click()
    expect(ada.locator(".table li")).to_have_count(4)
    ada.locator(".table li", has_text="Erin").locator("a").click()
    ada.locator(".person .danger").click()
    ada.locator(".person .danger").click()
    expect(ada.locator(".table li.given-up")).to_have_count(1)
