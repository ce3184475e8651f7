"""Bob serves Alice at the console beyond talking: tickets, appointments, leaving."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot import appointments, customers, handoff, reception, tickets, transcript
from bot.agents import Agent
from bot.appointments import Appointment
from bot.store import Store

from .signing_in import enter_login

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
def console(window: Window) -> Console:
    """console("carol", locale="en-GB") is her page, signed in."""

    def sign_in(login: str = "bob", **options: object) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, login)
        expect(page.locator(".side-list")).to_be_visible()
        return page

    return sign_in


@pytest.fixture
def alice(sqlite_store: Store) -> str:
    """Her conversation: she waits for a person."""
    with sqlite_store.writing() as db:
        visit = customers.welcome(db, "web", "widget", "alice", "zh", now())
        reception.customer_said(db, visit.conversation_id, "我家宽带断了两天了", "alice-1", now())
        brief = {"slots": {"fault_district": "donghu", "fault_contact": "13800138000"}}
        handoff.ask(db, visit.conversation_id, "angry", brief, now(), emotion="angry", topic="fault")
    return visit.conversation_id


@pytest.fixture
def booked(sqlite_store: Store, alice: str, standing_appointment: Callable[..., Appointment]) -> Appointment:
    return standing_appointment(sqlite_store, alice)


def take_next(page: Page) -> None:
    expect(page.locator("[data-key=next]")).to_be_enabled()
    page.keyboard.press("n")
    expect(page.locator(".composer textarea")).to_be_focused()


@LOOKS
def test_bob_opens_a_ticket_with_what_is_known_and_alice_is_told(
    console: Console, alice: str, sqlite_store: Store, violations: Violations, locale: str, color_scheme: str
) -> None:
    page = console(locale=locale, color_scheme=color_scheme)
    take_next(page)
    page.locator("[data-ask=ticket]").click()
    expect(page.locator("dialog [name=contact]")).to_have_value("13800138000")
    assert violations(page) == []
    page.locator("dialog [name=kind]").select_option("fault")
    page.locator("dialog [name=title]").fill("宽带中断")
    page.locator("dialog [name=description]").fill("断了两天，光猫红灯")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    with sqlite_store.reading() as db:
        (ticket,) = tickets.of_conversation(db, alice)
        heard = transcript.after(db, alice, 0)[-1]
    assert ticket.kind == "fault" and ticket.number in heard.text and heard.author == "desk"
    expect(page.locator(".works")).to_contain_text(ticket.number)


@LOOKS
def test_bob_books_a_free_time_for_alice(
    console: Console, booked: Appointment, alice: str, sqlite_store: Store, violations: Violations,
    locale: str, color_scheme: str,
) -> None:  # fmt: skip
    page = console(locale=locale, color_scheme=color_scheme)
    take_next(page)
    page.locator("[data-ask=booking]").click()
    page.locator("dialog [name=service]").select_option("hall")
    expect(page.locator("dialog [name=place]")).to_have_count(0)
    page.locator("dialog [name=service]").select_option("installation")
    times = page.locator("dialog [name=starts_at]")
    expect(times).to_be_enabled()
    assert violations(page) == []
    times.select_option(index=1)
    page.locator("dialog [name=place]").fill("湖滨路1号")
    page.locator("dialog [name=name]").fill("王女士")
    page.locator("dialog .primary").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    with sqlite_store.reading() as db:
        new = [one for one in appointments.of_conversation(db, alice) if one.number != booked.number]
        heard = transcript.after(db, alice, 0)[-1]
    assert [one.service for one in new] == ["installation"] and new[0].number in heard.text


@LOOKS
def test_an_appointment_moves_and_when_cancelled_stays_in_its_day(
    console: Console, booked: Appointment, sqlite_store: Store, violations: Violations, locale: str, color_scheme: str
) -> None:
    page = console(locale=locale, color_scheme=color_scheme)
    page.goto(f"/console/#/appointments/{booked.number}")
    expect(page.locator(".table li")).to_have_count(1)
    page.locator(".move [aria-expanded]").click()
    times = page.locator("[name=starts_at]")
    expect(times).to_be_enabled()
    assert violations(page) == []
    times.select_option(index=5)
    page.locator(".move .primary").click()
    expect(page.locator(".course li")).to_have_count(2)
    with sqlite_store.reading() as db:
        moved = appointments.find(db, booked.number)
    assert moved and moved.starts_at > booked.starts_at
    page.locator(".move .danger").click()
    page.locator(".confirm .danger").click()
    expect(page.locator(".table .given-up")).to_contain_text(booked.number)
    expect(page.locator(".card-pane .state-cancelled").first).to_be_visible()
    assert violations(page) == []


@LOOKS
def test_bob_corrects_a_complaints_class_and_gives_it_to_carol(
    console: Console, sqlite_store: Store, alice: str, violations: Violations, locale: str, color_scheme: str
) -> None:
    with sqlite_store.writing() as db:
        details = {"kind": "complaint", "type": "other", "level": "ordinary", "department": "complaints"}
        who = customers.conversation(db, alice).customer_id
        ticket = tickets.open_ticket(
            db, conversation_id=alice, customer_id=who, title="多收费", fields={}, contact="13800138000", language="zh",
            now=now() - timedelta(hours=1), **details,  # type: ignore[arg-type]
        )  # fmt: skip
    page = console(locale=locale, color_scheme=color_scheme)
    page.goto(f"/console/#/tickets/{ticket.number}")
    page.locator(".class [name=type]").select_option("billing")
    page.locator(".class [name=level]").select_option("major")
    assert violations(page) == []
    page.locator(".class .primary").click()
    expect(page.locator(".class .primary")).to_have_count(0)
    page.locator(".row [name=agent_id]").select_option(index=2)
    page.locator(".row button").first.click()
    expect(page.locator(".card-pane .facts").first).to_contain_text("Carol")
    with sqlite_store.reading() as db:
        settled = tickets.find(db, ticket.number)
    assert settled and (settled.type, settled.level, settled.state) == ("billing", "major", "assigned")
    assert settled.owner_id != settled.assignee_id


@pytest.mark.parametrize("how", ["away", "signOut"])
def test_whoever_leaves_while_holding_is_asked_first_and_may_go(
    console: Console, alice: str, violations: Violations, how: str
) -> None:
    page = console()
    take_next(page)

    def leave() -> None:
        if how == "away":
            page.locator(".status").click()
        else:
            page.locator(".me.own summary").click()
            page.locator(".me.own button.plain").click()

    leave()
    expect(page.locator(".left-behind li")).to_have_count(1)
    assert violations(page) == []
    page.locator(".left-behind a").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator(".status")).to_have_attribute("aria-checked", "true")
    if how == "signOut":
        page.locator(".me.own summary").click()
    leave()
    page.locator("dialog .primary").click()
    if how == "away":
        expect(page.locator(".status")).to_have_attribute("aria-checked", "false")
    else:
        expect(page.locator(".sign-in")).to_be_visible()


@LOOKS
def test_whoever_is_away_is_told_so_and_how_to_begin(
    console: Console, violations: Violations, locale: str, color_scheme: str
) -> None:
    page = console(locale=locale, color_scheme=color_scheme)
    expect(page.locator(".conversation.empty h1")).to_be_visible()
    assert violations(page) == []
    page.locator(".status").click()
    expect(page.locator(".welcome .steps li")).to_have_count(4)
    assert violations(page) == []
    page.locator(".welcome .primary").click()
    expect(page.locator(".status")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".welcome")).to_have_count(0)


@LOOKS
def test_on_a_narrow_screen_the_brief_is_a_drawer(
    console: Console, alice: str, violations: Violations, locale: str, color_scheme: str
) -> None:
    page = console(locale=locale, color_scheme=color_scheme, viewport={"width": 1000, "height": 760})
    take_next(page)
    expect(page.locator("aside.brief")).to_be_hidden()
    page.locator(".brief-toggle").click()
    expect(page.locator("aside.brief")).to_be_focused()
    expect(page.locator("aside.brief")).to_contain_text("13800138000")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("aside.brief")).to_be_hidden()
    expect(page.locator(".brief-toggle")).to_be_focused()
