"""At a ticket's page: a written reply that must be whole, and remedies with their limits."""

import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import customers, letters, remedies, tickets
from bot.agents import Agent
from bot.store import Store
from tests.cases.conftest import PARTS

from .signing_in import enter_login

SHOTS = os.environ.get("DESK_SHOTS")  # a folder for pictures to be looked at
LOOKS = pytest.mark.parametrize(("locale", "color_scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
Window = Callable[..., BrowserContext]


@pytest.fixture
def number(sqlite_store: Store, employ: Callable[..., Agent], walk: Callable[..., object]) -> str:
    """Alice's complaint, with a solution."""
    now = datetime.now(timezone.utc)
    employ(sqlite_store, "bob", "1001")
    carol = employ(sqlite_store, "carol", "1002", "supervisor")
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", now)
        ticket = tickets.open_ticket(
            db, kind="complaint", conversation_id=visit.conversation_id, customer_id=visit.customer_id,
            title="多收费30元", fields={"what": "多收费"}, contact="13800138000", language="zh",
            department="complaints", now=now,
        )  # fmt: skip
        walk(db, ticket.number, "solution_proposed", carol, now)
    return ticket.number


def enter(window: Window, login: str, number: str, **options: object) -> Page:
    page = window(**options).new_page()
    page.goto("/console/")
    enter_login(page, login)
    expect(page.locator("top-bar")).to_be_visible()
    page.goto(f"/console/#/tickets/{number}")
    expect(page.locator("ticket-card .letters").first).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.set_viewport_size({"width": 1280, "height": 2400})
        page.locator(".card-pane").screenshot(path=str(Path(SHOTS) / f"{name}.png"))
        page.set_viewport_size({"width": 1280, "height": 860})


@LOOKS
def test_a_reply_is_sent_when_it_is_whole(
    window: Window,
    number: str,
    sqlite_store: Store,
    violations: Callable[[Page], list[str]],
    locale: str,
    color_scheme: str,
) -> None:
    page = enter(window, "carol", number, locale=locale, color_scheme=color_scheme)
    form = page.locator("case-next .letters form")
    expect(form.locator("[name=responsible_department]")).to_have_value("投诉处理部")  # what the ticket knows is there
    form.locator("button.primary").click()
    expect(page.locator("case-next .letters > .problem")).not_to_be_empty()
    assert form.locator("[aria-invalid=true]").count() > 4
    shot(page, f"console-letter-{locale}")
    for name, text in PARTS.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("[name=result]").fill("这是你自己的问题，随便你。")
    form.locator("button.primary").click()
    expect(page.locator("case-next .letters > .problem")).to_contain_text("随便你")
    form.locator("[name=result]").fill(PARTS["result"])
    form.locator("button.primary").click()
    expect(page.locator("ticket-card .letters li a")).to_have_text(f"{number}-1")
    assert violations(page) == []
    shot(page, f"console-sent-{locale}")
    with sqlite_store.reading() as db:
        found = tickets.find(db, number)
        assert found
        assert found.state == "replied_in_writing"
        kept = letters.content(db, letters.find(db, number, 1))
    with page.context.expect_page() as opened:
        page.locator("ticket-card .letters li a").click()
    expect(opened.value.locator("h1")).to_have_text("书面答复")
    assert PARTS["result"] in kept.decode()


def test_the_bell_leads_the_supervisor_to_what_is_above_the_limit(
    window: Window, number: str, sqlite_store: Store, violations: Callable[[Page], list[str]]
) -> None:
    bob = enter(window, "bob", number, locale="zh-CN")
    bob.locator(".remedies summary").click()
    form = bob.locator(".remedies form.move")
    form.locator("[name=kind]").select_option("compensation")
    form.locator("[name=amount]").fill("200")
    form.locator("[name=words]").fill("退还多扣的费用，并作补偿")
    form.locator("button.primary").click()
    expect(bob.locator(".remedies .standing.waiting")).to_be_visible()
    expect(bob.locator(".remedies form.row")).to_have_count(0)
    carol = enter(window, "carol", number, locale="en-GB")
    carol.locator(".bell summary").click()
    carol.locator(".bell li a", has_text="waits for your approval").click()
    waiting = carol.locator(".approvals article.chosen")
    expect(waiting).to_contain_text("Bob")
    shot(carol, "console-approvals-en")
    assert violations(carol) == []
    waiting.locator("button[value=no]").click()
    expect(carol.locator(".approvals .problem")).to_contain_text("why")
    waiting.locator("button[value=yes]").click()
    expect(carol.locator(".approvals article")).to_have_count(0)
    carol.goto(f"/console/#/tickets/{number}")
    expect(carol.locator(".remedies .standing.granted")).to_be_visible()
    shot(carol, "console-remedies-en")
    with sqlite_store.reading() as db:
        found = tickets.find(db, number)
        assert found
        (given,) = remedies.of_ticket(db, found.id)
        assert (given.state, given.amount, given.decided_name) == ("granted", 200, "Carol")
