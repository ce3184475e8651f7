"""A ticket's page as a case: Bob takes a request to its end, Carol sees what a complaint still needs."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, tickets
from bot.agents import Agent
from bot.store import Store
from bot.tickets import Ticket

from .signing_in import enter_login

# How far to the right anything of the page below the bar reaches.
WIDEST = "Math.max(...[...document.querySelectorAll('main *')].map((one) => one.getBoundingClientRect().right))"
LOOKS = pytest.mark.parametrize(("locale", "color_scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
Window = Callable[..., BrowserContext]
Console = Callable[..., Page]
Violations = Callable[[Page], list[str]]


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture(autouse=True)
def team(sqlite_store: Store, employ: Callable[..., Agent]) -> None:
    employ(sqlite_store, "bob", "1001")
    employ(sqlite_store, "carol", "1002", "supervisor")


@pytest.fixture
def opened(sqlite_store: Store) -> Callable[..., str]:
    """opened("request") is the number of a ticket of Alice's."""

    def make(kind: str, **more: Any) -> str:
        with sqlite_store.writing() as db:
            visit = customers.welcome(db, "web", "widget", f"alice-{kind}", "zh", now())
            known = {"conversation_id": visit.conversation_id, "customer_id": visit.customer_id, "language": "zh"}
            words: dict[str, Any] = {
                "title": "过户给家人",
                "fields": {"what": "过户"},
                "contact": "13800138000",
                **more,
            }
            at = now() - timedelta(hours=1)
            return tickets.open_ticket(
                db, kind=kind, department="operations", now=at, **{**known, **words, **more}
            ).number

    return make


@pytest.fixture
def case(window: Window) -> Console:
    """case(number, "carol", locale="en-GB") is her page, with that ticket open."""

    def show(number: str, login: str = "bob", **options: object) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto(f"/console/#/tickets/{number}")
        enter_login(page, login)
        expect(page.locator(".case header .number")).to_have_text(number, timeout=20_000)
        return page

    return show


def ticket(store: Store, number: str) -> Ticket:
    with store.reading() as db:
        found = tickets.find(db, number)
    assert found is not None
    return found


def act(page: Page, key: str) -> None:
    page.locator(f".next [data-act='{key}']").click()


@LOOKS
def test_bob_takes_a_request_step_by_step_to_its_end(
    case: Console, opened: Callable[..., str], sqlite_store: Store, violations: Violations,
    locale: str, color_scheme: str,
) -> None:  # fmt: skip
    number = opened("request")
    page = case(number, locale=locale, color_scheme=color_scheme)
    expect(page.locator(".stages [aria-current=step]")).to_have_count(1)
    expect(page.locator(".next [data-act='state:resolved']")).to_have_count(0)
    page.locator(".next .row button[value=me]").click()
    expect(page.locator(".next [data-act='state:in_progress']")).to_have_attribute("aria-pressed", "true")
    act(page, "state:resolved")
    page.locator(".next [name=result]").fill("已办妥过户")
    assert violations(page) == []
    page.locator(".next .primary").click()
    expect(page.locator(".missing li.open").first).to_be_visible()
    expect(page.locator(".next [data-act='state:closed']")).to_have_count(0)
    page.locator(".next [data-task^='record:'] [name=words]").fill("已办妥，请查收")
    page.locator(".next .primary").click()
    expect(page.locator(".missing li.open")).to_have_count(0)
    act(page, "state:closed")
    page.locator(".next .primary").click()
    expect(page.locator(".case header .state-closed")).to_be_visible()
    expect(page.locator(".stages li.done")).to_have_count(5)
    assert violations(page) == []
    assert ticket(sqlite_store, number).state == "closed"
    page.locator(".next [name=to]").select_option("resolved")
    page.locator(".next [name=note]").fill("客户说没有解决")
    page.locator(".next .primary").click()
    expect(page.locator(".case header .state-reopened")).to_be_visible()
    assert ticket(sqlite_store, number).step == "assigned"


@LOOKS
def test_carol_sees_what_a_major_complaint_still_needs_and_does_it_there(
    case: Console, opened: Callable[..., str], sqlite_store: Store, walk: Callable[..., Ticket],
    employ: Callable[..., Agent], violations: Violations, locale: str, color_scheme: str,
) -> None:  # fmt: skip
    number = opened("complaint", type="late_repair", level="major")
    ivan = employ(sqlite_store, "ivan", "2077", "investigator")
    with sqlite_store.writing() as db:
        walk(db, number, "tracked", ivan, now())
    page = case(number, "carol", locale=locale, color_scheme=color_scheme)
    expect(page.locator(".missing li.open")).to_have_count(3)  # special process, root cause, two reviews
    page.locator("[data-tick=solved]").click()
    expect(page.locator(".missing")).to_contain_text("Carol")
    page.locator(".scores [name=scope]").select_option("4")
    page.locator(".scores button").click()
    expect(page.locator(".case header .grade-P1")).to_be_visible()
    page.locator(".subtasks summary").click()
    page.locator(".subtasks [name=department]").select_option("customer_service")
    page.locator(".subtasks [name=request]").fill("请调取录音")
    page.locator(".subtasks .primary").click()
    expect(page.locator(".subtask")).to_have_count(1)
    assert violations(page) == []
    page.locator(".next [data-act='record:root_cause']").click()
    page.locator(".next [name=cause]").fill("排班没有核对")
    page.locator(".next [name=category]").select_option("process")
    page.locator(".next [name=measure]").fill("排班双人核对")
    page.locator(".next [name=measure_kind]").select_option("process")
    page.locator(".next [name=finish_on]").fill("2027-01-15")
    page.locator(".next .primary").click()
    expect(page.locator(".missing li.open")).to_have_count(3)  # the special process, the reviews and the sub-task
    expect(page.locator(".for-me")).to_contain_text("请调取录音")
    page.locator(".subtask textarea").fill("已调取")
    page.locator(".subtask [value=done]").click()
    page.locator(".subtask [value=accepted]").click()
    expect(page.locator(".subtask .state-accepted")).to_be_visible()
    assert violations(page) == []
    done = ticket(sqlite_store, number)
    assert done.scope == 4 and [event.kind for event in done.events][-1] == "root_cause"


@LOOKS
def test_on_a_phone_the_ticket_has_the_page_to_itself(
    case: Console, opened: Callable[..., str], violations: Violations, locale: str, color_scheme: str
) -> None:
    number = opened("fault", fields={"product": "mobile", "symptom": "手机收不到验证码"})
    page = case(number, locale=locale, color_scheme=color_scheme, viewport={"width": 390, "height": 780})
    expect(page.locator(".table")).to_be_hidden()
    assert page.evaluate(WIDEST) <= 390
    page.locator("[data-feature=remote]").click()
    expect(page.locator(".course")).to_contain_text("Bob")
    assert violations(page) == []
    page.locator(".to-list").click()
    expect(page.locator(".table")).to_be_visible()
    page.locator(".table select").last.select_option("work")
    expect(page.locator(".table li a .grade")).to_have_count(1)
    assert violations(page) == []
