"""After the service, as people meet it: the customer is asked and rates, and the agent works off the list."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select

from bot import agents, callbacks, handoff, reception, surveys, tickets
from bot.agents import Agent
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations, ticket_events
from bot.tickets import Ticket

from .signing_in import enter_login

NOW = datetime.now(timezone.utc)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PICTURES = os.environ.get("DESK_PICTURES")  # a folder: what the pages look like is kept there


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def repaired(store: Store, standard: Standard, language: str = "zh", **more: Any) -> Ticket:
    """The customer's fault, repaired as long ago as the first callback waits."""
    ago = NOW - timedelta(hours=23)
    with store.writing() as db:
        here = db.execute(select(conversations).order_by(conversations.c.created_at)).first()
        title = "Broadband is down" if language == "en" else "宽带上不了网"
        ticket = tickets.open_ticket(
            db,
            kind="fault",
            conversation_id=here.id,
            customer_id=here.customer_id,
            title=title,
            fields={},
            contact="13800138000",
            language=language,
            department="technical_support",
            now=ago,
            **more,
        )
        row = {"ticket_id": ticket.id, "kind": "state", "state": "repaired", "data": {}, "at": ago}
        db.execute(insert(ticket_events).values(row))
    return ticket


def in_the_morning(standard: Standard) -> datetime:
    """A moment at which customers may be contacted."""
    return standard.contact_hours.next_opening(NOW)


def asked(store: Store, standard: Standard, phrases: Phrases, ticket: Ticket) -> None:
    with store.writing() as db:
        assert reception.call_back(db, ticket.number, in_the_morning(standard), standard=standard, phrases=phrases) == 1


def open_chat(window: Callable[..., Any], path: str = "/", **options: Any) -> Page:
    page = window(**options).new_page()
    page.goto(path)
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .option").first).to_be_enabled()
    return page


@pytest.mark.parametrize(
    ("path", "language", "option", "sorry"),
    [("/", "zh", "没有解决", "非常抱歉"), ("/en", "en", "Not solved", "very sorry")],
)
def test_the_customer_is_asked_back_and_says_that_it_is_not_solved(
    window: Callable[..., Any],
    sqlite_store: Store,
    standard: Standard,
    phrases: Phrases,
    path: str,
    language: str,
    option: str,
    sorry: str,
) -> None:
    page = open_chat(window, path, **PHONE)
    ticket = repaired(sqlite_store, standard, language)
    asked(sqlite_store, standard, phrases, ticket)
    button = page.get_by_role("button", name=option, exact=True)
    expect(button).to_be_visible()
    picture(page, f"callback-{language}")
    button.click()
    expect(page.locator(".notice").last).to_contain_text(sorry)
    with sqlite_store.reading() as db:
        found = tickets.find(db, ticket.number)
    assert found and found.state == "reopened"


@pytest.mark.parametrize(
    ("path", "scheme", "details", "send", "thanks"),
    [
        ("/", "light", "分项评价（选填）", "提交评价", "感谢您的评价"),
        ("/en", "dark", "Rate it in detail (optional)", "Send rating", "Thank you"),
    ],
)
def test_the_customer_rates_the_whole_and_its_parts_on_a_phone(
    window: Callable[..., Any],
    sqlite_store: Store,
    employ: Callable[..., Agent],
    standard: Standard,
    phrases: Phrases,
    violations: Callable[[Page], list[str]],
    path: str,
    scheme: str,
    details: str,
    send: str,
    thanks: str,
) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    page = open_chat(window, path, color_scheme=scheme, **PHONE)
    with sqlite_store.writing() as db:
        here = str(db.execute(select(conversations.c.id)).scalar_one())
        asked_for = handoff.ask(db, here, "asked", {}, NOW)
        held = handoff.claim(db, asked_for, bob.id, NOW)
        reception.closed(db, asked_for, bob.id, held.fence, {}, NOW, standard=standard, phrases=phrases)
    form = page.locator(".rating")
    form.locator("fieldset").first.locator("label").nth(3).click()
    form.get_by_text(details).click()
    parts = form.locator("details fieldset")
    expect(parts).to_have_count(4)
    parts.nth(1).locator("label").nth(1).click()
    picture(page, f"rating-{scheme}")
    assert violations(page) == []
    page.get_by_role("button", name=send).click()
    expect(page.locator(".rated")).to_contain_text(thanks)
    with sqlite_store.reading() as db:
        given = surveys.given(db, here)
    assert given and (given.score, given.dimensions) == (4, {"speed": 2})


@pytest.mark.parametrize(
    ("locale", "scheme", "yes", "save", "said"),
    [
        ("zh-CN", "light", "是", "保存回访", "已记录：问题已解决。"),
        ("en-GB", "dark", "yes", "Save the callback", "Recorded: it is solved."),
    ],
)
def test_an_agent_works_off_the_list_of_callbacks(
    window: Callable[..., Any],
    sqlite_store: Store,
    employ: Callable[..., Agent],
    standard: Standard,
    violations: Callable[[Page], list[str]],
    locale: str,
    scheme: str,
    yes: str,
    save: str,
    said: str,
) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    open_chat(window)
    mine = repaired(sqlite_store, standard, owner_id=bob.id)
    repaired(sqlite_store, standard)
    page = window(locale=locale, color_scheme=scheme).new_page()
    page.goto("/console/#/callbacks")
    enter_login(page, "bob")
    rows = page.locator("callbacks-view ol li a")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(mine.number)
    rows.first.click()
    form = page.locator("callback-form form")
    for name in ("problem_confirmed", "solution_carried_out", "effect"):
        form.locator(f"[name={name}][value=true]").check()
    form.locator("[name=rating]").select_option("5")
    form.locator("[name=feedback]").fill("很满意")
    picture(page, f"callbacks-{scheme}")
    assert violations(page) == []
    form.get_by_role("button", name=save).click()
    expect(page.locator("callbacks-view .card-pane.empty")).to_contain_text(said)
    expect(rows).to_have_count(1)
    with sqlite_store.reading() as db:
        made = callbacks.of_ticket(db, mine.id)
        assert agents.get(db, bob.id).login == "bob"
    assert [(one.way, one.outcome, one.answers["rating"]) for one in made] == [("agent", "solved", 5)]


@pytest.mark.parametrize(("locale", "scheme"), [("zh-CN", "light"), ("en-GB", "dark"), ("zh-TW", "light")])
def test_the_commitment_is_there_for_everybody(
    window: Callable[..., Any], violations: Callable[[Page], list[str]], locale: str, scheme: str
) -> None:
    page = window(locale=locale, color_scheme=scheme).new_page()
    page.goto("/commitment")
    expect(page.locator(".promises li")).not_to_have_count(0)
    names = {"zh-CN": "简体", "en-GB": "English", "zh-TW": "繁體"}
    expect(page.locator("nav [aria-current]")).to_have_text(names[locale])
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"commitment-{locale}.png", full_page=True)
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"commitment-phone-{locale}")
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()


def test_the_widget_and_the_site_lead_to_the_commitment(window: Callable[..., Any]) -> None:
    page = open_chat(window, "/en")
    expect(page.get_by_role("link", name="Read the whole commitment")).to_have_attribute("href", "/commitment?lang=en")
    page.locator("courtesy-desk .more").click()
    link = page.get_by_role("link", name="Our service commitment")
    expect(link).to_be_visible()
    assert str(link.get_attribute("href")).endswith("/commitment?lang=en")
